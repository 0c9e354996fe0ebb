"use client";
import { useTranslations } from "use-intl";
import { Spinner } from "../ui/spinner.tsx";
import { cx } from "../ui/cx.ts";
import type { ShownObject } from "./object.ts";
import { useCatchingUp } from "./record-data.ts";

/** Says that sums and formulas are still being worked out; goes when they are, with what is shown read again. */
export function CatchingUp(props: { readonly object: ShownObject; readonly isTold?: boolean; readonly className?: string }) {
  const t = useTranslations("run.record");
  const is = useCatchingUp(props.object, props.isTold);
  return (
    <div
      role="status"
      className={
        is ? cx("flex flex-none items-center gap-2 border-b border-line bg-info-soft px-4 py-1.5 text-sm", props.className) : "sr-only"
      }
    >
      {is ? (
        <>
          <Spinner />
          <span>
            <span className="font-medium text-info">{t("catchingUp")}</span> {t("catchingUpHelp")}
          </span>
        </>
      ) : null}
    </div>
  );
}

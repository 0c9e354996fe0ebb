"use client";
import { useTranslations } from "use-intl";
import type { Judged } from "./judge.ts";

/** The tab of examples says how they stand: nobody has to look for what stops a publish. */
export function ExamplesTab({ judged }: { readonly judged: readonly Judged[] }) {
  const t = useTranslations("studio.tables.examples");
  const passed = judged.filter(({ passes }) => passes).length;
  return (
    <>
      {t("title")}
      {judged.length === 0 ? null : (
        <span className={passed < judged.length ? "num text-sm font-normal text-danger" : "num text-sm font-normal text-faint"}>
          {t("count", { passed, count: judged.length })}
        </span>
      )}
    </>
  );
}

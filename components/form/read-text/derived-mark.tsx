"use client";
import { useTranslations } from "use-intl";
import type { ShownField } from "../../render/object.ts";

/** ƒ beside the name of a field that is worked out and never typed. */
export function DerivedMark({ field }: { readonly field: ShownField }) {
  const t = useTranslations("run.inputs");
  const kind = field.derivation?.kind;
  if (kind === undefined || kind === "column" || kind === "lines") return null;
  return (
    <abbr title={t("workedOut")} aria-label={t("workedOut")} className="ml-1 font-normal text-faint no-underline">
      ƒ
    </abbr>
  );
}

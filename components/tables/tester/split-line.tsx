"use client";
import { useTranslations } from "use-intl";
import type { SplitTaken } from "#runtime/rules";
import { Icon } from "../../ui/icon.tsx";

/** Where the key of a split went. */
export function SplitLine({ split }: { readonly split: SplitTaken }) {
  const t = useTranslations("studio.tables.tester");
  return (
    <p className="mt-2 flex items-start gap-1.5 text-sm">
      <Icon name="split" size={14} className="mt-[3px] flex-none text-muted" />
      <span className="num">
        {t("split", { arm: split.arm, bucket: split.bucket, of: split.of })}
        {split.instead === undefined ? null : <span className="text-warning"> {t("instead", { arm: split.instead })}</span>}
      </span>
    </p>
  );
}

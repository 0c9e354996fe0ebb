"use client";
import { useTranslations } from "use-intl";
import { Button } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import type { Band } from "../rows.ts";

/** Where a line stands. */
interface At {
  readonly transform: string;
  readonly height: number;
}

/** Says whose rows follow. */
export function BandLine({ band, tenant, style }: { readonly band: Band; readonly tenant: string; readonly style: At }) {
  const t = useTranslations("studio.table");
  const own = band.origin === "tenant";
  return (
    <div role="row" style={style} className="absolute inset-x-0 flex border-b border-line bg-surface-sunken text-sm text-muted">
      <span role="gridcell" className="flex items-center gap-2 px-2">
        <span className="font-semibold text-ink">{own ? tenant : t("fromPackage", { name: band.origin })}</span>
        {t(own ? "bandOwn" : "bandPackage", { count: band.rows.length })}
      </span>
    </div>
  );
}

/** Where a row is added, under the tenant's own. */
export function AddLine({ style, onAdd }: { readonly style: At; readonly onAdd: () => void }) {
  const t = useTranslations("studio.table");
  return (
    <div role="row" style={style} className="absolute inset-x-0 flex border-b border-line">
      <span role="gridcell" className="flex items-center gap-2 pl-8">
        <Button size="sm" variant="ghost" icon="plus" onPress={onAdd}>
          {t("addRow")}
        </Button>
        <Kbd>{t("addKeys")}</Kbd>
      </span>
    </div>
  );
}

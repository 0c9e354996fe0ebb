"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { rowWords, type Wording } from "./words.ts";

/** The selected row as a sentence. */
export function RowInWords(props: {
  readonly table: TableDocument;
  readonly row: string | undefined;
  readonly place: number | undefined;
  readonly wording: Wording;
}) {
  const t = useTranslations("studio.table");
  const { table, place, wording } = props;
  const row = props.row === undefined ? undefined : table.rows[props.row];
  const words = useMemo(() => (row === undefined ? undefined : rowWords(row, table, wording)), [row, table, wording]);
  return (
    <div className="flex min-h-9 flex-none items-baseline gap-3 border-t border-line px-4 py-2 text-sm">
      {words === undefined || place === undefined ? (
        <p className="text-faint">{t("selectToRead")}</p>
      ) : (
        <>
          <span className="num flex-none text-faint" aria-hidden="true">
            {t("rowNumber", { row: place })}
          </span>
          <p aria-label={t("inWords", { row: place })} title={words} className="line-clamp-2 text-muted">
            {words}
          </p>
        </>
      )}
    </div>
  );
}

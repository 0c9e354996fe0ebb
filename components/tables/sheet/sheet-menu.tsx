"use client";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { type Column, isNumeric } from "../column.ts";
import type { Band } from "../rows.ts";
import { csvFile, workbookFile } from "./file.ts";
import { rowsToSheet } from "./rows-out.ts";
import { SheetDialog } from "./sheet-dialog.tsx";

/** The rows out as a file, and a file's rows in. */
export function SheetMenu(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly bands: readonly Band[];
  readonly places: ReadonlyMap<string, number>;
}) {
  const { table, columns, bands } = props;
  const t = useTranslations("studio.tables.sheet");
  const text = useText();
  const locale = useLocale();
  const [uploading, setUploading] = useState(false);

  const download = async (kind: "xlsx" | "csv"): Promise<void> => {
    const ids = bands.flatMap(({ rows }) => rows);
    if (kind === "csv") return save(await csvFile(rowsToSheet(table, columns, ids, locale)), `${table.name}.csv`);
    const { mostCellText } = await import("#sheets");
    const matrix = rowsToSheet(table, columns, ids, locale, mostCellText);
    const numeric = [false, false, false, false, false, ...columns.map(({ type }) => isNumeric(type))];
    const shown = numeric.map((isNumber, at) => ({
      isNumeric: isNumber,
      width: Math.min(48, Math.max(10, ...matrix.slice(0, 200).map((row) => widthOf(row[at]!) + 2))),
    }));
    save(await workbookFile(text(table.label, table.name), matrix, shown), `${table.name}.xlsx`);
  };
  return (
    <>
      <Menu
        label={t("button")}
        trigger={
          <Button size="sm" icon="file-spreadsheet">
            {t("button")}
          </Button>
        }
        entries={[
          { id: "xlsx", label: t("downloadXlsx"), icon: "download" },
          { id: "csv", label: t("downloadCsv"), icon: "download" },
          { id: "upload", label: t("upload"), icon: "upload", divided: true },
        ]}
        onAction={(act) => (act === "upload" ? setUploading(true) : void download(act as "xlsx" | "csv"))}
      />
      {uploading ? <SheetDialog {...props} onClose={() => setUploading(false)} /> : null}
    </>
  );
}

/** Han signs are twice as wide as letters. */
const widthOf = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 2 : 1), 0);

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // some browsers read the file a moment later
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

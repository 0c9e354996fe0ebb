import type { TableDocument } from "#metadata";
import type { Column } from "../column.ts";
import { headsOf, rowParts } from "./heads.ts";
import { cellOut, givenOut, partOut } from "./texts.ts";

/** Stands for a text that a cell of a workbook cannot hold: what the row has there stays. */
export const untold = "⟨…⟩";

/**
 * The rows of a table as a sheet: heads, then a row each, in the order given.
 * @param mostText characters a cell of the file can hold; longer ones are left untold
 */
export function rowsToSheet(
  table: TableDocument,
  columns: readonly Column[],
  rowIds: readonly string[],
  locale: string,
  mostText = Infinity,
): string[][] {
  const told = (text: string): string => (text.length > mostText ? untold : text);
  return [
    headsOf(columns, locale),
    ...rowIds.map((id) => {
      const row = table.rows[id]!;
      return [
        ...rowParts.map((part) => (part === "id" ? id : partOut(part, row, locale))),
        ...columns.map((column) =>
          column.side === "input" ? cellOut(row.cells?.[column.id], column, locale) : givenOut(row.out[column.id], column, locale),
        ),
      ].map(told);
    }),
  ];
}

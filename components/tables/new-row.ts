import type { Json, TableDocument } from "#metadata";
import type { Column } from "./column.ts";

/** What a new row gives until somebody says otherwise: an option that no other row gives, where there is one. */
export function newOut(table: TableDocument, columns: readonly Column[]): Readonly<Record<string, Json>> {
  const out: Record<string, Json> = {};
  for (const column of columns) {
    if (column.side !== "output") continue;
    const free = column.options.find((option) => !Object.values(table.rows).some((row) => row.out[column.id] === option.id));
    const value = column.type === "enum" ? (free ?? column.options[0])?.id : plain(column);
    if (value !== undefined) out[column.id] = value;
  }
  return out;
}

const plain = ({ type }: Column): Json | undefined =>
  ({
    text: "",
    number: 0,
    money: "0.00",
    boolean: false,
    date: new Date().toISOString().slice(0, 10),
    instant: new Date().toISOString(),
    time: "00:00",
    weekday: 1,
    reference: "",
    set: "",
    enum: "",
  })[type];

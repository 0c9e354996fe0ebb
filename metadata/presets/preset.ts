import type { TableDocument, TableRow } from "../documents/table.ts";
import type { Text } from "../text.ts";

/** A table to begin with. What it is made of has its API name for an id, so that examples and rows read alike. */
export interface TablePreset {
  readonly name: string;
  readonly label: Text;
  /** what it decides, in a sentence or two */
  readonly description: Text;
  /** a lucide icon */
  readonly icon: string;
  /** everything but the id; the name is a proposal */
  readonly table: Omit<TableDocument, "id">;
}

type Table = Omit<TableDocument, "id" | "kind" | "name" | "label" | "description">;

/** @param texts labels and descriptions, of the preset and of the table that comes of it */
export const definePreset = (
  name: string,
  texts: { readonly icon: string; readonly label: Text; readonly description: Text },
  table: Table,
): TablePreset => ({
  name,
  ...texts,
  table: { kind: "table", name, label: texts.label, description: texts.description, ...table },
});

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Things in the order in which they are written, with room between them. @throws a fault beyond 62 of them */
export function ordered<Thing extends object>(things: Readonly<Record<string, Thing>>): Record<string, Thing & { order: string }> {
  const entries = Object.entries(things);
  if (entries.length > digits.length) throw new Error(`${entries.length} things, at most ${digits.length}`);
  return Object.fromEntries(entries.map(([id, thing], place) => [id, { ...thing, order: `a${digits[place]}` }]));
}

/** Columns by name, in the order in which they are written. */
export const columns = <Column extends object>(given: Readonly<Record<string, Column>>) =>
  ordered(Object.fromEntries(Object.entries(given).map(([name, column]) => [name, { name, ...column }]))) as Record<
    string,
    Column & { name: string; order: string }
  >;

/** zh before en, as in every label of a preset. */
export const text = (zh: string, en: string): Text => ({ zh, en });

/** Options with their labels: one for both languages, or zh and en. */
export const options = (given: Readonly<Record<string, string | readonly [zh: string, en: string]>>) =>
  ordered(
    Object.fromEntries(Object.entries(given).map(([id, label]) => [id, { label: typeof label === "string" ? label : text(...label) }])),
  );

type Edge = string | number | null;

/** A cell: from the first one on, and less than the second. null: no such end. */
export const between = (from: Edge, to: Edge) => ({ range: [{ from, to }] });
export const from = (least: string | number) => between(least, null);

/** A row that waits for its place in the order. */
export const row = (cells: TableRow["cells"], out: TableRow["out"], note?: string): Omit<TableRow, "order"> => ({
  cells,
  out,
  ...(note === undefined ? {} : { note }),
});

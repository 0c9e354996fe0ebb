import { cellSchema, givenSchema, type Cell, type Given, type Json, type Range, type TableRow } from "#metadata";
import { sameJson } from "../../designer/documents.ts";
import { type Constant, type Parsed, cellToText, givenToText, parseCell, parseConstant, parseGiven } from "../cell-text.ts";
import type { Column } from "../column.ts";
import type { RowPart } from "./heads.ts";

/** What the words of a cell cannot say stands as its JSON: nothing is lost on the way through a sheet. */
const asJson = (value: unknown): string => `json ${JSON.stringify(value)}`;
const jsonIn = (text: string): string | undefined => /^json\s+(.+)$/s.exec(text.trim())?.[1];

/** An input cell in the text of the grid. "" is any. */
export function cellOut(cell: Cell | undefined, column: Column, locale: string): string {
  const text = cellToText(cell, column, locale);
  const read = jsonIn(text) === undefined ? parseCell(text, column) : undefined;
  return read?.ok === true && sameCell(read.value, cell, column) ? text : asJson(cell);
}

/** What a row gives in the text of the grid; "" where it gives nothing. */
export function givenOut(given: Given | undefined, column: Column, locale: string): string {
  if (given === undefined) return "";
  const text = givenToText(given, column, locale);
  const read = jsonIn(text) === undefined && text.trim() !== "" ? parseGiven(text, column) : undefined;
  return read?.ok === true && sameGiven(read.value, given, column) ? text : asJson(given);
}

export function cellIn(text: string, column: Column): Parsed<Cell | undefined> {
  const json = jsonIn(text);
  return json === undefined ? parseCell(text, column) : parsed(json, cellSchema);
}

/** undefined: the row gives nothing in this output */
export function givenIn(text: string, column: Column): Parsed<Given | undefined> {
  if (text.trim() === "") return { ok: true, value: undefined };
  const json = jsonIn(text);
  return json === undefined ? parseGiven(text, column) : parsed(json, givenSchema);
}

function parsed<Value>(
  json: string,
  schema: { safeParse: (value: unknown) => { success: true; data: Value } | { success: false } },
): Parsed<Value> {
  try {
    const read = schema.safeParse(JSON.parse(json));
    if (read.success) return { ok: true, value: read.data };
  } catch {
    // said below
  }
  return { ok: false, why: "expression", text: json };
}

const words = { en: ["yes", "no"], zh: ["是", "否"] } as const;

export function partOut(part: Exclude<RowPart, "id">, row: TableRow, locale: string): string {
  if (part === "enabled") return words[locale === "zh" ? "zh" : "en"][row.enabled === false ? 1 : 0];
  return row[part] ?? "";
}

const instantColumn: Column = { id: "", side: "input", name: "", label: "", type: "instant", options: [], currency: undefined };
const booleanColumn: Column = { ...instantColumn, type: "boolean" };

/** undefined: as if nothing was said of it. `timezone`: of the table, whose clocks a row's validity goes by. */
export function partIn(part: Exclude<RowPart, "id">, text: string, timezone: string): Parsed<string | false | undefined> {
  if (part === "note") {
    if (text.length > 2_000) return { ok: false, why: "text", text: text.slice(0, 80) };
    return { ok: true, value: text === "" ? undefined : text };
  }
  if (text.trim() === "") return { ok: true, value: undefined };
  const read = parseConstant(text, part === "enabled" ? booleanColumn : { ...instantColumn, timezone });
  if (!read.ok) return read;
  if (part === "enabled") return { ok: true, value: read.value === false ? false : undefined };
  return { ok: true, value: String(read.value) };
}

/** The same condition, however it is written: one value of a list, an amount with other zeros, a day with other signs. */
export function sameCell(one: Cell | undefined, other: Cell | undefined, column: Column): boolean {
  return one === other || sameJson(plainCell(one, column), plainCell(other, column));
}

function plainCell(cell: Cell | undefined, column: Column): Json {
  if (cell === undefined || "any" in cell) return { any: true };
  const each = (values: readonly Constant[]): Json[] => values.map((value) => plain(value, column));
  if ("eq" in cell) return { in: each([cell.eq]) };
  if ("in" in cell) return { in: unique(each(cell.in)) };
  if ("notIn" in cell) return { notIn: unique(each(cell.notIn)) };
  if ("hasAny" in cell) return { hasAny: unique(each(cell.hasAny)) };
  if ("hasAll" in cell) return { hasAll: unique(each(cell.hasAll)) };
  if ("range" in cell) return { range: cell.range.map((range) => plainRange(range, column)) };
  return cell as unknown as Json;
}

function plainRange({ from, to, bounds = "[)" }: Range, column: Column): Json {
  const low = from === null ? "[" : bounds[0]!;
  const high = to === null ? ")" : bounds[1]!;
  return { from: from === null ? null : plain(from, column), to: to === null ? null : plain(to, column), bounds: low + high };
}

const unique = (values: readonly Json[]): Json[] => [...new Set(values)];

export function sameGiven(one: Given | undefined, other: Given | undefined, column: Column): boolean {
  return one === other || (one !== undefined && other !== undefined && sameJson(plainGiven(one, column), plainGiven(other, column)));
}

function plainGiven(given: Given, column: Column): Json {
  if (Array.isArray(given)) return given.map((each) => plain(each, column));
  return typeof given === "object" ? (given as unknown as Json) : plain(given, column);
}

/** A constant as it counts. */
function plain(value: Constant, { type }: Column): Json {
  if (type === "money" && /^-?\d+(\.\d+)?$/.test(String(value)))
    return String(value)
      .replace(/^(-?)0+(?=\d)/, "$1")
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "")
      .replace(/^-0$/, "0");
  if (type === "instant") {
    const at = new Date(String(value));
    return Number.isNaN(at.getTime()) ? value : at.toISOString();
  }
  if (type === "number" || type === "weekday") return Number(value) + 0;
  if (type === "reference") return String(value).toLowerCase();
  return value;
}

/** Whether two instants are one; absent is only absent. */
export const sameInstant = (one: string | undefined, other: string | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && new Date(one).getTime() === new Date(other).getTime());

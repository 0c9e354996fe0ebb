import type { Cell, Json } from "#metadata";
import { isObject } from "../../designer/documents.ts";
import { cellToText, constantText, currencySymbol, lookOf } from "../cell-text.ts";
import type { Column } from "../column.ts";
import { factToType, isConcealed } from "./facts.ts";

/** Why a row, or a capability, kept an option back: a checkable triple. */
export interface FailingCell {
  readonly input: string;
  readonly actual?: unknown;
  readonly expected?: unknown;
  readonly code: string;
  readonly reason: string;
  readonly personal?: boolean;
  readonly unsure?: boolean;
}

/** "¥1,680.00": with all its digits, so that two amounts stand beside each other. */
export function amountText(amount: string, currency: string | undefined): string {
  const digits =
    currency === undefined
      ? 2
      : (new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2);
  const [whole = "0", cents = ""] = amount.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = cents.padEnd(digits, "0");
  return `${grouped.startsWith("-") ? "-" : ""}${currencySymbol(currency)}${grouped.replace("-", "")}${rest === "" ? "" : `.${rest}`}`;
}

/** A fact or an output for people. `hidden`: the word for one that is not told. */
export function valueText(value: unknown, column: Column | undefined, locale: string, hidden = "•••"): string {
  if (value === undefined || value === null) return "–";
  if (isConcealed(value as Json)) return hidden;
  if (Array.isArray(value))
    return value.length === 0 ? "–" : value.map((each) => valueText(each, column, locale, hidden)).join(locale === "zh" ? "、" : ", ");
  if (isObject(value)) {
    if (typeof value["minor"] === "number") return amountText(factToType(value), String(value["currency"] ?? column?.currency));
    return JSON.stringify(value);
  }
  if (column === undefined) return String(value);
  if (column.type === "money") return amountText(String(value), column.currency);
  return constantText(value as string | number | boolean, column, locale);
}

/** The edge of a range that a fact is beyond: "< ¥200.00"; undefined where there is no single edge to name. */
export function edgeOf({ code, expected }: FailingCell, column: Column, locale: string): string | undefined {
  if ((code !== "below" && code !== "above" && code !== "capability_amount") || !isObject(expected as Json)) return undefined;
  const { range } = expected as { range?: readonly { from: Json; to: Json; bounds?: string }[] };
  const [only, ...more] = range ?? [];
  if (only === undefined || more.length > 0 || code === "capability_amount") return undefined;
  const { from, to, bounds = "[)" } = only;
  if (code === "below") return from === null ? undefined : `${bounds.startsWith("(") ? "≤" : "<"} ${valueText(from, column, locale)}`;
  return to === null ? undefined : `${bounds.endsWith("]") ? ">" : "≥"} ${valueText(to, column, locale)}`;
}

/** What a cell wants, in words; `t` knows studio.table. */
export function wantedText(
  cell: Cell,
  column: Column,
  locale: string,
  t: (key: "not" | "all" | "any" | "missing" | "present") => string,
): string {
  const look = lookOf(cell, column, locale);
  const between = locale === "zh" ? "、" : ", ";
  if (look.is === "values")
    return `${look.not ? `${t("not")} ` : look.all === true ? `${t("all")} ` : ""}${look.values.map(({ text }) => text).join(between)}`;
  if (look.is === "ranges") return look.texts.join("; ");
  if (look.is === "expression") return look.text;
  return t(look.is) || cellToText(cell, column, locale);
}

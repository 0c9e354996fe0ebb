import type { Cell, Given, Json, Range } from "#metadata";
import { clockIn, inLocale } from "#metadata";
import { type Column, isOrdered } from "./column.ts";

/** A constant of a cell or an output. */
export type Constant = string | number | boolean;

/** What a cell looks like: words to show, never a document. */
export type CellLook =
  | { readonly is: "any" | "missing" | "present" }
  /** values of a list; `not` = all but these · `all` = a set that holds each of them */
  | {
      readonly is: "values";
      readonly not: boolean;
      readonly all?: boolean;
      readonly values: readonly { readonly id: string; readonly text: string }[];
    }
  | { readonly is: "expression"; readonly text: string }
  | { readonly is: "ranges"; readonly texts: readonly string[] };

const symbols: Record<string, string> = { CNY: "¥", JPY: "JP¥", USD: "$", EUR: "€", GBP: "£" };
export const currencySymbol = (currency: string | undefined): string => (currency ? (symbols[currency] ?? `${currency} `) : "");

/** "50000.00" → "¥50,000"; "0.01" → "¥0.01": cents only where there are any, so that limits stay short. */
export function moneyText(amount: string, currency: string | undefined): string {
  const [whole = "0", cents = ""] = amount.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${currencySymbol(currency)}${grouped}${/^0*$/.test(cents) ? "" : `.${cents}`}`;
}

/** A constant for people: labels for options, grouped money, yes and no left to the caller's words. */
export function constantText(value: Constant, column: Column, locale: string): string {
  switch (column.type) {
    case "weekday":
      return weekdayText(Number(value), locale);
    case "set":
    case "enum":
      return inLocale(column.options.find(({ id }) => id === value)?.label, locale, String(value));
    case "money":
      return moneyText(String(value), column.currency);
    case "number":
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }).format(Number(value));
    case "date":
      return formatDay(String(value), locale);
    case "instant": {
      const at = new Date(String(value));
      return Number.isNaN(at.getTime())
        ? String(value)
        : new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: column.timezone ?? "UTC" }).format(at);
    }
    default:
      return String(value);
  }
}

/** An instant as typed, in ms since 1970: by the clocks of the zone unless it says of which zone it is; NaN = none. */
function instantIn(text: string, zone: string): number {
  if (/T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text);
  const clock = Date.parse(`${text.includes("T") ? text : `${text}T00:00`}Z`);
  if (Number.isNaN(clock)) return clock;
  const offset = (at: number): number => clockIn(zone, at).getTime() - at;
  // of the day the clocks change the first guess may be an hour off
  return clock - offset(clock - offset(clock));
}

/** "Mon", "周一" of 1 … 7. */
export const weekdayText = (day: number, locale: string): string =>
  Number.isInteger(day) && day >= 1 && day <= 7
    ? // the 1st of January 2024 was a Monday
      new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, day)))
    : String(day);

/** What a row gives, for people: values of a list one after another, an expression as it stands. */
export const givenText = (given: Given, column: Column, locale: string): string =>
  Array.isArray(given)
    ? given.map((each) => constantText(each, column, locale)).join("; ")
    : typeof given === "object"
      ? expressionText(given)
      : constantText(given, column, locale);

const expressionText = ({ logic }: { readonly logic: Json }): string => `= ${JSON.stringify(logic)}`;

function formatDay(day: string, locale: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? day : new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(at);
}

/** "≥ ¥10", "< ¥500", "¥1 – ¥2,000"; an end that differs from the usual [from, to) says so. */
export function rangeText({ from, to, bounds = "[)" }: Range, column: Column, locale: string): string {
  const low = from === null ? undefined : constantText(from, column, locale);
  const high = to === null ? undefined : constantText(to, column, locale);
  const opensLate = bounds.startsWith("(");
  const closes = bounds.endsWith("]");
  const tight = column.type === "time" ? "–" : " – ";
  if (low === undefined && high === undefined) return "–∞ – ∞";
  if (high === undefined) return `${opensLate ? ">" : "≥"} ${low}`;
  if (low === undefined) return `${closes ? "≤" : "<"} ${high}`;
  return `${opensLate ? "> " : ""}${low}${tight}${closes ? "≤ " : ""}${high}`;
}

export function lookOf(cell: Cell | undefined, column: Column, locale: string): CellLook {
  if (cell === undefined || "any" in cell) return { is: "any" };
  if ("missing" in cell) return { is: "missing" };
  if ("present" in cell) return { is: "present" };
  const valuesOf = (values: readonly Constant[]) =>
    values.map((value) => ({ id: String(value), text: constantText(value, column, locale) }));
  if ("eq" in cell) return { is: "values", not: false, values: valuesOf([cell.eq]) };
  if ("in" in cell) return { is: "values", not: false, values: valuesOf(cell.in) };
  if ("notIn" in cell) return { is: "values", not: true, values: valuesOf(cell.notIn) };
  if ("hasAny" in cell) return { is: "values", not: false, values: valuesOf(cell.hasAny) };
  if ("hasAll" in cell) return { is: "values", not: false, all: true, values: valuesOf(cell.hasAll) };
  if ("prefix" in cell) return { is: "ranges", texts: cell.prefix.map((each) => `${each}…`) };
  if ("logic" in cell) return { is: "expression", text: expressionText(cell) };
  return { is: "ranges", texts: cell.range.map((range) => rangeText(range, column, locale)) };
}

/** The text a cell is edited and copied as; parseCell reads it back to the same cell. "" is any. */
export function cellToText(cell: Cell | undefined, column: Column, locale: string): string {
  if (cell === undefined || "any" in cell) return "";
  if ("missing" in cell) return "missing";
  if ("present" in cell) return "present";
  const plain = (value: Constant): string => constantToText(value, column, locale);
  if ("eq" in cell) return plain(cell.eq);
  if ("in" in cell) return cell.in.map(plain).join("; ");
  if ("notIn" in cell) return `not ${cell.notIn.map(plain).join("; ")}`;
  if ("hasAny" in cell) return cell.hasAny.map(plain).join("; ");
  if ("hasAll" in cell) return `all ${cell.hasAll.map(plain).join("; ")}`;
  if ("prefix" in cell) return cell.prefix.map((each) => `${quoted(each)}*`).join("; ");
  if ("logic" in cell) return expressionText(cell);
  return cell.range
    .map(({ from, to, bounds = "[)" }) => {
      if (from !== null && to !== null) {
        return bounds === "[)" ? `${from} .. ${to}` : `${bounds[0]}${from} .. ${to}${bounds[1]}`;
      }
      if (from !== null) return `${bounds.startsWith("(") ? ">" : ">="} ${from}`;
      if (to !== null) return `${bounds.endsWith("]") ? "<=" : "<"} ${to}`;
      return "..";
    })
    .join("; ");
}

const isWordy = (column: Column): boolean => column.type === "enum" || column.type === "text" || column.type === "set";
const constantToText = (value: Constant, column: Column, locale: string): string =>
  isWordy(column) ? quoted(constantLabel(value, column, locale)) : String(value);

/** The text an output is edited and copied as; parseGiven reads it back to the same. */
export function givenToText(given: Given | undefined, column: Column, locale: string): string {
  if (given === undefined) return "";
  if (Array.isArray(given)) return given.map((each) => constantToText(each, column, locale)).join("; ");
  if (typeof given === "object") return expressionText(given);
  return column.type === "enum" || column.type === "set" ? constantLabel(given, column, locale) : String(given);
}

/** A label when it names one option, else the id: what is copied must come back as the same option. */
function constantLabel(value: Constant, column: Column, locale: string): string {
  if (column.type !== "enum" && column.type !== "set") return String(value);
  const label = constantText(value, column, locale);
  const named = column.options.filter((option) => sayings(option).includes(fold(label)));
  return named.length === 1 ? label : String(value);
}

const quoted = (text: string): string =>
  /[;；、,，"\n]|^\s|\s$|^(not|any|all|missing|present)\b|^[-*–!<>=≥≤]|\*$/i.test(text) ? JSON.stringify(text) : text;

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: Why; readonly text: string };
/** Keys of `studio.cell.why.*` */
export type Why =
  | "option"
  | "number"
  | "money"
  | "boolean"
  | "date"
  | "instant"
  | "time"
  | "weekday"
  | "reference"
  | "range"
  | "empty"
  | "text"
  | "expression";

const good = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });
const bad = (why: Why, text: string): { readonly ok: false; readonly why: Why; readonly text: string } => ({ ok: false, why, text });

const fold = (text: string): string => text.trim().normalize("NFKC").toLowerCase();
const sayings = (option: Option): string[] => [
  fold(option.id),
  ...(typeof option.label === "string"
    ? [fold(option.label)]
    : [option.label.en, option.label.zh].flatMap((label) => (label ? [fold(label)] : []))),
];
type Option = Column["options"][number];

/** Reads what a person typed or pasted as one constant of the column. */
export function parseConstant(text: string, column: Column): Parsed<Constant> {
  const trimmed = text.trim();
  if (trimmed === "") return bad("empty", text);
  switch (column.type) {
    case "text":
      return trimmed.length > 1_000 ? bad("text", text) : good(trimmed);
    case "set":
    case "enum": {
      if (column.options.length === 0 && column.type === "set") return good(trimmed);
      const exact = column.options.find(({ id }) => id === trimmed);
      const option = exact ?? column.options.find((one) => sayings(one).includes(fold(trimmed)));
      return option ? good(option.id) : bad("option", trimmed);
    }
    case "number": {
      const plain = ungrouped(trimmed);
      const percent = /^(-?\d+(?:\.\d+)?)%$/.exec(plain);
      if (percent) return good(Number(`${percent[1]}e-2`));
      return /^-?(\d+(\.\d+)?|\.\d+)$/.test(plain) ? good(Number(plain)) : bad("number", trimmed);
    }
    case "money": {
      const plain = ungrouped(trimmed.replaceAll(/[¥￥$€£]|JP¥|[A-Z]{3}|元|\s/gi, ""));
      return /^-?\d{1,15}(\.\d{1,4})?$/.test(plain) ? good(plain.replace(/^(-?)0+(?=\d)/, "$1")) : bad("money", trimmed);
    }
    case "boolean": {
      const word = fold(trimmed);
      if (["true", "yes", "y", "1", "是", "对"].includes(word)) return good(true);
      if (["false", "no", "n", "0", "否", "不"].includes(word)) return good(false);
      return bad("boolean", trimmed);
    }
    case "date": {
      const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(trimmed);
      if (!parts) return bad("date", trimmed);
      const day = `${parts[1]}-${parts[2]?.padStart(2, "0")}-${parts[3]?.padStart(2, "0")}`;
      return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? good(day) : bad("date", trimmed);
    }
    case "instant": {
      const at = /^\d{4}-/.test(trimmed)
        ? instantIn(trimmed.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, "$1T"), column.timezone ?? "UTC")
        : Number.NaN;
      return Number.isNaN(at) ? bad("instant", trimmed) : good(new Date(at).toISOString());
    }
    case "weekday": {
      const word = fold(trimmed);
      if (/^[1-7]$/.test(word)) return good(Number(word));
      const day = [1, 2, 3, 4, 5, 6, 7].find((each) => weekdays[each - 1]!.some((said) => word === said));
      return day === undefined ? bad("weekday", trimmed) : good(day);
    }
    case "reference":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(trimmed) ? good(trimmed.toLowerCase()) : bad("reference", trimmed);
    case "time": {
      const parts = /^(\d{1,2})[:：](\d{2})$/.exec(trimmed);
      const [hours, minutes] = [Number(parts?.[1]), Number(parts?.[2])];
      const within = parts !== null && (hours < 24 ? minutes < 60 : hours === 24 && minutes === 0);
      return within ? good(`${String(hours).padStart(2, "0")}:${parts[2]}`) : bad("time", trimmed);
    }
  }
}

const weekdays = [
  ["mon", "monday", "周一", "星期一"],
  ["tue", "tuesday", "周二", "星期二"],
  ["wed", "wednesday", "周三", "星期三"],
  ["thu", "thursday", "周四", "星期四"],
  ["fri", "friday", "周五", "星期五"],
  ["sat", "saturday", "周六", "星期六"],
  ["sun", "sunday", "周日", "周天", "星期日", "星期天"],
];

/** Reads what a person typed or pasted into an output: one constant, a list of them where the output is a list, or "= {JSON Logic}". */
export function parseGiven(text: string, column: Column): Parsed<Given> {
  const expression = parseExpressionText(text);
  if (expression !== undefined) return expression;
  if (column.list !== true) return parseConstant(text, column);
  const values: Constant[] = [];
  for (const item of split(text, column)) {
    const read = parseConstant(unquoted(item), column);
    if (!read.ok) return read;
    values.push(read.value);
  }
  return values.length === 0 ? bad("empty", text) : good(values);
}

/** undefined: it is not written as an expression. */
function parseExpressionText(text: string): Parsed<{ logic: Json }> | undefined {
  const written = /^=\s*([{[].*)$/s.exec(text.trim());
  if (written === null) return undefined;
  try {
    return good({ logic: JSON.parse(written[1]!) as Json });
  } catch {
    return bad("expression", text);
  }
}

/** "1,680.00" → "1680.00"; a comma that does not group thousands stays and is refused later. */
const ungrouped = (text: string): string => (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text);

/**
 * Reads what a person typed or pasted into an input cell. undefined = any.
 * Lists are parted by ; or 、 (columns of words also by a comma) · ranges: 1 – 5, 1..5, ≥ 10, < 500, [1..5], (1..5] · not A; B · 4111* ·
 * sets: A; B (one of them), all A; B · missing · present · = {JSON Logic}
 */
export function parseCell(text: string, column: Column): Parsed<Cell | undefined> {
  const trimmed = text.trim();
  const word = fold(trimmed);
  if (["", "any", "任意", "*", "-", "–"].includes(word)) return good(undefined);
  if (["missing", "缺失", "absent", "空"].includes(word)) return good({ missing: true });
  if (["present", "有值"].includes(word)) return good({ present: true });
  const expression = parseExpressionText(trimmed);
  if (expression !== undefined) return expression;
  const all = column.type === "set" ? /^(?:all\s+|全部?\s*)(.+)$/is.exec(trimmed) : null;
  const not = column.type === "set" ? null : /^(?:not\s+|!\s*|除\s*|非\s*)(.+)$/is.exec(trimmed);
  const parts = split(not?.[1] ?? all?.[1] ?? trimmed, column);
  const begins = column.type === "text" && !not ? parts.map((item) => /^(.+)\*$/s.exec(item)?.[1]) : [];
  if (begins.length > 0 && begins.every((each) => each !== undefined)) return good({ prefix: begins.map((each) => unquoted(each!)) });
  const items = parts.map(unquoted);
  const ranges = isOrdered(column.type) && !not ? items.map((item) => parseRange(item, column)) : [];
  if (ranges.some((range) => range !== undefined)) {
    const read: Range[] = [];
    for (const [index, range] of ranges.entries()) {
      const one = range ?? pointAsRange(items[index] ?? "", column);
      if (!one.ok) return one;
      read.push(one.value);
    }
    return good({ range: read });
  }
  const values: Constant[] = [];
  for (const item of items) {
    const read = parseConstant(item, column);
    if (!read.ok) return read;
    if (!values.includes(read.value)) values.push(read.value);
  }
  if (values.length === 0) return bad("empty", text);
  if (column.type === "set") return good(all ? { hasAll: values } : { hasAny: values });
  if (not) return good({ notIn: values });
  return good(values.length === 1 ? { eq: values[0] as Constant } : { in: values });
}

function pointAsRange(item: string, column: Column): Parsed<Range> {
  const read = parseConstant(item, column);
  return read.ok ? good({ from: read.value, to: read.value, bounds: "[]" }) : read;
}

/** @returns undefined when the text is not written as a range. */
function parseRange(item: string, column: Column): Parsed<Range> | undefined {
  const text = item.trim();
  const one = /^(>=|=>|≥|＞=|>|＞|<=|=<|≤|<|＜)\s*(.+)$/s.exec(text);
  if (one) {
    const read = parseConstant(one[2] ?? "", column);
    if (!read.ok) return read;
    const sign = one[1] ?? "";
    const equal = /[=≥≤]/.test(sign);
    if (/[>≥＞]/.test(sign)) return good({ from: read.value, to: null, ...(equal ? {} : { bounds: "()" as const }) });
    return good({ from: null, to: read.value, ...(equal ? { bounds: "[]" as const } : {}) });
  }
  const two = /^([[(]?)\s*(.+?)\s*(?:\.\.|–|—|~|～|至|\bto\b|(?<=\S)\s+-\s+(?=\S)|(?<=[\d:])-(?=[\d¥￥$€£]))\s*(.+?)\s*([\])]?)$/s.exec(
    text,
  );
  if (!two || (column.type === "date" && /^\d{4}-\d{1,2}-\d{1,2}$/.test(text))) return undefined;
  const low = two[2] ?? "";
  let high = two[3] ?? "";
  let late = two[1] === "(";
  let closes = two[4] === "]";
  let lowText = low;
  if (/^[>＞]/.test(low)) {
    late = true;
    lowText = low.slice(1);
  }
  if (/^(<=|≤)/.test(high)) {
    closes = true;
    high = high.replace(/^(<=|≤)/, "");
  }
  const from = parseConstant(lowText, column);
  if (!from.ok) return from;
  const to = parseConstant(high, column);
  if (!to.ok) return to;
  // 22:00 – 02:00 goes over midnight
  if (column.type !== "time" && compareConstants(from.value, to.value, column) > 0) return bad("range", text);
  const bounds = `${late ? "(" : "["}${closes ? "]" : ")"}` as NonNullable<Range["bounds"]>;
  return good({ from: from.value, to: to.value, ...(bounds === "[)" ? {} : { bounds }) });
}

/** Order of two constants of an ordered column. */
function compareConstants(one: Constant, other: Constant, column: Column): number {
  if (column.type === "number" || column.type === "money" || column.type === "weekday") return Number(one) - Number(other);
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Parts a list; what stands in quotes stays whole, quotes and all. */
function split(text: string, column: Column): string[] {
  const parts: string[] = [];
  let part = "";
  let inQuotes = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (inQuotes) {
      if (char === "\\") {
        part += char + (text[at + 1] ?? "");
        at += 1;
      } else {
        part += char;
        if (char === '"') inQuotes = false;
      }
    } else if (char === '"' && part.trim() === "") {
      part = char;
      inQuotes = true;
    } else if (/[;；、\n]/.test(char) || (/[,，]/.test(char) && isWordy(column))) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  parts.push(part);
  return parts.map((item) => item.trim()).filter((item) => item !== "");
}

function unquoted(item: string): string {
  if (!/^".*"$/s.test(item)) return item;
  try {
    return JSON.parse(item) as string;
  } catch {
    return item.slice(1, -1);
  }
}

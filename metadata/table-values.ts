import type { ColumnType, TableDocument, TableInput, TableOutput } from "./documents/table.ts";
import { readMoney } from "./values/read-money.ts";
import { kindOf, unreadable, type Unreadable } from "./unreadable.ts";
import { inOrder } from "./in-order.ts";
import type { Json, ValueType } from "./value-type.ts";
import { clockIn, dayOf, weekdayOf } from "./zone.ts";
import { amountOf, closest, compareText, instantMs, isDate, isMoney, readDecimal, timeSeconds, timeText } from "./values/index.ts";

/**
 * A value of a column: `key` is what cells compare (minor units, milliseconds, seconds after midnight, a set's members as one text, else
 * the value), `json` what people and API see.
 */
export interface ColumnValue {
  readonly key: string | number | boolean;
  readonly json: Json;
}
type Read = { readonly value: ColumnValue } | { readonly unreadable: Unreadable };

/** What a column is, with everything needed to read its values. */
export interface Column {
  readonly id: string;
  readonly name: string;
  readonly type: ColumnType;
  /** ISO 4217; money columns only */
  readonly currency: string | undefined;
  readonly timezone: string;
  /** ids of an enum's or a set's options, in their order; undefined = not known here, every text is taken */
  readonly options: ReadonlySet<string> | undefined;
  /** outputs: it gives a list */
  readonly list: boolean;
  /** what its values are is told to nobody, not even where one cannot be read */
  readonly personal?: boolean;
}

export interface TableContext {
  /** option ids of a select field in their order, by "object.field"; undefined when there is none such */
  readonly optionsOf?: ((address: string) => readonly string[] | undefined) | undefined;
}

/** An input or output of a table as its values are read. */
export function columnOf(id: string, column: TableInput | TableOutput, table: TableDocument, { optionsOf }: TableContext): Column {
  const own = column.options === undefined ? undefined : inOrder(column.options).map((option) => option.id);
  const options = own ?? (column.optionsOf === undefined ? undefined : optionsOf?.(column.optionsOf));
  return {
    id,
    name: column.name,
    type: column.type,
    currency: table.currency,
    timezone: table.timezone ?? "UTC",
    options: (column.type === "enum" || column.type === "set") && options !== undefined ? new Set(options) : undefined,
    list: "list" in column && column.list === true,
    ...("personal" in column && column.personal === true ? { personal: true } : {}),
  };
}

const same = (value: string | number | boolean): Read => ({ value: { key: value, json: value } });
const wrongType = (column: Column, example: string, value: unknown): Read =>
  unreadable(
    "wrong_type",
    `"${column.name}" takes ${example}, not ${typeof value === "string" && column.personal !== true ? `"${value.slice(0, 40)}"` : kindOf(value)}`,
  );

/** A constant of a cell or an output, as the document has it. */
export function readConstant(column: Column, value: unknown): Read {
  switch (column.type) {
    case "text":
      return typeof value === "string" ? same(value) : wrongType(column, "text", value);
    case "enum":
      return readOption(column, value);
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? same(value + 0) : wrongType(column, "a number", value);
    case "boolean":
      return typeof value === "boolean" ? same(value) : wrongType(column, "true or false", value);
    case "money":
      return readAmount(column, value);
    case "date":
      return isDate(value) ? same(value) : wrongType(column, 'a day such as "2026-03-19"', value);
    case "instant":
      return fromInstant(value) ?? wrongType(column, 'an instant such as "2026-03-19T14:30:00+08:00"', value);
    case "time":
      return fromTime(value) ?? wrongType(column, 'a time such as "09:30"', value);
    case "weekday":
      return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 7
        ? same(value)
        : wrongType(column, "a day of the week, 1 (Monday) to 7 (Sunday)", value);
    case "reference":
      return typeof value === "string" && isRecordId(value) ? same(value.toLowerCase()) : wrongType(column, "the id of a record", value);
    case "set":
      return readOption(column, value);
  }
}

const isRecordId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
/** Most members of a set. */
const mostMembers = 1_000;
/** How a member stands in the key of a set; no text holds NUL. */
export const memberKey = (member: string): string => `\u0000${member}\u0000`;

function readSet(column: Column, value: unknown): Read {
  if (!Array.isArray(value)) return wrongType(column, "a list", value);
  if (value.length > mostMembers) return unreadable("too_large", `"${column.name}" takes at most ${mostMembers} values`);
  const members = new Set<string>();
  for (const each of value) {
    const read = readOption(column, each);
    if ("unreadable" in read) return read;
    members.add(read.value.key as string);
  }
  const sorted = [...members].sort(compareText);
  return { value: { key: sorted.map(memberKey).join(""), json: sorted } };
}

/** A fact: as a constant, and also what records hold: decimals as texts, instants and days where the column wants what they are in the table's zone. */
export function readFact(column: Column, value: unknown): Read {
  if (column.type === "number" && typeof value === "string") {
    const exact = readDecimal(value);
    if (exact === undefined) return wrongType(column, "a number", value);
    // a decimal that a number cannot hold would be compared as its neighbour
    return exact.eq(Number(value)) ? same(Number(value) + 0) : wrongType(column, "a number of at most 15 digits", value);
  }
  if (column.type === "set") return readSet(column, value);
  if (column.type === "weekday" && isDate(value)) return same(weekdayOf(new Date(value as string)));
  if (column.type === "date" || column.type === "time" || column.type === "weekday") {
    const ms = instantMs(value);
    if (ms !== undefined) {
      const local = clockIn(column.timezone, ms);
      if (column.type === "date") return same(dayOf(local));
      if (column.type === "weekday") return same(weekdayOf(local));
      const seconds = local.getUTCHours() * 3_600 + local.getUTCMinutes() * 60 + local.getUTCSeconds();
      return { value: { key: seconds, json: timeText(seconds) } };
    }
    if (value === "24:00") return wrongType(column, 'a time such as "09:30"', value);
  }
  return readConstant(column, value);
}

function readOption(column: Column, value: unknown): Read {
  if (typeof value !== "string") return wrongType(column, column.options === undefined ? "text" : "one of its options", value);
  if (column.options === undefined || column.options.has(value)) return same(value);
  if (column.personal === true) return unreadable("not_an_option", `That is not an option of "${column.name}"`);
  const near = closest(value, [...column.options]);
  return unreadable(
    "not_an_option",
    `"${value.slice(0, 64)}" is not an option of "${column.name}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
  );
}

function readAmount(column: Column, value: unknown): Read {
  if (column.currency === undefined) return unreadable("required", `"${column.name}" is money: the table needs a currency`);
  const read = readMoney(value, column.currency);
  if ("unreadable" in read && column.personal === true)
    return unreadable(read.unreadable.code, `"${column.name}" takes an amount of ${column.currency} such as "19.99"`);
  return "unreadable" in read
    ? unreadable(read.unreadable.code, `"${column.name}": ${read.unreadable.message}`)
    : { value: { key: read.value.minor, json: { currency: read.value.currency, minor: read.value.minor } } };
}

function fromInstant(value: unknown): Read | undefined {
  const ms = instantMs(value);
  return ms === undefined ? undefined : { value: { key: ms, json: new Date(ms).toISOString() } };
}

function fromTime(value: unknown): Read | undefined {
  const seconds = timeSeconds(value);
  return seconds === undefined ? undefined : { value: { key: seconds, json: timeText(seconds) } };
}

/** Order of two keys of one column. */
export const compareKeys = (a: ColumnValue["key"], b: ColumnValue["key"]): number =>
  typeof a === "string" && typeof b === "string" ? compareText(a, b) : Number(a) - Number(b);

/** The type under which an expression knows a column. */
export const expressionTypes: Readonly<Record<ColumnType, ValueType>> = {
  text: "text",
  enum: "text",
  number: "number",
  money: "money",
  boolean: "boolean",
  date: "date",
  instant: "instant",
  time: "text",
  weekday: "number",
  reference: "reference",
  set: { list: "text" },
};

/** A value as people write it: "19.99", "09:30", "alipay". */
export const valueText = (value: Json): string =>
  isMoney(value) ? amountOf(value) : typeof value === "string" ? value : JSON.stringify(value);

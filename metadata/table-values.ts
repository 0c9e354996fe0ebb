import { Temporal } from "temporal-polyfill";
import type { ColumnType, TableDocument, TableInput, TableOutput } from "./documents/table.ts";
import { readMoney } from "./fields/money.ts";
import { kindOf, unreadable, type Unreadable } from "./read-value.ts";
import type { Json } from "./value-type.ts";
import { amountOf, closest, compareText, instantMs, isDate, isMoney, timeSeconds, timeText } from "./values/index.ts";

/** A value of a column: `key` is what cells compare (minor units, milliseconds, seconds after midnight, else the value), `json` what people and API see. */
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
  /** ids of an enum's options; undefined = not known here, every text is taken */
  readonly options: ReadonlySet<string> | undefined;
}

export interface TableContext {
  /** option ids of a select field, by "object.field"; undefined when there is none such */
  readonly optionsOf?: ((address: string) => readonly string[] | undefined) | undefined;
}

export function columnOf(id: string, column: TableInput | TableOutput, table: TableDocument, { optionsOf }: TableContext): Column {
  const own = column.options === undefined ? undefined : Object.keys(column.options);
  const options = own ?? (column.optionsOf === undefined ? undefined : optionsOf?.(column.optionsOf));
  return {
    id,
    name: column.name,
    type: column.type,
    currency: table.currency,
    timezone: table.timezone ?? "UTC",
    options: column.type === "enum" && options !== undefined ? new Set(options) : undefined,
  };
}

const same = (value: string | number | boolean): Read => ({ value: { key: value, json: value } });
const wrongType = (column: Column, example: string, value: unknown): Read =>
  unreadable(
    "wrong_type",
    `"${column.name}" takes ${example}, not ${typeof value === "string" ? `"${value.slice(0, 40)}"` : kindOf(value)}`,
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
  }
}

/** A fact: as a constant, and also what records hold: decimals as texts, instants where the column wants the day or the time of the table's zone. */
export function readFact(column: Column, value: unknown): Read {
  if (column.type === "number" && typeof value === "string" && /^-?[0-9]{1,30}(\.[0-9]{1,20})?$/.test(value)) return same(Number(value));
  if (column.type === "date" || column.type === "time") {
    const ms = instantMs(value);
    if (ms !== undefined) {
      const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(column.timezone);
      if (column.type === "date") return same(local.toPlainDate().toString());
      const seconds = local.hour * 3_600 + local.minute * 60 + local.second;
      return { value: { key: seconds, json: timeText(seconds) } };
    }
    if (value === "24:00") return wrongType(column, 'a time such as "09:30"', value);
  }
  return readConstant(column, value);
}

function readOption(column: Column, value: unknown): Read {
  if (typeof value !== "string") return wrongType(column, "one of its options", value);
  if (column.options === undefined || column.options.has(value)) return same(value);
  const near = closest(value, [...column.options]);
  return unreadable(
    "not_an_option",
    `"${value.slice(0, 64)}" is not an option of "${column.name}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
  );
}

function readAmount(column: Column, value: unknown): Read {
  if (column.currency === undefined) return unreadable("required", `"${column.name}" is money: the table needs a currency`);
  const read = readMoney(value, column.currency);
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

/** A value as people write it: "19.99", "09:30", "alipay". */
export const valueText = (value: Json): string =>
  isMoney(value) ? amountOf(value) : typeof value === "string" ? value : JSON.stringify(value);

import type { Json } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { decimalPattern, fieldColumn } from "./column.ts";
import { perField } from "./per-object.ts";
import { typed } from "./typed.ts";

/** A record as it lies in the database. `data` is keyed by field id. */
export interface StoredRecord {
  readonly id: string;
  readonly version: number;
  readonly data: Readonly<Record<string, Json>>;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly deletedAt: string | null;
}

/** A record as it goes out: JSON-ready, fields by API name, absent values left out. */
export interface RecordJson {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly [field: string]: Json;
}

/** A moment as Postgres writes it ("2026-03-19 06:30:00.123456+00") in its canonical form. A page has a hundred of them: in UTC no Date is made. */
function isoOf(text: string): string {
  if (text[10] !== " " || !text.endsWith("+00")) return new Date(text).toISOString();
  if (text.length === 29) return `${text.slice(0, 10)}T${text.slice(11, 23)}Z`;
  const parts = text[19] === "." ? `${text.slice(20, -3)}00`.slice(0, 3) : "000";
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${parts}Z`;
}

/** A row of the standing column list (`recordColumns` of compile.ts) as a record. */
export function storedRecord(row: Record<string, unknown>): StoredRecord {
  const createdAt = isoOf(row["created"] as string);
  const updated = row["updated"] as string | null;
  const changedBy = row["changed_by"] as string | null;
  return {
    id: row["id"] as string,
    version: Number(row["version"]),
    data: row["data"] as Record<string, Json>,
    createdAt,
    createdBy: row["created_by"] as string,
    updatedAt: updated === null ? createdAt : isoOf(updated),
    updatedBy: changedBy ?? (row["created_by"] as string),
    deletedAt: typeof row["deleted"] === "string" ? isoOf(row["deleted"]) : null,
  };
}

/** Shows a record: only `fields`, only values that are of their field's type. */
export const showRecord = (record: StoredRecord, fields: readonly ResolvedField[]): RecordJson => showing(fields)(record);

/** The same for many records: what there is to know of a field is looked up once. */
export function showing(fields: readonly ResolvedField[]): (record: StoredRecord) => RecordJson {
  const known = fields.map((field) => ({ name: field.name, id: field.id, column: columnOf(field), type: readingOf(field).type }));
  return (record) => {
    const { data } = record;
    const shown: Record<string, Json> = {
      id: record.id,
      version: record.version,
      createdAt: record.createdAt,
      createdBy: record.createdBy,
      updatedAt: record.updatedAt,
      updatedBy: record.updatedBy,
    };
    for (const { name, id, column, type } of known) {
      const value = column !== undefined ? record[column] : Object.hasOwn(data, id) ? typed(data[id], type) : undefined;
      if (value !== undefined) shown[name] = value;
    }
    return shown as RecordJson;
  };
}

const columns = { created_at: "createdAt", created_by: "createdBy", updated_at: "updatedAt", updated_by: "updatedBy" } as const;

/** A field that shows what every record has, under a name of its own. */
const columnOf = perField((field) => {
  const derived = field.fieldType.derived?.(field.settings);
  return derived?.kind === "column" ? columns[derived.column] : undefined;
});

function columnValue(record: Omit<StoredRecord, "data">, field: ResolvedField): string | undefined {
  const column = columnOf(field);
  return column === undefined ? undefined : record[column];
}

/** How a stored value of a field is looked at. */
const readingOf = perField((field) => {
  const type = field.fieldType.type(field.settings);
  const currency = field.fieldType.currency?.(field.settings);
  const pattern = type === "decimal" && currency === undefined ? new RegExp(decimalPattern(fieldColumn(field))) : undefined;
  return { type, currency, pattern };
});

/** The value of a field in `data`, undefined when absent or not of the field's type. */
export const fieldValue = (data: Readonly<Record<string, Json>>, field: ResolvedField): Json | undefined =>
  Object.hasOwn(data, field.id) ? typed(data[field.id], readingOf(field).type) : undefined;

/** What an expression over the record sees: every field by API name, and the columns that every record has. */
export function factsOf(
  object: ResolvedObject,
  data: Readonly<Record<string, Json>>,
  record?: Omit<StoredRecord, "data">,
): Record<string, Json> {
  const facts: Record<string, Json> = Object.create(null);
  if (record !== undefined) {
    facts["id"] = record.id;
    facts["version"] = record.version;
    facts["created_at"] = record.createdAt;
    facts["created_by"] = record.createdBy;
    facts["updated_at"] = record.updatedAt;
    facts["updated_by"] = record.updatedBy;
  }
  for (const field of object.fields) {
    const value = (record === undefined ? undefined : columnValue(record, field)) ?? fieldValue(data, field);
    if (value !== undefined && isCurrent(value, field)) facts[field.name] = value;
  }
  return facts;
}

/**
 * A value from before the field's settings were changed (another currency, more decimal places than now) is shown, and computes
 * as absent: its slot could not hold it. The accessors of compile.ts say the same.
 */
export function isCurrent(value: Json, field: ResolvedField): boolean {
  const { currency, pattern } = readingOf(field);
  if (currency !== undefined) return (value as { currency?: unknown }).currency === currency;
  return pattern === undefined || pattern.test(value as string);
}

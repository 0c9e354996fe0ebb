import type { Json, ScalarType } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import type { Column } from "./column.ts";
import { typed } from "./typed.ts";

const dateTime = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})$/;

const plainly: { readonly [T in ScalarType]?: (value: Json) => Json | undefined } = {
  decimal: (value) => (typeof value === "number" && Number.isFinite(value) && !String(value).includes("e") ? String(value) : undefined),
  instant: (value) => {
    if (typeof value !== "string" || !dateTime.test(value)) return undefined;
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  },
  reference: (value) => (typeof value === "string" ? typed(value.toLowerCase(), "reference") : undefined),
};

/**
 * A given value as a value of the column's type, in canonical form: what it is compared as. undefined: it can never equal one.
 * A value of the type stands as it is, even where the field would not accept it (an amount below its least): a limit of what
 * may be stored is none of what may be asked. Other ways to write it are read by the field type ("19.99" for an amount).
 */
export function fit(object: ResolvedObject, column: Column, value: Json): Json | undefined {
  const type = column.type;
  const exact = typed(value, type);
  if (exact !== undefined) return exact;
  if (typeof type !== "string") return undefined;
  const plain = plainly[type]?.(value);
  if (plain !== undefined) return plain;
  // text, numbers and truth values are never read out of one another
  if (type === "text" || type === "number" || type === "boolean") return undefined;
  const field = column.field === undefined ? undefined : object.byId.get(column.field);
  if (field === undefined) return undefined;
  const parsed = field.fieldType.value(field.settings).safeParse(value);
  return parsed.success ? (parsed.data as Json) : undefined;
}

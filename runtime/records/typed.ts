import { isDate, isInstant, isMoney, type Json, type ScalarType, type ValueType } from "#metadata";
import { isUuid } from "../uuid.ts";

const decimal = /^-?[0-9]+(\.[0-9]+)?$/;

export const isRecordId = isUuid;

const is: { readonly [T in ScalarType]: (value: unknown) => boolean } = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  decimal: (value) => typeof value === "string" && decimal.test(value),
  money: isMoney,
  boolean: (value) => typeof value === "boolean",
  date: isDate,
  instant: isInstant,
  reference: isRecordId,
  json: () => true,
};

/**
 * The stored value if it is of the type, else undefined: what an older shape of the field left behind counts as absent.
 * The accessors of compile.ts draw the same line, so that an expression gives one answer here and in the database.
 */
export function typed(value: unknown, type: ValueType): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof type === "string") return is[type](value) ? (value as Json) : undefined;
  return Array.isArray(value) ? (value as Json) : undefined;
}

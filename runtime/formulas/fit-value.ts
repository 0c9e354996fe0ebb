import { decimalText, isMoney, readDecimal, type Json } from "#metadata";
import type { ResolvedField } from "../effective/effective.ts";
import { readValue } from "../records/change.ts";
import { fieldColumn } from "../records/column.ts";
import { isCurrent } from "../records/record.ts";
import { typed } from "../records/typed.ts";

/** Decimal places that a field keeps. */
export const placesOf = (field: ResolvedField): number => Math.round(Math.log10(fieldColumn(field).unit));

/**
 * What was worked out as a value of the field: decimals rounded half-up to its places, money of its currency. undefined where it
 * cannot be one: nothing is stored then.
 */
export function fitValue(field: ResolvedField, made: unknown): Json | undefined {
  if (made === null || made === undefined) return undefined;
  const type = field.fieldType.type(field.settings);
  const numeric = type === "number" || type === "decimal" ? readDecimal(made) : undefined;
  if ((type === "number" || type === "decimal") && numeric === undefined) return undefined;
  let value = made as Json;
  if (type === "decimal") value = decimalText(numeric!, placesOf(field));
  else if (type === "number") value = numeric!.toNumber();
  else if (type === "money" && !isMoney(made)) return undefined;
  const read = readValue(field, value, "");
  return "value" in read ? read.value : undefined;
}

/** A value of another field that is kept along, as it is. */
export function copied(field: ResolvedField, value: Json | undefined): Json | undefined {
  const kept = typed(value, field.fieldType.type(field.settings));
  return kept !== undefined && isCurrent(kept, field) ? kept : undefined;
}

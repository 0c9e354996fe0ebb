import { createHash } from "node:crypto";
import type { Json } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { cutText } from "./compile.ts";
import { fieldValue, isCurrent } from "./record.ts";

/** What the index slots of a record hold: column → value as JSON. Slots that no field has are left out and become NULL. */
export function slotsOf(object: ResolvedObject, data: Readonly<Record<string, Json>>): Record<string, Json> {
  const row: Record<string, Json> = {};
  for (const field of object.fields) {
    if (field.slot === undefined) continue;
    const value = fieldValue(data, field);
    if (value === undefined || !isCurrent(value, field)) continue;
    const slot = field.fieldType.toSlot(value, field.settings);
    if (slot === null) continue;
    row[field.slot.column] = typeof slot === "bigint" ? String(slot) : typeof slot === "string" ? cutText(slot) : slot;
  }
  return row;
}

/** Longest value that stands as it is among the unique values; longer ones by their hash. */
const uniqueLength = 200;

/** The text under which a value of a unique field stands: equal texts for equal values, whatever the type. */
export function uniqueText(field: ResolvedField, value: Json): string {
  const text = field.storage === "text" ? String(value) : JSON.stringify(value);
  return text.length <= uniqueLength ? text : `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { cutText } from "./spelling.ts";
import { perObject } from "./per-object.ts";
import { fieldValue, isCurrent } from "./record.ts";

const slottedOf = perObject((object) => object.fields.filter(({ slot }) => slot !== undefined));

/** The columns of the slots that an object uses. */
export const slotColumns: (object: ResolvedObject) => ReadonlySet<string> = perObject(
  (object) => new Set(slottedOf(object).map(({ slot }) => slot!.column)),
);

/** What the index slots of a record hold: column → value as JSON, into `row`. Slots that no field has are left out and become NULL. */
export function slotsOf<Row extends object>(
  object: ResolvedObject,
  data: Readonly<Record<string, Json>>,
  row: Row = {} as Row,
): Row & Record<string, Json> {
  const filled = row as Row & Record<string, Json>;
  for (const field of slottedOf(object)) {
    const value = fieldValue(data, field);
    if (value === undefined || !isCurrent(value, field)) continue;
    const slot = field.fieldType.toSlot(value, field.settings);
    if (slot === null) continue;
    (filled as Record<string, Json>)[field.slot!.column] =
      typeof slot === "bigint" ? String(slot) : typeof slot === "string" ? cutText(slot) : slot;
  }
  return filled;
}

/** Longest value that stands as it is among the unique values; longer ones by their hash. */
const uniqueLength = 200;

/** The text under which a value of a unique field stands: equal texts for equal values, whatever the type. */
export const uniqueText = (field: ResolvedField, value: Json): string =>
  longAsHash(field.storage === "text" ? String(value) : canonicalJson(value));

export const longAsHash = (text: string): string =>
  text.length <= uniqueLength ? text : `sha256:${createHash("sha256").update(text).digest("hex")}`;

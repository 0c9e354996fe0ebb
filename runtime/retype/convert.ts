import { amountOf, inLocale, isMoney, sameJson, type Json, type Text } from "#metadata";
import type { ResolvedField } from "../effective/effective.ts";
import { cellReader } from "../import/cell.ts";
import { missedOf } from "./missed.ts";

/** What a field says of its values: all that a conversion has to know. */
export type Side = Pick<ResolvedField, "fieldType" | "settings" | "storage">;

/** In which language options are called by their names, and in which zone days begin. */
export interface Reading {
  readonly locale: string;
  readonly timezone: string;
}

/** What a value becomes. `loses`: not all of it, or nothing, can be said by the new type; `why` is the type's own sentence. */
export type Converted =
  | { readonly value: Json | undefined; readonly loses?: undefined }
  | { readonly value: Json | undefined; readonly loses: string };

type Options = Readonly<Record<string, { readonly label: Text }>>;
const optionsOf = ({ settings }: Side): Options | undefined => (settings as { options?: Options } | undefined)?.options;

/**
 * Values of one type as values of another: by what kinds of values they are, never by the types' names. A value goes over as it is where the
 * new type takes it, else as people write it, read the way an import reads a cell. What comes back as something else has lost something.
 */
export function converter(from: Side, to: Side, reading: Reading): (value: Json | undefined) => Converted {
  const there = oneWay(from, to, reading);
  const back = oneWay(to, from, reading);
  // a text is read for what it says: "1,200" is 1200 and has lost nothing
  const isText = from.fieldType.type(from.settings) === "text" && optionsOf(from) === undefined;
  const missed = missedOf(to);
  return (value) => {
    const found = there(value);
    if (isText && typeof value === "string" && found.loses === undefined && found.value !== undefined) {
      const loses = missed(value, found.value, back(found.value).value);
      return loses === undefined ? found : { value: found.value, loses };
    }
    if (found.loses !== undefined || isText || value === undefined || value === null) return found;
    // the same figure in another currency is another amount
    if (isOtherMoney(from, to)) return { value: found.value, loses: "The amount would be one of another currency." };
    const again = back(found.value);
    return again.loses === undefined && sameJson(again.value ?? null, value)
      ? found
      : { value: found.value, loses: "Not all of the value can be said by the new type." };
  };
}

function oneWay(from: Side, to: Side, reading: Reading): (value: Json | undefined) => Converted {
  const schema = to.fieldType.value(to.settings);
  const readCell = cellReader(to as ResolvedField, { timezone: reading.timezone });
  const toType = to.fieldType.type(to.settings);
  const fromType = from.fieldType.type(from.settings);
  const isList = typeof toType !== "string";
  const wasList = typeof fromType !== "string";
  const labels = optionsOf(to) === undefined ? optionsOf(from) : undefined;
  const called = (value: Json): Json =>
    typeof value === "string" && labels !== undefined && Object.hasOwn(labels, value)
      ? inLocale(labels[value]!.label, reading.locale, value)
      : value;
  const written = (value: Json): string => textOf(called(value), fromType === "instant" && toType === "date" ? reading : undefined);
  let why = "";
  const take = (input: Json | undefined): Json | undefined => {
    if (input === undefined || input === null) return undefined;
    const parsed = schema.safeParse(input);
    if (!parsed.success) why = parsed.error.issues[0]?.message ?? why;
    return parsed.success ? (parsed.data as Json) : undefined;
  };
  const one = (value: Json): Converted => {
    why = "";
    const asItIs = take(isDay(fromType, toType) ? undefined : called(value));
    if (asItIs !== undefined) return { value: asItIs };
    const text = written(value);
    const read = take(readCell(text));
    if (read !== undefined) return { value: read };
    if (isList && !wasList) {
      const alone = take([called(value)]);
      if (alone !== undefined) return { value: alone };
    }
    const loses = why === "" ? "The new type has no such value." : why;
    const near = to.fieldType.nearest;
    const closest = take(near?.(called(value), to.settings) ?? near?.(readCell(text), to.settings));
    return { value: closest, loses };
  };
  return (value) => {
    if (value === undefined || value === null) return { value: undefined };
    if (!wasList || isList || !Array.isArray(value)) return one(value);
    if (value.length === 0) return { value: undefined };
    if (value.length === 1) return one(value[0]!);
    const together = toType === "text" && optionsOf(to) === undefined ? take(value.map(written).join("; ")) : undefined;
    return together === undefined
      ? { value: one(value[0]!).value, loses: "Only the first of several values can stay." }
      : { value: together };
  };
}

const isOtherMoney = (from: Side, to: Side): boolean => {
  const [was, is] = [from.fieldType.currency?.(from.settings), to.fieldType.currency?.(to.settings)];
  return was !== undefined && is !== undefined && was !== is;
};

/** A moment is cut to the day it is where the tenant is, not to the letters it is written with. */
const isDay = (from: unknown, to: unknown): boolean => from === "instant" && to === "date";

/** A value as people write it, so that any type that means the same reads it. */
function textOf(value: Json, dayIn: Reading | undefined): string {
  if (typeof value === "string") return dayIn === undefined ? value : dayOf(value, dayIn.timezone);
  if (isMoney(value)) return amountOf(value);
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}

function dayOf(instant: string, timezone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

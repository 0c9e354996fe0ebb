import { Decimal } from "decimal.js";
import { amountOf, isMoney, sameJson, type Json } from "#metadata";
import { isoDay, marksOf } from "../import/cell.ts";
import { plainNumber } from "../import/plain-number.ts";
import type { Side } from "./convert.ts";

type Missed = (text: string, value: Json, back: Json | undefined) => string | undefined;

/**
 * What a value of this type does not say of the text that it was read from: a sentence, or undefined where it says all of it, however that is
 * written ("1,200", "19.03.2026", "a, b"). `back`: the value turned into a text again.
 */
export function missedOf(to: Side): Missed {
  if ((to.settings as { options?: unknown } | undefined)?.options !== undefined) return () => undefined;
  const type = to.fieldType.type(to.settings);
  if (typeof type !== "string") return ofList;
  switch (type) {
    case "number":
    case "decimal":
    case "money":
      return ofNumber(marksOf(to));
    case "date":
      return ofDay;
    case "text":
      return (text, value) => (value === text ? undefined : "The text would be written in another way.");
    case "json":
      return (text, value, back) => (back === text || sameJson(parsed(text), value) ? undefined : another);
    default:
      return () => undefined;
  }
}

const another = "It would come back as another value.";

/** All but how it is grouped. */
const ofNumber =
  (marks: ReturnType<typeof marksOf>): Missed =>
  (text, value) => {
    const plain = plainNumber(text, marks);
    if (plain === undefined || !new Decimal(plain).equals(isMoney(value) ? amountOf(value) : String(value))) return another;
    if (/^-?0\d/.test(plain)) return "Zeros in front are lost.";
    return /^\s*\+|\de[+-]?\d/i.test(text) ? "Only the number in the text can stay." : undefined;
  };

const ofDay: Missed = (text) => {
  const rest = isoDay(text.trim())?.rest.trim() ?? "";
  return rest === "" || /^T?00?:00(?::00(?:\.0+)?)?$/.test(rest) ? undefined : "Only the day can stay.";
};

/** All but what stands between: one that is there twice is gone once. */
const ofList: Missed = (text, _value, back) =>
  typeof back === "string" && pieces(back) === pieces(text) ? undefined : "Not all of the list can be said by the new type.";

const pieces = (text: string): string => text.replaceAll(/[\s;；、,，|]/g, "");

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

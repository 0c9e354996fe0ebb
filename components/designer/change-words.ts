import { type Json, type Text, inLocale, namesOf } from "#metadata";
import { type JsonObject, isObject, own } from "./documents.ts";

/** What people call a thing of a document: its label, its name, the field it shows, what it gives; else its id. */
export function callIt(item: Json | undefined, id: string, locale: string): string {
  const label = own(item, "label");
  if (typeof label === "string" && label !== "") return label;
  if (isObject(label)) return inLocale(label as Text, locale, id);
  const name = own(item, "name") ?? own(own(item, "props"), "field") ?? own(own(item, "props"), "title") ?? own(item, "field");
  if (typeof name === "string") return name;
  if (isObject(name)) return inLocale(name as Text, locale, id);
  const out = own(item, "out");
  if (isObject(out)) return Object.values(out).map(String).join(" · ") || id;
  const facts = own(item, "facts");
  if (isObject(facts)) return Object.values(facts).map(String).join(" · ").slice(0, 80) || id;
  const component = own(item, "component") ?? own(item, "type");
  return typeof component === "string" ? component : id;
}

/** Collections whose items have a life of their own: the words for one item stand in the catalogue. */
const collections = new Set([
  "fields",
  "nodes",
  "rows",
  "inputs",
  "outputs",
  "steps",
  "columns",
  "items",
  "validations",
  "uniques",
  "duplicates",
  "transitions",
  "options",
  "objects",
  "output",
  "input",
  "examples",
]);

export interface PlaceWords {
  /** e.g. [{ of: "rows", name: "Meituan Pay" }] from the outside in */
  readonly things: readonly { readonly of: string; readonly name: string }[];
  /** the property inside the last thing; undefined = the thing itself */
  readonly property: string | undefined;
}

/**
 * A pointer into a document as the things a person sees and the property of the innermost one.
 * @param document after the change, or before it where the thing is gone
 */
export function placeWords(document: Json | undefined, pointer: string, locale: string): PlaceWords {
  const path = namesOf(pointer);
  const things: { of: string; name: string }[] = [];
  let here = document;
  let rest: string[] = [];
  for (let at = 0; at < path.length; at += 1) {
    const name = path[at] as string;
    const inner = own(here, name);
    const id = path[at + 1];
    if (collections.has(name) && id !== undefined) {
      const item = own(inner, id);
      things.push({ of: name, name: callIt(item, id, locale) });
      here = item;
      at += 1;
      rest = [];
    } else {
      rest.push(nameOfColumn(document, rest.at(-1), name, locale) ?? name);
      here = inner;
    }
  }
  return { things, property: rest.length === 0 ? undefined : rest.join(" · ") };
}

/** Cells of a decision-table row are keyed by column id: say the column. */
function nameOfColumn(document: Json | undefined, parent: string | undefined, id: string, locale: string): string | undefined {
  const side = parent === "cells" ? "inputs" : parent === "out" ? "outputs" : undefined;
  const column = side && own(own(document, side), id);
  return column === undefined ? undefined : callIt(column, id, locale);
}

/** A value in a sentence: short, one line. */
export function valueWords(value: unknown, locale: string): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "string") return value.length > 60 ? `${value.slice(0, 59)}…` : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isObject(value)) {
    const object = value as JsonObject;
    const keys = Object.keys(object);
    if (keys.length > 0 && keys.every((key) => key === "en" || key === "zh")) return inLocale(object as Text, locale);
    if (Object.hasOwn(object, "label") || Object.hasOwn(object, "name")) return callIt(object, "", locale);
  }
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

import type { Kind } from "../documents/index.ts";
import { kinds } from "../documents/index.ts";
import type { Json } from "../value-type.ts";

/** A JSON Pointer (RFC 6901) inside a document, "" for the whole of it. */
export type Pointer = string;

/**
 * What one layer changes in one document, per property, by stable id.
 *
 * `set` of a map (a new field, a new row, the whole document at "") is laid over what stands there, property by property;
 * `set` of anything else, or of an atom of the kind, replaces it. `remove` takes away; `remove: [""]` is a document taken away.
 * A set whose surroundings are gone (the package dropped the field) has nothing to hold on to and is dropped, and told.
 */
export interface Patch {
  readonly set: Readonly<Record<Pointer, Json>>;
  readonly remove: readonly Pointer[];
}

export type JsonMap = { readonly [key: string]: Json };

export const emptyPatch: Patch = Object.freeze({ set: Object.freeze({}), remove: Object.freeze([]) });
export const isEmptyPatch = (patch: Patch): boolean => patch.remove.length === 0 && Object.keys(patch.set).length === 0;
/** The patch that takes a whole document away. */
export const removal: Patch = Object.freeze({ set: Object.freeze({}), remove: Object.freeze([""]) });

export const isMap = (value: unknown): value is JsonMap => typeof value === "object" && value !== null && !Array.isArray(value);

/** Names of a pointer: "/fields/a~1b" → ["fields", "a/b"]. */
export const namesOf = (at: Pointer): string[] =>
  at === ""
    ? []
    : at
        .slice(1)
        .split("/")
        .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));

export const below = (at: Pointer, name: string): Pointer => `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The atoms of a kind as a question: is the value at these names one thing, set whole? */
export function atomsOf(kind: Kind): (names: readonly string[]) => boolean {
  const patterns = kinds[kind].atoms.map((atom) => atom.slice(1).split("/"));
  return (names) =>
    patterns.some((pattern) => pattern.length === names.length && pattern.every((part, index) => part === "*" || part === names[index]));
}

/** Deep equality of JSON values; the order of keys says nothing. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, index) => sameJson(each, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** JSON text with keys in code-unit order: equal values have equal text, so it can be hashed. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each)).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value ?? null);
  return `{${Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
    .join(",")}}`;
}

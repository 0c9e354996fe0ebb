import type { Document, Json, Kind } from "#metadata";

/** "{kind}/{name}": the address of a document inside a draft. */
export type DocumentKey = `${Kind}/${string}`;
/** The documents of a draft as one immutable value. */
export type Documents = ReadonlyMap<DocumentKey, Document>;
/** Names from the root of a document to a place in it; [] is the document itself. */
export type Path = readonly string[];
export type JsonObject = { readonly [key: string]: Json };

export const keyOf = (kind: Kind, name: string): DocumentKey => `${kind}/${name}`;
export const kindOf = (key: DocumentKey): Kind => key.slice(0, key.indexOf("/")) as Kind;
export const nameOf = (key: DocumentKey): string => key.slice(key.indexOf("/") + 1);

export const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** The own property of an object, or undefined; never what a prototype has. */
export const own = (value: unknown, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The value at a path, or undefined where nothing stands. */
export function valueAt(root: unknown, path: Path): Json | undefined {
  let here = root as Json | undefined;
  for (const name of path) {
    here = own(here, name);
    if (here === undefined) return undefined;
  }
  return here;
}

/**
 * The root with another value at a path; undefined takes the property away. Nothing given is changed.
 * @returns undefined when a parent on the way is absent or not an object: a change names the highest place that is new.
 */
export function withValueAt(root: Json | undefined, path: Path, value: Json | undefined): { readonly root: Json | undefined } | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return { root: value };
  if (!isObject(root)) return undefined;
  const inner = withValueAt(own(root, name), rest, value);
  if (inner === undefined) return undefined;
  if (inner.root === undefined) {
    const { [name]: _gone, ...others } = root;
    return { root: others };
  }
  return { root: { ...root, [name]: inner.root } };
}

/** Deep equality of JSON; the order of keys does not count. */
export function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index] as Json));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]));
}

/** Two sets hold the same documents with the same content. */
export const sameDocuments = (one: Documents, other: Documents): boolean =>
  one.size === other.size &&
  [...one].every(([key, document]) => other.has(key) && sameJson(document as unknown as Json, other.get(key) as unknown as Json));

/** All documents of a kind, by name. */
export const ofKind = <D extends Document>(documents: Documents, kind: D["kind"]): D[] =>
  [...documents.values()].filter((document): document is D => document.kind === kind);

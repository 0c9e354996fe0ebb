import type { DocumentOf, Kind } from "../documents/index.ts";
import type { Json } from "../value-type.ts";
import { atomsOf, isMap, namesOf, type JsonMap, type Patch, type Pointer } from "./patch.ts";

export interface Applied<K extends Kind> {
  readonly document: DocumentOf[K] | undefined;
  /** sets that found nothing to hold on to: what they changed is gone in `base` */
  readonly dropped: readonly Pointer[];
}

type Draft = Record<string, Json>;

/**
 * Lays a patch over a document. `base` stays as it is; what the patch does not touch is shared with it.
 * Removals come first, so that a removed and newly set property ends as set.
 */
export function applyPatch<K extends Kind>(kind: K, base: DocumentOf[K] | undefined, patch: Patch): Applied<K> {
  if (patch.remove.includes("")) return { document: undefined, dropped: [] };
  const isAtom = atomsOf(kind);
  const dropped: Pointer[] = [];
  const whole = Object.hasOwn(patch.set, "") ? patch.set[""] : undefined;
  let root = base as unknown as JsonMap | undefined;
  if (isMap(whole)) root = root === undefined ? whole : merge(root, whole, [], isAtom);
  const touched = patch.remove.length > 0 || Object.keys(patch.set).some((at) => at !== "");
  if (root === undefined) return { document: undefined, dropped: Object.keys(patch.set) };
  if (!touched) return { document: root as never, dropped };

  // Copies are made once per map on the way to a change, never of the whole document.
  const copies = new WeakSet<object>();
  const own = (map: JsonMap): Draft => {
    if (copies.has(map)) return map as Draft;
    const copy = { ...map };
    copies.add(copy);
    return copy;
  };
  const draft = own(root);
  const parentOf = (names: readonly string[]): Draft | undefined => {
    let at = draft;
    for (const name of names.slice(0, -1)) {
      const next = Object.hasOwn(at, name) ? at[name] : undefined;
      if (!isMap(next)) return undefined;
      at = at[name] = own(next);
    }
    return at;
  };
  for (const at of patch.remove) {
    const names = namesOf(at);
    const parent = parentOf(names);
    if (parent !== undefined) delete parent[names.at(-1)!];
  }
  // shorter pointers first: a new element stands before its properties are set
  for (const at of Object.keys(patch.set).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    if (at === "") continue;
    const names = namesOf(at);
    const last = names.at(-1)!;
    const parent = parentOf(names);
    const value = patch.set[at]!;
    if (parent === undefined) dropped.push(at);
    else {
      const stands = Object.hasOwn(parent, last) ? parent[last] : undefined;
      parent[last] = isMap(stands) && isMap(value) && !isAtom(names) ? merge(stands, value, names, isAtom) : value;
    }
  }
  return { document: draft as never, dropped };
}

/** `over` laid on `under`, property by property; atoms and everything that is no map are set whole. */
function merge(under: JsonMap, over: JsonMap, names: readonly string[], isAtom: (names: readonly string[]) => boolean): JsonMap {
  const result: Draft = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const path = [...names, key];
    const stands = Object.hasOwn(under, key) ? under[key] : undefined;
    result[key] = isMap(stands) && isMap(value) && !isAtom(path) ? merge(stands, value, path, isAtom) : value;
  }
  return result;
}

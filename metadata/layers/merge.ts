import type { DocumentOf, Kind } from "../documents/index.ts";
import type { Json } from "../value-type.ts";
import { applyPatch } from "./apply.ts";
import { diffDocument } from "./diff.ts";
import { atomsOf, below, isMap, namesOf, sameJson, type Patch, type Pointer } from "./patch.ts";

export interface Merged {
  /** both changes, on `base`; where they conflict, ours */
  readonly patch: Patch;
  /** properties that both changed, and not to the same value */
  readonly conflicts: readonly Pointer[];
}

/** Leaf pointer → its new value; undefined where something is taken away. */
type Edits = ReadonlyMap<Pointer, Json | undefined>;

/**
 * Joins two patches of the same base. Edits of different properties never conflict, and then the order of the two does not matter.
 * The same property set to two values, or changed here and taken away there, is a conflict.
 */
export function mergePatches<K extends Kind>(kind: K, base: DocumentOf[K] | undefined, ours: Patch, theirs: Patch): Merged {
  const left = editsOf(kind, ours);
  const right = editsOf(kind, theirs);
  const conflicts = new Set([...clashes(left, right), ...clashes(right, left)]);

  const after = applyPatch(kind, base, theirs).document;
  // what they took away and we changed stands again: ours wins a conflict
  const both = applyPatch(kind, after === undefined && Object.keys(ours.set).length > 0 ? base : after, ours).document;
  return { patch: diffDocument(kind, base, both), conflicts: [...conflicts].sort() };
}

/** Edits of `left` that meet another edit of the same place, or of a place around it, in `right`. */
function* clashes(left: Edits, right: Edits): Generator<Pointer> {
  for (const [at, value] of left) {
    if (right.has(at) && !sameJson(value, right.get(at))) yield at;
    for (let around = at; around !== "";) {
      around = around.slice(0, around.lastIndexOf("/"));
      if (!right.has(around)) continue;
      const other = right.get(around);
      const isOpen = isMap(other) && Object.keys(other).length === 0;
      if (!isOpen && !(value === undefined && other === undefined)) yield at;
    }
  }
}

/** A patch as single edits: new elements are taken apart into their leaves. */
function editsOf(kind: Kind, patch: Patch): Edits {
  const isAtom = atomsOf(kind);
  const found = new Map<Pointer, Json | undefined>(patch.remove.map((at) => [at, undefined]));
  const spread = (at: Pointer, names: readonly string[], value: Json) => {
    if (!isMap(value) || isAtom(names) || Object.keys(value).length === 0) found.set(at, value);
    else for (const [key, each] of Object.entries(value)) spread(below(at, key), [...names, key], each);
  };
  for (const [at, value] of Object.entries(patch.set)) spread(at, namesOf(at), value);
  return found;
}

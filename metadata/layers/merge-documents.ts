import type { DocumentOf, Kind } from "../documents/index.ts";
import type { Json } from "../value-type.ts";
import { applyPatch } from "./apply.ts";
import { valueAt } from "./changes.ts";
import { diffDocument } from "./diff.ts";
import { mergePatches } from "./merge.ts";
import { namesOf, below, sameJson, type Pointer } from "./patch.ts";

/** A property that two people changed, and not to the same value; absent = it was taken away. */
export interface Conflict {
  readonly path: Pointer;
  readonly mine?: Json | undefined;
  readonly theirs?: Json | undefined;
}

export interface MergedDocuments<K extends Kind> {
  /** both changes; where they conflict, mine. Undefined: it is gone, and nobody minds */
  readonly document: DocumentOf[K] | undefined;
  readonly conflicts: readonly Conflict[];
}

/**
 * Joins two edits of one document three ways, per property, by stable ids. Where one took away what the other changed within, the
 * conflict is about the whole of what was taken away.
 */
export function mergeDocuments<K extends Kind>(
  kind: K,
  base: DocumentOf[K] | undefined,
  mine: DocumentOf[K] | undefined,
  theirs: DocumentOf[K] | undefined,
): MergedDocuments<K> {
  if (base === undefined || mine === undefined || theirs === undefined) return mergeWhole(base, mine, theirs);
  const ours = diffDocument(kind, base, mine);
  const { conflicts } = mergePatches(kind, base, ours, diffDocument(kind, base, theirs));
  const paths = [...new Set(conflicts.map((path) => lifted(path, mine, theirs)))].filter(
    (path, _at, all) => !all.some((other) => other !== path && path.startsWith(`${other}/`)),
  );
  const found = paths
    .map((path) => ({ path, mine: valueAt(mine, path), theirs: valueAt(theirs, path) }))
    .filter((each) => !sameJson(each.mine, each.theirs));
  const joined = applyPatch(kind, theirs, ours).document;
  // a conflict stands as mine, whole: part of it may have found nothing to hold on to
  const document = applyPatch(kind, joined, {
    set: Object.fromEntries(found.flatMap((each) => (each.mine === undefined ? [] : [[each.path, each.mine]]))),
    remove: found.map(({ path }) => path),
  }).document;
  return { document, conflicts: found };
}

/** The highest place around a path that one of the two does not have. */
function lifted(path: Pointer, mine: unknown, theirs: unknown): Pointer {
  let around: Pointer = "";
  for (const name of namesOf(path)) {
    around = below(around, name);
    if (valueAt(mine, around) === undefined || valueAt(theirs, around) === undefined) return around;
  }
  return path;
}

function mergeWhole<K extends Kind>(
  base: DocumentOf[K] | undefined,
  mine: DocumentOf[K] | undefined,
  theirs: DocumentOf[K] | undefined,
): MergedDocuments<K> {
  if (sameJson(mine, base)) return { document: theirs, conflicts: [] };
  if (sameJson(theirs, base) || sameJson(mine, theirs)) return { document: mine, conflicts: [] };
  return { document: mine, conflicts: [{ path: "", mine: mine as unknown as Json, theirs: theirs as unknown as Json }] };
}

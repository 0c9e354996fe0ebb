import type { DocumentOf, Kind } from "../documents/index.ts";
import type { Json } from "../value-type.ts";
import { applyPatch } from "./apply.ts";
import { describeChanges, valueAt } from "./changes.ts";
import { atomsOf, below, isMap, namesOf, sameJson, type Pointer } from "./patch.ts";

/** One property of a document, before and after; absent = nothing stands there. Path "" is the whole document. */
export interface PropertyChange {
  readonly path: Pointer;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

export interface ChangedDocument<K extends Kind> {
  /** undefined = it was taken away. Not well formed, as nobody has looked at what was set. */
  readonly document: DocumentOf[K] | undefined;
  /** places where it is another than before */
  readonly changed: readonly Pointer[];
  /** what stands where somebody else's change came in between; then the document is as it was */
  readonly conflicts: readonly { readonly path: Pointer; readonly stands?: Json | undefined }[];
}

/** What makes `after` of `before`, to be done with `changeDocument` on whatever the document is by then. */
export const changesBetween = <K extends Kind>(
  kind: K,
  before: DocumentOf[K] | undefined,
  after: DocumentOf[K] | undefined,
): PropertyChange[] =>
  describeChanges(kind, before, after).map((each) => ({
    path: each.path,
    ...(each.before === undefined ? {} : { before: each.before }),
    ...(each.after === undefined ? {} : { after: each.after }),
  }));

/**
 * Does changes that were made on another version of a document, all or none: what others changed elsewhere stays as it is. A property that
 * neither holds what the change says it held, nor already what it shall hold, is a conflict.
 */
export function changeDocument<K extends Kind>(
  kind: K,
  document: DocumentOf[K] | undefined,
  changes: readonly PropertyChange[],
): ChangedDocument<K> {
  const isAtom = atomsOf(kind);
  const conflicts: { path: Pointer; stands?: Json | undefined }[] = [];
  const open: PropertyChange[] = [];
  const look = (change: PropertyChange): void => {
    const { path, before, after } = change;
    const stands = valueAt(document, path);
    if (sameJson(stands, after)) return;
    // a new property of something that is gone, or is no map any more, has nothing to stand in
    const isHeld = path === "" || isMap(valueAt(document, path.slice(0, path.lastIndexOf("/"))));
    if (isHeld && sameJson(stands, before)) open.push(change);
    // two made the same map: each its own members of it
    else if (path !== "" && before === undefined && isMap(stands) && isMap(after) && !isAtom(namesOf(path)))
      for (const [name, value] of Object.entries(after)) look({ path: below(path, name), after: value });
    else conflicts.push({ path, ...(stands === undefined ? {} : { stands }) });
  };
  changes.forEach(look);
  const changed = open.map(({ path }) => path);
  if (conflicts.length > 0 || open.length === 0) return { document, changed: [], conflicts };
  const whole = open.find(({ path }) => path === "");
  if (whole !== undefined) return { document: whole.after as never, changed, conflicts };
  // what is set stands in the place of what was there; `set` alone would be laid over it
  const set = Object.fromEntries(open.flatMap(({ path, after }) => (after === undefined ? [] : [[path, after]])));
  return { document: applyPatch(kind, document, { set, remove: changed }).document, changed, conflicts };
}

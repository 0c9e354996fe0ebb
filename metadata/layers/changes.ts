import type { DocumentOf, Kind } from "../documents/index.ts";
import type { Json } from "../value-type.ts";
import { diffDocument } from "./diff.ts";
import { isMap, namesOf, type Pointer } from "./patch.ts";

/** One difference, as a reader sees it. */
export interface Change {
  readonly path: Pointer;
  readonly change: "added" | "changed" | "removed";
  readonly before?: Json;
  readonly after?: Json;
}

/** What was added, changed and removed from one document to the next, in the order of the paths. */
export function describeChanges<K extends Kind>(kind: K, before: DocumentOf[K] | undefined, after: DocumentOf[K] | undefined): Change[] {
  const patch = diffDocument(kind, before, after);
  const changes: Change[] = patch.remove.map((path) => ({ path, change: "removed", before: valueAt(before, path)! }));
  for (const [path, value] of Object.entries(patch.set)) {
    const was = valueAt(before, path);
    changes.push(was === undefined ? { path, change: "added", after: value } : { path, change: "changed", before: was, after: value });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The value at a pointer, by own properties only; undefined when there is none. */
export function valueAt(document: unknown, at: Pointer): Json | undefined {
  let value = document;
  for (const name of namesOf(at)) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value as Json | undefined;
}

import type { Document, Json } from "#metadata";
import { type DocumentKey, type Documents, type Path, own, sameJson, valueAt, withValueAt } from "./documents.ts";

/** One property of one document, before and after; undefined = absent. Path [] is the whole document. */
export interface Change {
  readonly document: DocumentKey;
  readonly path: Path;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

/** What undoes the changes, in the order in which it must be applied. */
export const inverse = (changes: readonly Change[]): Change[] =>
  changes.toReversed().map(({ document, path, before, after }) => ({ document, path, before: after, after: before }));

/**
 * Applies changes one after another.
 * @returns undefined when a place does not hold what the change says it held: somebody else changed it meanwhile.
 */
export function applyChanges(documents: Documents, changes: readonly Change[]): Documents | undefined {
  if (changes.length === 0) return documents;
  const next = new Map(documents);
  for (const { document, path, before, after } of changes) {
    const root = next.get(document) as Json | undefined;
    if (!sameJson(valueAt(root, path), before)) return undefined;
    const written = withValueAt(root, path, after);
    if (written === undefined) return undefined;
    if (written.root === undefined) next.delete(document);
    else next.set(document, written.root as unknown as Document);
  }
  return next;
}

/**
 * The change that puts a value at a path. Parents that are absent become part of the change, so that its inverse
 * takes them away again.
 * @returns undefined when the document or a non-object stands in the way; [] when nothing changes.
 */
export function changeAt(documents: Documents, document: DocumentKey, path: Path, value: Json | undefined): Change[] | undefined {
  const root = documents.get(document) as Json | undefined;
  if (root === undefined && path.length > 0) return undefined;
  let depth = 0;
  let here = root;
  while (depth < path.length - 1) {
    const inner = own(here, path[depth] as string);
    if (inner === undefined) break;
    here = inner;
    depth += 1;
  }
  if (path.length > 0 && (typeof here !== "object" || here === null || Array.isArray(here))) return undefined;
  const place = path.length === 0 ? [] : path.slice(0, depth + 1);
  const missing = path.slice(place.length);
  if (missing.length > 0 && value === undefined) return [];
  const after = missing.reduceRight<Json | undefined>((inner, name) => ({ [name]: inner as Json }), value);
  const before = valueAt(root, place);
  return sameJson(before, after) ? [] : [{ document, path: place, before, after }];
}

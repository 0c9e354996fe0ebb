import {
  changeDocument,
  mergeDocuments,
  namesOf,
  type Conflict,
  type Document,
  type Json,
  type Kind,
  type PropertyChange,
} from "#metadata";
import { type DocumentKey, type Documents, kindOf, keyOf, sameJson, valueAt, withValueAt } from "./documents.ts";

export type { Conflict } from "#metadata";
/** Properties that somebody else changed too, by document; the documents hold what was typed here until it is chosen. */
export type Conflicts = ReadonlyMap<DocumentKey, readonly Conflict[]>;

/** What the browser has, beside what the server is known to have. */
export interface Sides {
  readonly documents: Documents;
  readonly stored: Documents;
  readonly conflicts: Conflicts;
}

/** A document as it came from the server; undefined = it is gone. */
export interface Arrival {
  readonly kind: Kind;
  readonly id: string;
  readonly document?: Document | undefined;
}

/** The value at a JSON Pointer of a document. */
export const at = (document: Document | undefined, pointer: string): Json | undefined => valueAt(document, namesOf(pointer));

/** A document with another value at a JSON Pointer; as it is where there is nothing to hold it. */
export function put(document: Document | undefined, pointer: string, value: Json | undefined): Document | undefined {
  const written = withValueAt(document as Json | undefined, namesOf(pointer), value);
  return written === undefined ? document : (written.root as unknown as Document | undefined);
}

/** Joins what came from the server with what was typed here since. `touched`: documents that are others than before. */
export function joinArrivals(sides: Sides, arrivals: readonly Arrival[]): Sides & { readonly touched: readonly DocumentKey[] } {
  const documents = new Map(sides.documents);
  const stored = new Map(sides.stored);
  const conflicts = new Map(sides.conflicts);
  const touched: DocumentKey[] = [];
  for (const { kind, id, document: theirs } of arrivals) {
    const known = [...stored.values()].find((each) => each.kind === kind && each.id === id);
    const edited = [...documents.values()].find((each) => each.kind === kind && each.id === id);
    const key = known === undefined ? theirs && keyOf(kind, theirs.name) : keyOf(kind, known.name);
    if (key === undefined) continue;
    const mine = known === undefined ? (edited ?? documents.get(key)) : documents.get(key);
    const merged = mergeDocuments(kind, known as never, mine as never, theirs as never);
    const document = merged.document as Document | undefined;
    stored.delete(key);
    if (theirs !== undefined) stored.set(keyOf(kind, theirs.name), theirs);
    if (!sameJson(document as Json | undefined, documents.get(key) as Json | undefined)) touched.push(key);
    else if (document !== undefined && document.name === key.slice(kind.length + 1)) {
      settle(conflicts, key, [...(conflicts.get(key) ?? []), ...merged.conflicts], document, theirs);
      continue;
    }
    documents.delete(key);
    const now = document === undefined ? key : keyOf(kind, document.name);
    if (document !== undefined) documents.set(now, document);
    if (now !== key) touched.push(now);
    const open = [...(conflicts.get(key) ?? []), ...merged.conflicts];
    conflicts.delete(key);
    settle(conflicts, now, open, document, theirs);
  }
  return { documents, stored, conflicts, touched };
}

/** Keeps conflicts that still are some, each place once and as it stands on both sides now. */
function settle(
  all: Map<DocumentKey, readonly Conflict[]>,
  key: DocumentKey,
  open: readonly Conflict[],
  mine: Document | undefined,
  theirs: Document | undefined,
): void {
  const paths = [...new Set(open.map(({ path }) => path))];
  const left = paths
    .map((path) => ({ path, mine: at(mine, path), theirs: at(theirs, path) }))
    .filter((each) => !sameJson(each.mine, each.theirs));
  if (left.length === 0) all.delete(key);
  else all.set(key, left);
}

/** A document as it may be saved: where somebody else changed the same, it says what they said. */
export function withoutConflicts(
  document: Document | undefined,
  stored: Document | undefined,
  conflicts: readonly Conflict[] = [],
): Document | undefined {
  return conflicts.reduce<Document | undefined>((saved, { path }) => (path === "" ? stored : put(saved, path, at(stored, path))), document);
}

/** Unsaved work of an earlier visit on what the server has now. */
export function withUnsaved(documents: Documents, unsaved: Readonly<Record<DocumentKey, readonly PropertyChange[]>>): Sides {
  const next = new Map(documents);
  const conflicts = new Map<DocumentKey, readonly Conflict[]>();
  for (const [key, changes] of Object.entries(unsaved) as [DocumentKey, readonly PropertyChange[]][]) {
    let document = next.get(key);
    const found: Conflict[] = [];
    for (const change of changes) {
      const done = changeDocument(kindOf(key), document as never, [change]);
      if (done.conflicts.length === 0) {
        document = done.document as Document | undefined;
        continue;
      }
      found.push({ path: change.path, mine: change.after, theirs: at(documents.get(key), change.path) });
      document = put(document, change.path, change.after);
    }
    if (document === undefined) next.delete(key);
    else next.set(key, document);
    settle(conflicts, key, found, document, documents.get(key));
  }
  return { documents: next, stored: documents, conflicts };
}

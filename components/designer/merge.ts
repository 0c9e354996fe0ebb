import { changeDocument, mergeDocuments, namesOf, type Conflict, type Document, type Json, type Kind } from "#metadata";
import { type DocumentKey, type Documents, kindOf, keyOf, sameJson, valueAt, withValueAt } from "./documents.ts";
import type { Edits, Unsaved } from "./session.ts";

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

/** Unsaved work of earlier visits, the oldest first, on what the server has now. */
export function withUnsaved(documents: Documents, ...visits: readonly Unsaved[]): Sides {
  const next = new Map(documents);
  const conflicts = new Map<DocumentKey, readonly Conflict[]>();
  for (const unsaved of visits) {
    for (const [key, edits] of Object.entries(unsaved) as [DocumentKey, Edits][]) {
      const laid = edits.on === undefined ? laidBare(key, edits, next.get(key)) : laidOn(key, edits.on, edits, next);
      if (laid.was !== undefined) next.delete(laid.was);
      if (laid.document !== undefined) next.set(laid.now, laid.document);
      const open = [...(conflicts.get(laid.now) ?? []), ...laid.conflicts];
      const { kind, id } = laid.document ?? edits.on ?? { kind: kindOf(key), id: undefined };
      const theirs = [...documents.values()].find((each) => each.kind === kind && each.id === id) ?? documents.get(laid.now);
      settle(conflicts, laid.now, open, laid.document, theirs);
    }
  }
  return { documents: next, stored: documents, conflicts };
}

interface Laid {
  readonly document: Document | undefined;
  /** where it stands now, and where it stood */
  readonly now: DocumentKey;
  readonly was?: DocumentKey;
  readonly conflicts: readonly Conflict[];
}

/** Edits of a document that is known as it was when they were made: joined like edits that meet now. */
function laidOn(key: DocumentKey, on: Document, { changes }: Edits, documents: Documents): Laid {
  const kind = kindOf(key);
  const mine = changes.reduce<Document | undefined>((edited, { path, after }) => put(edited, path, after), on);
  const theirs = [...documents.values()].find((each) => each.kind === kind && each.id === on.id);
  const open = changes.filter(({ before, after }) => sameJson(before, after)).map(({ path }) => ({ path }));
  const { document, conflicts } = mergeDocuments(kind, on as never, mine as never, theirs as never);
  const merged = document as Document | undefined;
  const was = theirs && keyOf(kind, theirs.name);
  return {
    document: merged,
    now: merged === undefined ? (was ?? key) : keyOf(kind, merged.name),
    ...(was === undefined ? {} : { was }),
    conflicts: [...open, ...conflicts],
  };
}

/** Edits of which nothing else is known: a change that does not fit is a conflict, about the highest place that is gone. */
function laidBare(key: DocumentKey, { changes }: Edits, theirs: Document | undefined): Laid {
  let document = theirs;
  const conflicts: Conflict[] = [];
  for (const { path, before, after } of changes) {
    const done = changeDocument(kindOf(key), document as never, [{ path, before, after }]);
    if (done.conflicts.length === 0) document = done.document as Document | undefined;
    else {
      const place = highestGone(document, path);
      const missing = namesOf(path).slice(namesOf(place).length);
      const mine = missing.reduceRight<Json | undefined>((inner, name) => ({ [name]: inner as Json }), after);
      // of a document that is gone a part is none
      if (document === undefined && place !== path) continue;
      conflicts.push({ path: place });
      document = put(document, place, mine);
    }
  }
  return { document, now: key, was: key, conflicts };
}

/** The highest place around a path where nothing stands; the path itself where something does. */
function highestGone(document: Document | undefined, path: string): string {
  if (document === undefined) return "";
  const names = path.split("/");
  const around = names.map((_, depth) => names.slice(0, depth + 1).join("/"));
  return around.find((each) => at(document, each) === undefined) ?? path;
}

import { isKind, kindNames, type Document, type DocumentOf, type Kind } from "../documents/index.ts";
import type { DocumentSet } from "../language.ts";
import { pointer, problem, type Problem } from "../problem.ts";
import type { Json } from "../value-type.ts";
import { applyPatch } from "./apply.ts";
import { atomsOf, below, isEmptyPatch, isMap, namesOf, type JsonMap, type Patch, type Pointer } from "./patch.ts";

/** "{kind}/{id}": a document's identity in every layer. */
export type DocumentKey = `${Kind}/${string}`;
export const keyOf = (kind: Kind, id: string): DocumentKey => `${kind}/${id}`;

/** The reverse of `keyOf`. @throws Error for what is no key */
export function kindAndId(key: string): { readonly kind: Kind; readonly id: string } {
  const slash = key.indexOf("/");
  const kind = key.slice(0, slash);
  if (!isKind(kind)) throw new Error(`<${key}> is no document key`);
  return { kind, id: key.slice(slash + 1) };
}

/** One layer: its name ("platform", "package:restaurant@1.0.0", "tenant") and what it says, lowest first when folded. */
export interface Layer {
  readonly name: string;
  /** a package's documents are patches that set the whole */
  readonly patches: ReadonlyMap<DocumentKey, Patch>;
}

export interface Folded {
  readonly documents: DocumentSet;
  /** the same documents by key */
  readonly byKey: ReadonlyMap<DocumentKey, Document>;
  /** leaf pointer → name of the layer that set it, worked out when asked for */
  readonly origins: (kind: Kind, id: string) => Readonly<Record<Pointer, string>>;
  /** edits of a layer that found nothing to hold on to */
  readonly dropped: readonly { readonly layer: string; readonly key: DocumentKey; readonly path: Pointer }[];
  /** two documents of one kind with the same API name; the lower layer's, then the first, has it */
  readonly problems: readonly Problem[];
}

/** A layer of whole documents. */
export const layerOf = (name: string, documents: readonly Document[]): Layer => ({
  name,
  patches: new Map(documents.map((each) => [keyOf(each.kind, each.id), { set: { "": each as unknown as Json }, remove: [] }])),
});

/** Lays layers over each other, lowest first. A document that one layer alone sets is that layer's own value, not a copy. */
export function foldLayers(layers: readonly Layer[]): Folded {
  const byKey = new Map<DocumentKey, Document>();
  const dropped: { layer: string; key: DocumentKey; path: Pointer }[] = [];
  for (const layer of layers) {
    for (const [key, patch] of layer.patches) {
      if (isEmptyPatch(patch)) continue;
      const applied = applyPatch(kindAndId(key).kind, byKey.get(key) as never, patch);
      if (applied.document === undefined) byKey.delete(key);
      else byKey.set(key, applied.document);
      for (const path of applied.dropped) dropped.push({ layer: layer.name, key, path });
    }
  }
  const { documents, problems } = byName(byKey);
  const origins = new Map<DocumentKey, Readonly<Record<Pointer, string>>>();
  return {
    documents,
    byKey,
    dropped,
    problems,
    origins: (kind, id) => {
      const key = keyOf(kind, id);
      let known = origins.get(key);
      if (known === undefined) origins.set(key, (known = originsOf(key, layers)));
      return known;
    },
  };
}

/** Documents by kind and API name, with a problem for each name that two documents want. */
export function byName(documents: ReadonlyMap<DocumentKey, Document>): { documents: DocumentSet; problems: Problem[] } {
  const sets = Object.fromEntries(kindNames.map((kind) => [kind, new Map<string, Document>()])) as Record<Kind, Map<string, Document>>;
  const problems: Problem[] = [];
  for (const document of documents.values()) {
    const set = sets[document.kind];
    const holder = set.get(document.name);
    if (holder === undefined) set.set(document.name, document);
    else {
      problems.push(
        problem(
          "name_taken",
          pointer(document.kind, document.name, "name"),
          `Two ${document.kind} documents are named "${document.name}"`,
          {
            details: { ids: [holder.id, document.id] },
          },
        ),
      );
    }
  }
  return { documents: sets as unknown as DocumentSet, problems };
}

/** Which layer each leaf of a document has its value from. */
function originsOf(key: DocumentKey, layers: readonly Layer[]): Readonly<Record<Pointer, string>> {
  const { kind } = kindAndId(key);
  const isAtom = atomsOf(kind);
  let found = new Map<Pointer, string>();
  let document: DocumentOf[Kind] | undefined;
  for (const layer of layers) {
    const patch = layer.patches.get(key);
    if (patch === undefined || isEmptyPatch(patch)) continue;
    document = applyPatch(kind, document as never, patch).document;
    const isSetHere = (leaf: Pointer) => {
      for (let around = leaf; ; around = around.slice(0, around.lastIndexOf("/"))) {
        if (Object.hasOwn(patch.set, around) && sets(patch.set[around]!, around, leaf, isAtom)) return true;
        if (around === "") return false;
      }
    };
    const next = new Map<Pointer, string>();
    const walk = (value: Json, at: Pointer, names: readonly string[]) => {
      if (isMap(value) && !isAtom(names) && Object.keys(value).length > 0) {
        for (const [name, each] of Object.entries(value)) if (each !== undefined) walk(each, below(at, name), [...names, name]);
      } else {
        next.set(at, isSetHere(at) ? layer.name : (found.get(at) ?? layer.name));
      }
    };
    if (document !== undefined) walk(document as unknown as Json, "", []);
    found = next;
  }
  return Object.freeze(Object.fromEntries(found));
}

/** Whether setting `value` at `from` says something about the leaf at `leaf`. */
function sets(value: Json, from: Pointer, leaf: Pointer, isAtom: (names: readonly string[]) => boolean): boolean {
  if (leaf === from) return true;
  if (!leaf.startsWith(`${from}/`)) return false;
  let at: Json | undefined = value;
  const names = namesOf(from);
  for (const name of namesOf(leaf.slice(from.length))) {
    if (isAtom(names) || !isMap(at as JsonMap)) return true;
    at = Object.hasOwn(at as JsonMap, name) ? (at as JsonMap)[name] : undefined;
    if (at === undefined) return false;
    names.push(name);
  }
  return true;
}

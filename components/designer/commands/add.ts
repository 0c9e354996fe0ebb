import type { Json } from "#metadata";
import { type Change, applyChanges, changeAt } from "../changes.ts";
import { type DocumentKey, type Documents, type JsonObject, type Path, isObject, own, valueAt } from "../documents.ts";
import { placeBefore, siblingsOf } from "../order.ts";

/** Adds a document (path [], no id) or an item to a by-id map. */
export interface AddCommand {
  readonly do: "add";
  readonly document: DocumentKey;
  /** the map; [] adds the document itself */
  readonly path: Path;
  readonly id: string;
  readonly value: JsonObject;
  /** the sibling it stands before; null = last; left out = the value keeps the order it brings */
  readonly before?: string | null;
  /** the items it takes its place among; left out = all with the same parent. Keys of the others are never touched. */
  readonly among?: readonly string[];
}

/** The changes that put something in its place among its siblings; undefined where there is no such place. */
export function executeAdd(documents: Documents, { document, path, id, value, before, among }: AddCommand): Change[] | undefined {
  if (path.length === 0) return documents.has(document) ? undefined : [{ document, path: [], before: undefined, after: value }];
  const root = documents.get(document);
  if (root === undefined) return undefined;
  const map = valueAt(root, path);
  if (map !== undefined && !isObject(map)) return undefined;
  if (own(map, id) !== undefined) return undefined;
  if (before === undefined) return changeAt(documents, document, [...path, id], value);
  const siblings = siblingsOf(map, value).filter((sibling) => among?.includes(sibling) ?? true);
  const orders = placeBefore((map ?? {}) as JsonObject, siblings, id, before);
  const added = changeAt(documents, document, [...path, id], { ...value, order: orders.get(id) as Json });
  if (added === undefined) return undefined;
  const moved = [...orders].filter(([sibling]) => sibling !== id);
  let now = applyChanges(documents, added);
  const changes = [...added];
  for (const [sibling, order] of moved) {
    const more: Change[] | undefined = now && changeAt(now, document, [...path, sibling, "order"], order);
    if (now === undefined || more === undefined) return undefined;
    changes.push(...more);
    now = applyChanges(now, more);
  }
  return changes;
}

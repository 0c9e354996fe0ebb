import type { Json } from "#metadata";
import { type Change, applyChanges, changeAt } from "../changes.ts";
import { type DocumentKey, type Documents, type JsonObject, type Path, isObject, own, valueAt } from "../documents.ts";
import { placeBefore, siblingsOf } from "../order.ts";

/** Puts an item of a by-id map at another place among its siblings, or under another parent. */
export interface MoveCommand {
  readonly do: "move";
  readonly document: DocumentKey;
  /** the map */
  readonly path: Path;
  readonly id: string;
  /** the containing item; null = top; left out = stays where it is */
  readonly parent?: string | null;
  /** the sibling it stands before; null = last */
  readonly before: string | null;
  /** the items it takes its place among; left out = all with the same parent. Keys of the others are never touched. */
  readonly among?: readonly string[];
}

/** Refused when it would put an item inside itself. */
export function executeMove(documents: Documents, { document, path, id, parent, before, among }: MoveCommand): Change[] | undefined {
  const map = valueAt(documents.get(document), path);
  const item = own(map, id);
  if (!isObject(map) || !isObject(item) || before === id) return undefined;
  const goal = parent === undefined ? item : withParent(item, parent);
  for (let up = own(goal, "parent"); typeof up === "string"; up = own(own(map, up), "parent")) {
    if (up === id || own(map, up) === undefined) return undefined;
  }
  const within = (sibling: string): boolean => among?.includes(sibling) ?? true;
  const siblings = siblingsOf(map, goal).filter((sibling) => sibling !== id && within(sibling));
  if (before !== null && !siblings.includes(before)) return undefined;
  const current = siblingsOf(map, item).filter((sibling) => sibling === id || within(sibling));
  const stays = own(goal, "parent") === own(item, "parent") && (current[current.indexOf(id) + 1] ?? null) === before;
  if (stays) return [];
  const orders = placeBefore(map, siblings, id, before);
  const wanted: [Path, Json | undefined][] = [...orders].map(([sibling, order]) => [[...path, sibling, "order"], order]);
  if (own(goal, "parent") !== own(item, "parent")) wanted.push([[...path, id, "parent"], own(goal, "parent")]);
  const changes: Change[] = [];
  let now: Documents | undefined = documents;
  for (const [place, value] of wanted) {
    const more: Change[] | undefined = now && changeAt(now, document, place, value);
    if (now === undefined || more === undefined) return undefined;
    changes.push(...more);
    now = applyChanges(now, more);
  }
  return changes;
}

function withParent(item: JsonObject, parent: string | null): JsonObject {
  const { parent: _left, ...rest } = item as { parent?: Json } & JsonObject;
  return parent === null ? rest : { ...rest, parent };
}

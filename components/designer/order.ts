import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import type { Json } from "#metadata";
import { type JsonObject, isObject, own } from "./documents.ts";

/** Things with a place: the ids of a by-id map in their order (code points, then id). */
export function orderedIds(map: Json | undefined): string[] {
  if (!isObject(map)) return [];
  const orderOf = (id: string): string => {
    const order = own(map[id], "order");
    return typeof order === "string" ? order : "";
  };
  return Object.keys(map).sort((one, other) => compare(orderOf(one), orderOf(other)) || compare(one, other));
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Siblings of an item: the items of the map with the same parent and branch, in order. Without `like`: those at the top. */
export function siblingsOf(map: Json | undefined, like: JsonObject | undefined): string[] {
  if (!isObject(map)) return [];
  return orderedIds(map).filter((id) => own(map[id], "parent") === own(like, "parent") && own(map[id], "branch") === own(like, "branch"));
}

/**
 * Order keys that put one item before another among its siblings.
 * One key as a rule; every sibling's when the keys around the gap leave no room (written by hand, or equal).
 * @param siblings ids in order, without the item itself
 * @param before the sibling to stand before; null = last
 */
export function placeBefore(map: JsonObject, siblings: readonly string[], id: string, before: string | null): ReadonlyMap<string, string> {
  const found = before === null ? siblings.length : siblings.indexOf(before);
  const index = found < 0 ? siblings.length : found;
  const keyAt = (at: number): string | null => {
    const sibling = siblings[at];
    const order = sibling === undefined ? undefined : own(map[sibling], "order");
    return typeof order === "string" ? order : null;
  };
  const between = keyBetween(index === 0 ? null : keyAt(index - 1), keyAt(index));
  if (between !== undefined) return new Map([[id, between]]);
  const all = siblings.toSpliced(index, 0, id);
  const keys = generateNKeysBetween(null, null, all.length);
  return new Map(all.map((sibling, at) => [sibling, keys[at] as string]));
}

/** A key strictly between two, or undefined when they leave no room or were not made by fractional indexing. */
function keyBetween(low: string | null, high: string | null): string | undefined {
  try {
    const key = generateKeyBetween(low, high);
    return key.length <= 64 && (low === null || low < key) && (high === null || key < high) ? key : undefined;
  } catch {
    return undefined;
  }
}

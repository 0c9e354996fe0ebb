import type { Json } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import { sameJson, type Data } from "./judge.ts";
import { begunWith } from "./insert-records.ts";

/** Field id, or API name → [from, to]; null = absent. */
export type Changes = Readonly<Record<string, readonly [Json, Json]>>;

/** Changes as history keeps them: field by field, or, of a record that was made, all it began with. */
export function keptChanges(kept: Readonly<Record<string, unknown>>): Changes {
  const data = kept[begunWith] as Data | undefined;
  return data === undefined ? (kept as Changes) : changesOf(undefined, data);
}

/** What differs, by field id. */
export function changesOf(before: Data | undefined, after: Data): Changes {
  const changes: Record<string, readonly [Json, Json]> = {};
  for (const id of Object.keys(after)) {
    const from = before?.[id];
    if (!sameJson(from, after[id])) changes[id] = [from ?? null, after[id]!];
  }
  if (before !== undefined) for (const id of Object.keys(before)) if (!Object.hasOwn(after, id)) changes[id] = [before[id]!, null];
  return changes;
}

/** The same by the names that the fields have. */
export function byName(object: ResolvedObject, changes: Changes): Changes {
  const named: Record<string, readonly [Json, Json]> = {};
  for (const id of Object.keys(changes)) {
    const field = object.byId.get(id);
    if (field !== undefined) named[field.name] = changes[id]!;
  }
  return named;
}

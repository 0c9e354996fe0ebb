import { ok, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { keptChanges } from "./changes.ts";
import { perObject } from "./per-object.ts";
import { getRecord, noRecord } from "./run.ts";
import { selectHistory } from "./statements.ts";

/** One change of a record. `changes`: API name → from, to; null = absent. */
export interface HistoryEntry {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly act: string;
  readonly changes: Readonly<Record<string, { readonly from: Json; readonly to: Json }>>;
}

/** Most entries of one answer: the latest. */
export const mostHistory = 200;

/** What happened to a record, latest first; of fields that the actor may see, by the names they have now. */
export async function recordHistory(
  platform: Platform,
  actor: Actor,
  objectName: string,
  id: string,
): Promise<Result<readonly HistoryEntry[]>> {
  const found = await getRecord(platform, actor, objectName, id);
  if (!found.ok) return found;
  const effective = await platform.effectives.get(actor.tenantId);
  const object = effective.objects.get(objectName);
  const right = accessTo(effective, actor, objectName)?.read;
  if (object === undefined || right === undefined) return refused(noRecord(objectName, id));
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: selectHistory, params: [actor.tenantId, object.id, id, mostHistory] }], {
    readOnly: true,
  });
  const earlier = earlierFields(object);
  return ok(
    rows!.map((row) => ({
      version: Number(row["version"]),
      at: (row["at"] as Date).toISOString(),
      by: row["by"] as string,
      act: row["act"] as string,
      changes: Object.fromEntries(
        ownLast(object, keptChanges(row["changes"] as Readonly<Record<string, unknown>>)).flatMap(([fieldId, [from, to]]) => {
          const field = object.byId.get(fieldId) ?? earlier.get(fieldId);
          return field === undefined || !right.sees(field.name) ? [] : [[field.name, { from, to }] as const];
        }),
      ),
    })),
  );
}

/** By the ids that fields had while they were of another type: what was said of them then is said of them. */
const earlierFields = perObject(
  (object) => new Map(object.fields.flatMap((field) => (field.was ?? []).map((id): [string, ResolvedField] => [id, field]))),
);

/** A record that was made while a type was being changed stands with both values: its own of the field as it is now comes last and is told. */
const ownLast = <Value>(object: ResolvedObject, changes: Readonly<Record<string, Value>>): [string, Value][] =>
  Object.entries(changes).sort(([one], [other]) => Number(object.byId.has(one)) - Number(object.byId.has(other)));

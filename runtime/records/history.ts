import { ok, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { keptChanges } from "./changes.ts";
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
  return ok(
    rows!.map((row) => ({
      version: Number(row["version"]),
      at: (row["at"] as Date).toISOString(),
      by: row["by"] as string,
      act: row["act"] as string,
      changes: Object.fromEntries(
        Object.entries(keptChanges(row["changes"] as Readonly<Record<string, unknown>>)).flatMap(([fieldId, [from, to]]) => {
          const field = object.byId.get(fieldId);
          return field === undefined || !right.sees(field.name) ? [] : [[field.name, { from, to }] as const];
        }),
      ),
    })),
  );
}

import type { TestDatabase } from "#db/testing";
import type { Field, Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "../records/commands.ts";
import type { RecordJson } from "../records/record.ts";
import { getRecord } from "../records/run.ts";

/* Derived fields and records in few words, for tests. */

type Config = NonNullable<Field["config"]>;

export const formula = (logic: Json, type: string, more: Record<string, Json> = {}) => ({
  type: "formula",
  config: { logic, result: { type, ...more } } as Config,
});
export const rollUp = (object: string, by: string, fn: string, field?: string, filter?: Json) => ({
  type: "roll_up",
  config: { object, by, fn, ...(field === undefined ? {} : { field }), ...(filter === undefined ? {} : { filter }) } as Config,
});
export const lookThrough = (reference: string, field: string) => ({ type: "look_through", config: { reference, field } });
export const refers = (object: string) => ({ type: "reference", config: { object } });

/** Writes that must succeed. */
export function writer(platform: Platform, actor: Actor) {
  const given = <Value>(result: { ok: true; value: Value } | { ok: false; problems: readonly unknown[] }): Value => {
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value;
  };
  return {
    make: async (object: string, values: Record<string, unknown>): Promise<RecordJson> =>
      given(await createRecords(platform, actor, object, [values]))[0]!,
    makeMany: async (object: string, values: readonly Record<string, unknown>[]) =>
      given(await createRecords(platform, actor, object, values)),
    change: async (object: string, id: string, values: Record<string, unknown>) =>
      given(await updateRecord(platform, actor, object, id, values)),
    remove: async (object: string, id: string) => given(await deleteRecord(platform, actor, object, id)),
    restore: async (object: string, id: string) => given(await restoreRecord(platform, actor, object, id)),
    read: async (object: string, id: string): Promise<RecordJson> => given(await getRecord(platform, actor, object, id)),
  };
}

/** The acts in a record's history, oldest first. */
export async function actsOf(database: TestDatabase, tenantId: string, id: string): Promise<string[]> {
  const [rows] = await database.db.batch(tenantId, [
    { text: "select act from record_history where tenant_id = $1 and record_id = $2 order by version", params: [tenantId, id] },
  ]);
  return rows!.map((row) => row["act"] as string);
}

import { codeOf, type Tx } from "#db";
import { ok, pointer, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import type { Change } from "./change.ts";
import type { RecordJson } from "./record.ts";
import { createMany, Refusal, write, type Wrote } from "./write.ts";

/** Most records of one call. */
export const mostRecords = 1_000;

export interface WriteOptions {
  /** version or ETag that the change was made on */
  readonly ifMatch?: string | number;
}

export interface CreateOptions {
  /** Runs last in the transaction that makes the records: what must be there with them or not at all, such as the answer under an Idempotency-Key. */
  readonly settle?: (tx: Tx, records: readonly RecordJson[]) => Promise<void>;
}

/** Makes up to 1,000 records, all or none. Problems of all at once, each at /{index}/{field}. */
export async function createRecords(
  platform: Platform,
  actor: Actor,
  object: string,
  values: readonly unknown[],
  { settle }: CreateOptions = {},
): Promise<Result<readonly RecordJson[]>> {
  if (values.length === 0) return refused(problem("required", "", "Give at least one record."));
  if (values.length > mostRecords) {
    return refused(problem("too_large", "", `Make at most ${mostRecords} records at once.`, { details: { limit: mostRecords } }));
  }
  const effective = await platform.effectives.get(actor.tenantId);
  const made = await changing(
    platform,
    actor,
    async (tx) => {
      const created = await createMany(
        tx,
        effective,
        actor,
        object,
        values.map((each, index) => ({ values: each, path: pointer(index) })),
      );
      if (created.ok) await settle?.(tx, created.value.records);
      return created;
    },
    values.length > 20 ? "batch" : "interactive",
  );
  if (!made.ok) return made;
  if (made.value.work) platform.wake();
  return ok(made.value.records);
}

/** Changes the fields that `values` names; null empties one. */
export const updateRecord = (platform: Platform, actor: Actor, object: string, id: string, values: unknown, options: WriteOptions = {}) =>
  changeRecord(platform, actor, { act: "update", object, id, values, ...options });

/** Deletes so that it can be restored. What refers to it is settled as its fields say. */
export const deleteRecord = (platform: Platform, actor: Actor, object: string, id: string, options: WriteOptions = {}) =>
  changeRecord(platform, actor, { act: "delete", object, id, ...options });

export const restoreRecord = (platform: Platform, actor: Actor, object: string, id: string) =>
  changeRecord(platform, actor, { act: "restore", object, id });

async function changeRecord(platform: Platform, actor: Actor, change: Change): Promise<Result<RecordJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const wrote = await changing<Wrote>(platform, actor, (tx) => write(tx, effective, actor, change));
  if (!wrote.ok) return wrote;
  if (wrote.value.work) platform.wake();
  return ok(wrote.value.record);
}

/** A transaction that problems undo. */
async function changing<Value>(
  platform: Platform,
  actor: Actor,
  work: (tx: Tx) => Promise<Result<Value>>,
  kind: "interactive" | "batch" = "interactive",
): Promise<Result<Value>> {
  for (let again = 2; ; again--) {
    try {
      return await platform.db.transaction(
        actor.tenantId,
        async (tx) => {
          const result = await work(tx);
          if (!result.ok) throw new Refusal(result.problems);
          return result;
        },
        { class: kind },
      );
    } catch (error) {
      if (error instanceof Refusal) return refused(...error.problems);
      if (again === 0 || !crossed.has(codeOf(error) ?? "")) throw error;
    }
  }
}

/** SQLSTATEs of two writers that crossed: one was undone whole and may simply begin again. */
const crossed = new Set(["40P01", "40001"]);

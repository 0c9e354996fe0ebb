import type { Tx } from "#db";
import { ok, pointer, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { offersReady } from "../decisions/offered.ts";
import type { Platform } from "../platform.ts";
import type { Change } from "./change.ts";
import type { RecordJson } from "./record.ts";
import { writeShared, type Settle } from "./shared-writes.ts";
import { transact } from "./transact.ts";
import { createMany, writeMany, type Asked } from "./write.ts";

/** Most records of one call. */
export const mostRecords = 1_000;

export interface WriteOptions {
  /** version or ETag that the change was made on */
  readonly ifMatch?: string | number;
  /** duplicate rules that only ask have been answered */
  readonly allowDuplicates?: boolean;
  readonly settle?: Settle;
}

export interface CreateOptions {
  readonly allowDuplicates?: boolean;
  /** Runs last in the transaction that makes the records: what must be there with them or not at all, such as the answer under an Idempotency-Key. */
  readonly settle?: (tx: Tx, records: readonly RecordJson[]) => Promise<void>;
}

/** Makes up to 1,000 records, all or none. Problems of all at once, each at /{index}/{field}. */
export async function createRecords(
  platform: Platform,
  actor: Actor,
  object: string,
  values: readonly unknown[],
  { settle, allowDuplicates }: CreateOptions = {},
): Promise<Result<readonly RecordJson[]>> {
  if (values.length === 0) return refused(problem("required", "", "Give at least one record."));
  if (values.length > mostRecords) {
    return refused(
      problem("too_large", "", `Make at most ${mostRecords} records at once.`, { reason: "records", details: { limit: mostRecords } }),
    );
  }
  const effective = await platform.effectives.get(actor.tenantId);
  await offersReady(effective, object);
  const options = allowDuplicates === true ? { allowDuplicates } : {};
  if (values.length === 1) {
    const wrote = await writeShared(
      platform,
      effective,
      actor,
      "create",
      object,
      { values: values[0], path: "/0" },
      { ...options, settle: settle === undefined ? undefined : (tx, record) => settle(tx, [record]) },
    );
    if (!wrote.ok) return wrote;
    if (wrote.value.work) platform.wake();
    platform.told?.(actor.tenantId);
    return ok([wrote.value.record]);
  }
  const made = await transact(
    platform,
    actor,
    async (tx, last) => {
      const asked = values.map((each, index): Asked => ({ values: each, path: pointer(index) }));
      const created = await createMany(tx, effective, actor, object, asked, { ...options, last });
      if (!created.ok) return created;
      const { records, work } = created.value;
      await settle?.(tx, records);
      return ok({ records, work });
    },
    values.length > 20 ? "batch" : "interactive",
  );
  if (!made.ok) return made;
  if (made.value.work) platform.wake();
  platform.told?.(actor.tenantId);
  return ok(made.value.records);
}

/** Changes the fields that `values` names; null empties one. */
export const updateRecord = (platform: Platform, actor: Actor, object: string, id: string, values: unknown, options: WriteOptions = {}) =>
  changeRecord(platform, actor, "update", object, { id, values }, options);

/** Deletes so that it can be restored. What refers to it is settled as its fields say. */
export const deleteRecord = (platform: Platform, actor: Actor, object: string, id: string, options: WriteOptions = {}) =>
  changeRecord(platform, actor, "delete", object, { id }, options);

export const restoreRecord = (platform: Platform, actor: Actor, object: string, id: string, options: WriteOptions = {}) =>
  changeRecord(platform, actor, "restore", object, { id }, options);

async function changeRecord(
  platform: Platform,
  actor: Actor,
  act: Exclude<Change["act"], "create">,
  object: string,
  { id, values }: Asked,
  { ifMatch, settle, allowDuplicates }: WriteOptions,
): Promise<Result<RecordJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  await offersReady(effective, object);
  const asked: Asked = { id: id!, values, ...(ifMatch === undefined ? {} : { ifMatch }) };
  const options = allowDuplicates === true ? { allowDuplicates } : {};
  const wrote =
    act === "update"
      ? await writeShared(platform, effective, actor, act, object, asked, { ...options, settle })
      : await transact(platform, actor, async (tx, last) => {
          const many = await writeMany(tx, effective, actor, act, object, [asked], { ...options, last });
          if (!many.ok) return many;
          const record = many.value.records[0]!;
          await settle?.(tx, record);
          return ok({ record, work: many.value.work });
        });
  if (!wrote.ok) return wrote;
  if (wrote.value.work) platform.wake();
  platform.told?.(actor.tenantId);
  return ok(wrote.value.record);
}

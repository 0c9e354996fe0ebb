import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { recordColumns } from "../records/compile.ts";
import { sameJson } from "../records/judge.ts";
import { storedRecord, type StoredRecord } from "../records/record.ts";
import { remember, type Written } from "../records/remember.ts";
import { slotsOf } from "../records/slots.ts";
import { updateRecords } from "../records/statements.ts";
import { deriveAgain, type Deriving } from "./derive.ts";
import type { Derived } from "./graph.ts";

/** $1 tenant, $2 object, $3 ids. Locked in one order for everybody; what was deleted is not there. */
const lockStanding = `select ${recordColumns} from records
where tenant_id = $1::uuid and object_id = $2::text and id = any($3::uuid[]) and deleted_at is null order by id for no key update`;

interface Standing extends Deriving {
  readonly before: Readonly<Record<string, Json>>;
  readonly record: Omit<StoredRecord, "data">;
}

/** Locks records and works out some of their derived values again. Those that come to something else, `data` filled in. */
export async function workedOutAgain(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  wanted: ReadonlyMap<string, ReadonlySet<Derived>>,
  now: string,
): Promise<readonly Standing[]> {
  const rows = await tx.query(lockStanding, [effective.tenantId, object.id, [...wanted.keys()].sort()]);
  const standing = rows.map((row): Standing => {
    const { data, ...record } = storedRecord(row);
    return { id: record.id, data: { ...data }, before: data, record };
  });
  await deriveAgain(tx, effective, object, new Map(standing.map((each) => [each, wanted.get(each.id)!])), now);
  const derived = object.fields.filter((field) => field.fieldType.derived !== undefined);
  return standing.filter(({ data, before }) => derived.some(({ id }) => !sameJson(before[id], data[id])));
}

/**
 * Works out some derived values of records again and writes those that come to something else: a new version, its index slots, its
 * history, its event and the flows it starts.
 */
export async function rewrite(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  wanted: ReadonlyMap<string, ReadonlySet<Derived>>,
  now: string,
): Promise<{ readonly written: readonly Written[]; readonly work: boolean }> {
  const changed = await workedOutAgain(tx, effective, object, wanted, now);
  if (changed.length === 0) return { written: [], work: false };
  const writing = tx.query(updateRecords, [
    effective.tenantId,
    object.id,
    changed.map(({ id, data }) => slotsOf(object, data, { id, data })),
    actor.by,
    now,
  ]);
  const written = changed.map(({ data, before, record }): Written => ({
    stored: { ...record, data, version: record.version + 1, updatedAt: now, updatedBy: actor.by },
    before,
  }));
  const work = await remember(tx, effective, actor, object, "derive", written, now, writing);
  return { written, work };
}

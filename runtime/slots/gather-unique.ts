import type { Tx } from "#db";
import { problem, type Problem } from "#metadata";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { recordColumns } from "../records/compile.ts";
import { storedRecord, type StoredRecord } from "../records/record.ts";
import { fillingMark, uniqueKeysOf, type UniqueKey } from "../records/unique.ts";

/** Records that hold a value which another one is known to hold; `more`: there were too many to name them all. */
export interface Clashing {
  readonly records: readonly string[];
  readonly more: boolean;
}

/** Place among the held values of an object. */
export interface HeldPlace {
  readonly field: string;
  readonly value: string;
}

/** Most records that are named. */
const mostNamed = 100;
/** Held values that are looked at in one transaction. */
const heldSize = 2_000;

/** $1 tenant, $2 object, $3 rows { field, value, record } */
const insertUnique = `insert into record_unique (tenant_id, object_id, field_id, value, record_id)
  select $1::uuid, $2::text, x.field, x.value, x.record from jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
  order by x.field collate "C", x.value collate "C" on conflict do nothing`;
/** The same rows: those whose value another record holds. */
const heldByOthers = `select x.field, x.record::text from jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
  join record_unique u on u.tenant_id = $1::uuid and u.object_id = $2::text and u.field_id = x.field and u.value = x.value
  where u.record_id <> x.record`;
/** $1 tenant, $2 object, $3 the mark, $4 keys: of which of them values are being gathered */
const marked = `select field_id from record_unique
  where tenant_id = $1::uuid and object_id = $2::text and value = $3 and field_id = any($4::text[])`;
/** Held values in their order, `gone` where the record may hold them no more. $1 tenant, $2 object, $3 keys, $4 after: field, $5 value, $6 most */
const heldOnes = `select u.field_id, u.value, u.record_id::text as record, r.data, r.id is null or r.deleted_at is not null as gone
  from (select * from record_unique where tenant_id = $1::uuid and object_id = $2::text and field_id = any($3::text[])
    and (field_id, value) > ($4::text, $5::text) order by field_id, value limit $6::int8) as u
  left join records r on r.tenant_id = $1::uuid and r.object_id = $2::text and r.id = u.record_id order by u.field_id, u.value`;
/** $1 tenant, $2 object, $3 ids. In the order in which everybody locks them. */
const lockThose = `select ${recordColumns} from records
  where tenant_id = $1::uuid and object_id = $2::text and id = any($3::uuid[]) order by id for no key update`;
/** $1 tenant, $2 object, $3 rows { field, value, record } */
const forget = `delete from record_unique u using jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
  where u.tenant_id = $1::uuid and u.object_id = $2::text and u.field_id = x.field and u.value = x.value and u.record_id = x.record`;

/** Keys whose values are still being gathered from records of before. */
export async function gatheredKeys(tx: Tx, { tenantId }: Effective, object: ResolvedObject): Promise<readonly string[]> {
  const keys = uniqueKeysOf(object).map(({ id }) => id);
  if (keys.length === 0) return [];
  return (await tx.query(marked, [tenantId, object.id, fillingMark, keys])).map((row) => row["field_id"] as string);
}

/**
 * Gives up what is held by records that hold it no more: a writer who had not heard yet that the value stands once has changed or
 * deleted them. Some values at a time. @returns where to go on; undefined: all were looked at
 */
export async function forgetGivenUp(
  tx: Tx,
  { tenantId }: Effective,
  object: ResolvedObject,
  gathered: readonly string[],
  after: HeldPlace = { field: "", value: "" },
): Promise<HeldPlace | undefined> {
  const keys = new Map(uniqueKeysOf(object).map((key) => [key.id, key]));
  const rows = await tx.query(heldOnes, [tenantId, object.id, gathered, after.field, after.value, heldSize]);
  const held = rows
    .filter((row) => row["value"] !== fillingMark)
    .map((row) => ({ field: row["field_id"] as string, value: row["value"] as string, record: row["record"] as string, row }));
  const holds = (key: UniqueKey, value: string, data: StoredRecord["data"]): boolean => key.textOf(data) === value;
  const doubtful = held.filter(
    ({ field, value, row }) => row["gone"] === true || !holds(keys.get(field)!, value, row["data"] as StoredRecord["data"]),
  );
  if (doubtful.length > 0) {
    // looked at again once nobody changes them any more
    const ids = [...new Set(doubtful.map(({ record }) => record))];
    const locked = new Map((await tx.query(lockThose, [tenantId, object.id, ids])).map(storedRecord).map((each) => [each.id, each]));
    const gone = doubtful.filter(({ field, value, record }) => {
      const now = locked.get(record);
      return now === undefined || now.deletedAt !== null || !holds(keys.get(field)!, value, now.data);
    });
    if (gone.length > 0) await tx.query(forget, [tenantId, object.id, gone.map(({ field, value, record }) => ({ field, value, record }))]);
  }
  const last = rows.at(-1);
  return rows.length < heldSize ? undefined : { field: last!["field_id"] as string, value: last!["value"] as string };
}

/** Holds the values of records that are locked. @returns by key those records whose value another one holds */
export async function holdValues(
  tx: Tx,
  { tenantId }: Effective,
  object: ResolvedObject,
  standing: readonly StoredRecord[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const values = uniqueKeysOf(object).flatMap((key) =>
    standing.flatMap(({ id, data }) => {
      const value = key.textOf(data);
      return value === undefined ? [] : [{ field: key.id, value, record: id }];
    }),
  );
  const clashing = new Map<string, string[]>();
  if (values.length === 0) return clashing;
  await tx.query(insertUnique, [tenantId, object.id, values]);
  for (const row of await tx.query(heldByOthers, [tenantId, object.id, values])) {
    const key = row["field"] as string;
    clashing.set(key, [...(clashing.get(key) ?? []), row["record"] as string]);
  }
  return clashing;
}

/** What is known so far, and what came now. */
export function alsoClashing(known: Clashing | undefined, found: ReadonlyMap<string, readonly string[]>): Clashing | undefined {
  if (found.size === 0) return known;
  const records = [...new Set([...(known?.records ?? []), ...[...found.values()].flat()])];
  return { records: records.slice(0, mostNamed), more: known?.more === true || records.length > mostNamed };
}

/** The clashes that still are such: the other record may have given the value up meanwhile. By key. */
export async function stillClashing(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  known: Clashing,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const locked = await tx.query(lockThose, [effective.tenantId, object.id, [...known.records].sort()]);
  const standing = locked.map(storedRecord).filter(({ deletedAt }) => deletedAt === null);
  return holdValues(tx, effective, object, standing);
}

/** What is said of records that hold what stands in another one already. */
export const clashProblems = (object: ResolvedObject, clashing: ReadonlyMap<string, readonly string[]>): readonly Problem[] =>
  uniqueKeysOf(object).flatMap(({ id, name, place }) => {
    const records = clashing.get(id);
    if (records === undefined) return [];
    return [
      problem("duplicate_value", place, `"${name}" of some records stands in others too: they were written while it became unique`, {
        help: "Change or delete them, then have the indexes of the object filled anew. Until then its writers are slow.",
        details: { object: object.name, field: name, records: records.slice(0, mostNamed) },
      }),
    ];
  });

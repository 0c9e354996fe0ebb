import { uuidv7 } from "uuidv7";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { metadataChannel } from "../effective/effectives.ts";
import type { Platform } from "../platform.ts";
import { recordColumns } from "../records/compile.ts";
import { matchesOf } from "../records/duplicates.ts";
import { storedRecord } from "../records/record.ts";
import { slotsOf } from "../records/slots.ts";
import { insertMatches } from "../records/statements.ts";
import { fillingMark, uniqueKeysOf } from "../records/unique.ts";
import { slotColumns } from "./assign-slots.ts";
import { settleSeconds } from "./commit-revision.ts";

/** Records written per transaction: some tens of milliseconds. */
const batchSize = 500;

const names = slotColumns.map(({ name }) => name);
const fill = `update records set ${names.map((name) => `${name} = x.${name}`).join(", ")}
  from jsonb_to_recordset($3::jsonb) as x(id uuid, ${slotColumns.map(({ name, type }) => `${name} ${type}`).join(", ")})
  where records.tenant_id = $1 and records.object_id = $2 and records.id = x.id`;
const next = `select ${recordColumns} from records where tenant_id = $1 and object_id = $2 and id > $3::uuid order by id limit ${batchSize} for no key update`;
const insertUnique = `insert into record_unique (tenant_id, object_id, field_id, value, record_id)
  select $1::uuid, $2, x.field, x.value, x.record from jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
  order by x.field collate "C", x.value collate "C" on conflict do nothing`;
/** Objects whose unique values or matches are being gathered. $2 rows { object, key }: everything that may be, $3 the mark */
const gathering = `select distinct g.object from jsonb_to_recordset($2::jsonb) as g(object text, key text)
  where exists (select 1 from record_unique u where u.tenant_id = $1 and u.object_id = g.object and u.field_id = g.key and u.value = $3)
     or exists (select 1 from record_match m where m.tenant_id = $1 and m.object_id = g.object and m.rule_id = g.key and m.key = $3)`;
const gathered = (table: "record_unique" | "record_match", key: string, value: string): string =>
  `delete from ${table} using jsonb_to_recordset($2::jsonb) as g(object text, key text)
   where tenant_id = $1 and object_id = g.object and ${key} = g.key and ${table}.${value} = $3`;

/** Everything of a tenant whose values may be gathered. */
const gatherable = (effective: Effective): { object: string; key: string }[] =>
  [...effective.objects.values()].flatMap((object) =>
    [...uniqueKeysOf(object).map(({ id }) => id), ...Object.keys(object.document.duplicates ?? {})].map((key) => ({
      object: object.id,
      key,
    })),
  );

/**
 * Brings the index slots and unique values of a tenant's records up to its active revision, then marks the slots ready. The work of kind "backfill".
 * May be broken off anywhere and begun again. Until writers of the revision before are surely gone it leaves the slots as filling
 * and puts the rest off as new work.
 * @returns whether everything is ready
 */
export async function fillSlots(
  platform: Pick<Platform, "db" | "effectives" | "wake">,
  tenantId: string,
  options: { readonly settledAfter?: number } = {},
): Promise<boolean> {
  const settledAfter = options.settledAfter ?? settleSeconds;
  const { db, effectives } = platform;
  const [rows, pointer] = await db.batch(
    tenantId,
    [
      { text: "select distinct object_id as object from field_slot where tenant_id = $1 and state <> 'ready'", params: [tenantId] },
      {
        text: `select n, changed_at::text as stamp, extract(epoch from clock_timestamp() - changed_at)::float8 as age from active_revision where tenant_id = $1`,
        params: [tenantId],
      },
    ],
    { readOnly: true },
  );
  const active = pointer?.[0] as { n: number; stamp: string; age: number } | undefined;
  if (active === undefined) return true;
  effectives.drop(tenantId);
  const effective = await effectives.get(tenantId);
  const keys = gatherable(effective);
  const [marked] =
    keys.length === 0 ? [[]] : await db.batch(tenantId, [{ text: gathering, params: [tenantId, keys, fillingMark] }], { readOnly: true });
  if (rows!.length + marked!.length === 0) return true;
  const byId = new Map([...effective.objects.values()].map((object) => [object.id, object]));
  for (const object of new Set([...rows!, ...marked!].map((row) => row["object"] as string))) {
    const resolved = byId.get(object);
    if (resolved !== undefined) await fillObject(platform, tenantId, effective, resolved);
  }
  const isReady = active.age >= settledAfter && (await markReady(platform, tenantId, active.stamp, keys));
  if (!isReady) {
    await db.batch(tenantId, [
      {
        text: "insert into work (tenant_id, id, kind, class, due_at) values ($1, $2, 'backfill', 'backfill', now() + make_interval(secs => $3::float8))",
        params: [tenantId, uuidv7(), Math.max(0.1, settledAfter - active.age)],
      },
    ]);
    platform.wake();
  }
  return isReady;
}

async function fillObject({ db }: Pick<Platform, "db">, tenantId: string, effective: Effective, object: ResolvedObject): Promise<void> {
  const unique = uniqueKeysOf(object);
  const at = {
    now: new Date().toISOString(),
    owner: { now: new Date().toISOString(), user: { id: null, roles: [] } },
    user: { id: null, roles: [] },
  };
  for (let last = "00000000-0000-0000-0000-000000000000"; ;) {
    const count = await db.transaction(
      tenantId,
      async (tx) => {
        const records = (await tx.query(next, [tenantId, object.id, last])).map(storedRecord);
        if (records.length === 0) return 0;
        await tx.query(fill, [tenantId, object.id, records.map(({ id, data }) => slotsOf(object, data, { id }))]);
        // a deleted record holds no value; it takes it again when it is restored
        const standing = records.filter(({ deletedAt }) => deletedAt === null);
        const values = unique.flatMap((key) =>
          standing.flatMap(({ id, data }) => {
            const value = key.textOf(data);
            return value === undefined ? [] : [{ field: key.id, value, record: id }];
          }),
        );
        if (values.length > 0) await tx.query(insertUnique, [tenantId, object.id, values]);
        const matches = standing.flatMap(({ data, ...record }) =>
          matchesOf(effective, object, data, record, at).map((match) => ({ ...match, record: record.id })),
        );
        if (matches.length > 0) await tx.query(insertMatches, [tenantId, object.id, matches]);
        last = records.at(-1)!.id;
        return records.length;
      },
      { class: "batch" },
    );
    if (count < batchSize) break;
  }
  await db.batch(tenantId, [
    {
      text: "delete from record_unique where tenant_id = $1 and object_id = $2 and field_id <> all($3::text[])",
      params: [tenantId, object.id, unique.map(({ id }) => id)],
    },
  ]);
}

/** Only when nothing was published since: otherwise what was filled may be of an older shape. */
async function markReady(
  { db, effectives }: Pick<Platform, "db" | "effectives">,
  tenantId: string,
  stamp: string,
  keys: readonly { object: string; key: string }[],
): Promise<boolean> {
  const isReady = await db.transaction(tenantId, async (tx) => {
    const [active] = await tx.query<{ stamp: string }>(
      `select changed_at::text as stamp from active_revision where tenant_id = $1 for update`,
      [tenantId],
    );
    if (active?.stamp !== stamp) return false;
    await tx.query("delete from field_slot where tenant_id = $1 and state = 'clearing'", [tenantId]);
    await tx.query("update field_slot set state = 'ready' where tenant_id = $1 and state = 'filling'", [tenantId]);
    if (keys.length > 0) {
      await tx.query(gathered("record_unique", "field_id", "value"), [tenantId, keys, fillingMark]);
      await tx.query(gathered("record_match", "rule_id", "key"), [tenantId, keys, fillingMark]);
    }
    await tx.query("update active_revision set changed_at = clock_timestamp() where tenant_id = $1", [tenantId]);
    await tx.query("select pg_notify($1, $2)", [metadataChannel, tenantId]);
    return true;
  });
  if (isReady) effectives.drop(tenantId);
  return isReady;
}

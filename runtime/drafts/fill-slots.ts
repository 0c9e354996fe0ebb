import { uuidv7 } from "uuidv7";
import type { Json } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import { metadataChannel } from "../effective/effectives.ts";
import type { Platform } from "../platform.ts";
import { slotsOf, uniqueText } from "../records/slots.ts";
import { fieldValue } from "../records/record.ts";
import { slotColumns } from "./assign-slots.ts";
import { settleSeconds } from "./commit-revision.ts";

/** Records written per transaction: some tens of milliseconds. */
const batchSize = 500;

const names = slotColumns.map(({ name }) => name);
const fill = `update records set ${names.map((name) => `${name} = x.${name}`).join(", ")}
  from jsonb_to_recordset($3::jsonb) as x(id uuid, ${slotColumns.map(({ name, type }) => `${name} ${type}`).join(", ")})
  where records.tenant_id = $1 and records.object_id = $2 and records.id = x.id`;
const next = `select id, data, deleted_at is null as standing from records where tenant_id = $1 and object_id = $2 and id > $3::uuid order by id limit ${batchSize} for no key update`;
const insertUnique = `insert into record_unique (tenant_id, object_id, field_id, value, record_id)
  select $1::uuid, $2, x.field, x.value, x.record from jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
  order by x.field collate "C", x.value collate "C" on conflict do nothing`;

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
  if (rows!.length === 0 || active === undefined) return true;
  effectives.drop(tenantId);
  const effective = await effectives.get(tenantId);
  const byId = new Map([...effective.objects.values()].map((object) => [object.id, object]));
  for (const { object } of rows as { object: string }[]) {
    const resolved = byId.get(object);
    if (resolved !== undefined) await fillObject(platform, tenantId, resolved);
  }
  const isReady = active.age >= settledAfter && (await markReady(platform, tenantId, active.stamp));
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

async function fillObject({ db }: Pick<Platform, "db">, tenantId: string, object: ResolvedObject): Promise<void> {
  const unique = object.fields.filter((field) => field.unique === true);
  for (let last = "00000000-0000-0000-0000-000000000000"; ;) {
    const count = await db.transaction(
      tenantId,
      async (tx) => {
        const records = await tx.query<{ id: string; data: Record<string, Json>; standing: boolean }>(next, [tenantId, object.id, last]);
        if (records.length === 0) return 0;
        await tx.query(fill, [tenantId, object.id, records.map(({ id, data }) => ({ id, ...slotsOf(object, data) }))]);
        const values = unique.flatMap((field) =>
          records.flatMap(({ id, data, standing }) => {
            const value = fieldValue(data, field);
            // a deleted record holds no value; it takes it again when it is restored
            return value === undefined || !standing ? [] : [{ field: field.id, value: uniqueText(field, value), record: id }];
          }),
        );
        if (values.length > 0) await tx.query(insertUnique, [tenantId, object.id, values]);
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
      params: [tenantId, object.id, unique.map((field) => field.id)],
    },
  ]);
}

/** Only when nothing was published since: otherwise what was filled may be of an older shape. */
async function markReady({ db, effectives }: Pick<Platform, "db" | "effectives">, tenantId: string, stamp: string): Promise<boolean> {
  const isReady = await db.transaction(tenantId, async (tx) => {
    const [active] = await tx.query<{ stamp: string }>(
      `select changed_at::text as stamp from active_revision where tenant_id = $1 for update`,
      [tenantId],
    );
    if (active?.stamp !== stamp) return false;
    await tx.query("delete from field_slot where tenant_id = $1 and state = 'clearing'", [tenantId]);
    await tx.query("update field_slot set state = 'ready' where tenant_id = $1 and state = 'filling'", [tenantId]);
    await tx.query("update active_revision set changed_at = clock_timestamp() where tenant_id = $1", [tenantId]);
    await tx.query("select pg_notify($1, $2)", [metadataChannel, tenantId]);
    return true;
  });
  if (isReady) effectives.drop(tenantId);
  return isReady;
}

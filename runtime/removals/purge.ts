import type { Database } from "#db";

/** Records of one transaction. */
const chunkSize = 500;
const first = "00000000-0000-0000-0000-000000000000";

/** Locked while a part of it goes, so that nobody brings half of it back. $1 tenant, $2 object, $3 field */
const still = `select 1 from field_removal where tenant_id = $1::uuid and object_id = $2::text and field_id = $3::text and purge_at <= now() for update`;
/** $1 tenant */
const due = `select object_id as object, field_id as field from field_removal where tenant_id = $1::uuid and purge_at <= now()
order by purge_at, object_id, field_id limit 100`;
/** $1 tenant, $2 object, $3 field, $4 after, $5 most: in place, for nobody sees it */
const emptyRecords = `with part as (select id from records where tenant_id = $1::uuid and object_id = $2::text and id > $4::uuid order by id limit $5::int8 for no key update),
gone as (update records r set data = r.data - $3::text from part where r.tenant_id = $1::uuid and r.object_id = $2::text and r.id = part.id and r.data ? $3::text)
select count(*)::int as n, (select id from part order by id desc limit 1) as last from part`;
/** Beside the records. $1 tenant, $2 object, $3 field, $4 most */
const beside = ["record_link", "record_unique"].map(
  (
    table,
  ) => `with part as (select ctid from ${table} where tenant_id = $1::uuid and object_id = $2::text and field_id = $3::text limit $4::int8)
delete from ${table} where tenant_id = $1::uuid and object_id = $2::text and ctid = any(array(select ctid from part)) returning 1 as gone`,
);
/** Everything of an object. $1 tenant, $2 object, $3 most */
const ofObject = [
  "record_search",
  "record_link",
  "record_unique",
  "record_match",
  "record_share",
  "stale_record",
  "record_sequence",
  "records",
].map(
  (table) => `with part as (select ctid from ${table} where tenant_id = $1::uuid and object_id = $2::text limit $3::int8)
delete from ${table} where tenant_id = $1::uuid and object_id = $2::text and ctid = any(array(select ctid from part)) returning 1 as gone`,
);
const forget = `delete from field_removal where tenant_id = $1::uuid and object_id = $2::text and field_id = $3::text and purge_at <= now()`;

/**
 * Empties what was removed and can no longer be brought back, a chunk at a time. May be broken off anywhere: what is left is found again.
 * The history of records is written once and never changed: what stands in it of a removed field is shown to nobody.
 */
export async function purgeRemovals(
  db: Pick<Database, "batch" | "transaction">,
  tenantId: string,
  goesOn: () => boolean = () => true,
): Promise<void> {
  const [rows] = await db.batch(tenantId, [{ text: due, params: [tenantId] }], { readOnly: true });
  for (const { object, field } of rows as unknown as { object: string; field: string }[]) {
    const step = async (text: string, params: readonly unknown[]): Promise<Record<string, unknown>[] | undefined> => {
      if (!goesOn()) return undefined;
      return db.transaction(
        tenantId,
        async (tx) => ((await tx.query(still, [tenantId, object, field])).length === 0 ? undefined : tx.query(text, params)),
        { class: "batch" },
      );
    };
    const isDone = field === "" ? await purgeObject(step, tenantId, object) : await purgeField(step, tenantId, object, field);
    if (isDone) await db.batch(tenantId, [{ text: forget, params: [tenantId, object, field] }]);
  }
}

type Step = (text: string, params: readonly unknown[]) => Promise<Record<string, unknown>[] | undefined>;

async function purgeField(step: Step, tenantId: string, object: string, field: string): Promise<boolean> {
  for (let after = first; ;) {
    const rows = await step(emptyRecords, [tenantId, object, field, after, chunkSize]);
    if (rows === undefined) return false;
    const { n, last } = rows[0] as { n: number; last: string | null };
    if (n < chunkSize || last === null) break;
    after = last;
  }
  for (const text of beside) if (!(await untilNone(step, text, [tenantId, object, field, chunkSize]))) return false;
  return true;
}

async function purgeObject(step: Step, tenantId: string, object: string): Promise<boolean> {
  for (const text of ofObject) if (!(await untilNone(step, text, [tenantId, object, chunkSize]))) return false;
  return true;
}

async function untilNone(step: Step, text: string, params: readonly unknown[]): Promise<boolean> {
  for (;;) {
    const rows = await step(text, params);
    if (rows === undefined) return false;
    if (rows.length < chunkSize) return true;
  }
}

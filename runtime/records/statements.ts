/*
 * The constant statements of the write path. Nothing that somebody said goes into a text; all of it travels as parameters,
 * rows of a kind together as one JSON list, so that a thousand records are as many statements as one.
 */
import { recordColumns } from "./compile.ts";

const slotTypes = { s: ["text", 10], i: ["int8", 10], f: ["float8", 5], t: ["timestamptz", 6], r: ["uuid", 8], b: ["bool", 4] } as const;
/** Every index slot of a record: its column, and the column's type. */
export const slots: readonly { readonly name: string; readonly type: string }[] = Object.entries(slotTypes).flatMap(
  ([letter, [type, count]]) => Array.from({ length: count }, (_, index) => ({ name: `${letter}${index + 1}`, type })),
);
const typed = slots.map(({ name, type }) => `${name} ${type}`).join(", ");
const taken = slots.map(({ name }) => `${name} = x.${name}`).join(", ");

/** $1 tenant, $2 object, $3 rows { id, data, …slots }, $4 by, $5 at */
export const updateRecords = `update records set version = version + 1, data = x.data, ${taken}, updated_at = $5::timestamptz, updated_by = $4::text
from jsonb_to_recordset($3::jsonb) as x(id uuid, data jsonb, ${typed})
where records.tenant_id = $1::uuid and records.object_id = $2::text and records.id = x.id`;

/** $1 tenant, $2 object, $3 rows { id, data, …slots }: in place, which is no change of anybody's */
export const fillRecords = `update records set data = x.data, ${taken}
from jsonb_to_recordset($3::jsonb) as x(id uuid, data jsonb, ${typed})
where records.tenant_id = $1::uuid and records.object_id = $2::text and records.id = x.id`;

/** $1 tenant, $2 object, $3 ids, $4 by, $5 at, $6 deleted_at: a moment, or null to undo */
export const markDeleted = `update records set version = version + 1, deleted_at = $6::timestamptz, updated_at = $5::timestamptz, updated_by = $4::text
where tenant_id = $1::uuid and object_id = $2::text and id = any($3::uuid[])`;

/** $1 tenant, $2 object, $3 ids; always in one order. An update lets others refer to the records meanwhile; a deletion does not. */
const lockThose = (which: string, how: string): string => `select ${recordColumns} from records
where tenant_id = $1::uuid and object_id = $2::text and id = any($3::uuid[]) and deleted_at is ${which} order by id for ${how}`;
export const lockForUpdate = lockThose("null", "no key update");
export const lockForDelete = lockThose("null", "update");
export const lockDeleted = lockThose("not null", "update");

/** $1 tenant, $2 object, $3 rows { field, value }: which are taken, and by whom */
export const findUnique = `select u.field_id, u.value, u.record_id from record_unique u
join jsonb_to_recordset($3::jsonb) as x(field text, value text) on u.field_id = x.field and u.value = x.value
where u.tenant_id = $1::uuid and u.object_id = $2::text`;

/** $1 tenant, $2 object, $3 ids */
export const readThose = `select ${recordColumns} from records where tenant_id = $1::uuid and object_id = $2::text and id = any($3::uuid[])`;

/** $1 tenant, $2 object, $3 values by field id: records that hold all of them. Looks at every record of the object. */
export const findEqual = `select id, data from records where tenant_id = $1::uuid and object_id = $2::text and deleted_at is null and data @> $3::jsonb limit 2000`;

/** $1 tenant, $2 object, $3 rows { field, value, record }. In one order for everybody: two writers never wait for each other. */
export const insertUnique = `insert into record_unique (tenant_id, object_id, field_id, value, record_id)
select $1::uuid, $2::text, x.field, x.value, x.record from jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
order by x.field collate "C", x.value collate "C"
on conflict (tenant_id, object_id, field_id, value) do update set record_id = excluded.record_id
  where record_unique.record_id = excluded.record_id returning field_id, value`;

/** The same, where a value that is taken by now breaks the transaction: nobody has to wait for the answer. */
export const insertUniqueOrBreak = `insert into record_unique (tenant_id, object_id, field_id, value, record_id)
select $1::uuid, $2::text, x.field, x.value, x.record from jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
order by x.field collate "C", x.value collate "C"`;

/** $1 tenant, $2 object, $3 rows { field, value, record } */
export const deleteUnique = `delete from record_unique using jsonb_to_recordset($3::jsonb) as x(field text, value text, record uuid)
where tenant_id = $1::uuid and object_id = $2::text and field_id = x.field and record_unique.value = x.value and record_id = x.record`;

/** $1 tenant, $2 object, $3 rows { record, version, act, changes }, $4 by, $5 at, $6 job */
export const insertHistory = `insert into record_history (tenant_id, object_id, record_id, version, at, by, act, changes, job_id)
select $1::uuid, $2::text, x.record, x.version, $5::timestamptz, $4::text, x.act, x.changes, $6::uuid
from jsonb_to_recordset($3::jsonb) as x(record uuid, version int8, act text, changes jsonb)`;

/** $1 whose, $2 numbers in order: writers of records that may be duplicates of each other come one after another */
export const lockMatches = `select pg_advisory_xact_lock(hashtext($1::text), n) from unnest($2::int[]) as n`;

/** $1 tenant, $2 object, $3 rows { rule, key } */
export const findMatches = `select m.rule_id, m.key, m.record_id from record_match m
join jsonb_to_recordset($3::jsonb) as x(rule text, key text) on m.rule_id = x.rule and m.key = x.key
where m.tenant_id = $1::uuid and m.object_id = $2::text limit 5000`;

/** $1 tenant, $2 object, $3 rows { rule, key, record } */
export const insertMatches = `insert into record_match (tenant_id, object_id, rule_id, key, record_id)
select $1::uuid, $2::text, x.rule, x.key, x.record from jsonb_to_recordset($3::jsonb) as x(rule text, key text, record uuid)
order by x.rule collate "C", x.key collate "C" on conflict do nothing`;

/** $1 tenant, $2 object, $3 rows { rule, key, record } */
export const deleteMatches = `delete from record_match using jsonb_to_recordset($3::jsonb) as x(rule text, key text, record uuid)
where tenant_id = $1::uuid and object_id = $2::text and rule_id = x.rule and record_match.key = x.key and record_id = x.record`;

/** $1 tenant, $2 object, $3 record, $4 most */
export const selectHistory = `select version::float8 as version, at, by, act, changes from record_history
where tenant_id = $1::uuid and object_id = $2::text and record_id = $3::uuid order by version desc limit $4::int8`;

/** $1 tenant, $2 object, $3 field, $4 how many: the first of them */
export const takeNumbers = `insert into record_sequence (tenant_id, object_id, field_id, next) values ($1::uuid, $2::text, $3::text, 1 + $4::int8)
on conflict (tenant_id, object_id, field_id) do update set next = record_sequence.next + $4::int8
returning (next - $4::int8)::float8 as first`;

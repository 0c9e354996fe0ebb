import { slots } from "./statements.ts";

type Slot = (typeof slots)[number];

/** Under which what a record was made with is kept: all of it came from nothing. No field has such an id. */
export const begunWith = "+";

/**
 * Records as they are made, with their slots, the beginning of their history and their events. What a record begins with is in its history;
 * its event names the object there, and is filled in when it is read (`waitingBody`).
 * $1 tenant, $2 object, $3 rows { id, event, data, at, …slots }, $4 by, $5 at, $6 job, $7 name of the object
 */
function insertText(columns: readonly Slot[]): string {
  const list = (say: (slot: Slot) => string): string => columns.map((each) => `, ${say(each)}`).join("");
  return `with x as materialized (
  select * from jsonb_to_recordset($3::jsonb) as x(id uuid, event uuid, data jsonb, at timestamptz${list(({ name, type }) => `${name} ${type}`)})),
begun as (
  insert into record_history (tenant_id, object_id, record_id, version, at, by, act, changes, job_id)
  select $1::uuid, $2::text, x.id, 1, $5::text::timestamptz, $4::text, 'create', jsonb_build_object('${begunWith}', x.data), $6::uuid from x),
told as (
  insert into outbox (tenant_id, id, topic, body)
  select $1::uuid, x.event, 'record.created', jsonb_build_object('object', $7::text, 'id', x.id, 'version', 1, 'at', $5::text, 'by', $4::text, '${begunWith}', $2::text) from x)
insert into records (tenant_id, object_id, id, version, data${list(({ name }) => name)}, created_at, created_by, updated_at, updated_by)
select $1::uuid, $2::text, x.id, 1, x.data${list(({ name }) => `x.${name}`)}, x.at, $4::text, x.at, $4::text from x`;
}

export const insertRecords = insertText(slots);

/** Sets of slots that get a statement of their own. */
const mostTexts = 50;
const texts = new Map<string, string>();

/** The same for many records of an object that uses these slots alone: the others are not looked for in every row. */
export function insertManyRecords(used: ReadonlySet<string>): string {
  const columns = slots.filter(({ name }) => used.has(name));
  const key = columns.map(({ name }) => name).join();
  let text = texts.get(key);
  if (text === undefined) {
    // each shape is prepared on every connection: of too many different ones the usual is taken
    if (texts.size >= mostTexts) return insertRecords;
    texts.set(key, (text = insertText(columns)));
  }
  return text;
}

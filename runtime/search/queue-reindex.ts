import type { Tx } from "#db";
import type { Actor } from "../actor.ts";
import { newId } from "../uuid.ts";

/** $1 tenant, $2 { rows: { id, object, name, since } }, $3 seconds, $4 actor: the objects that have records */
const queue = `with asked as (select * from jsonb_to_recordset($2::jsonb -> 'rows') as x(id uuid, object text, name text, since uuid)),
made as (
  insert into job (tenant_id, id, kind, actor, subject, input)
  select $1::uuid, a.id, 'reindex', $4::jsonb, a.name, jsonb_strip_nulls(jsonb_build_object('object', a.object, 'from', a.since)) from asked a
  where exists (select 1 from records r where r.tenant_id = $1::uuid and r.object_id = a.object)
  returning tenant_id, id)
insert into work (tenant_id, id, kind, class, vft, due_at)
select tenant_id, id, 'job', 'job', (extract(epoch from now()) * 1000000)::int8, now() + make_interval(secs => $3::float8) from made`;

/** An object by its storage identity and its name; `since`: only records with a later id. */
export interface ToReindex {
  readonly object: string;
  readonly name: string;
  readonly since?: string;
}

/**
 * Has jobs work out what records are found by, some seconds after this transaction is through: the platform's own doing, which no limit
 * of waiting jobs refuses. Whoever commits calls `platform.wake()`.
 */
export async function queueReindex(tx: Tx, tenantId: string, objects: readonly ToReindex[], seconds = 0): Promise<void> {
  if (objects.length === 0) return;
  const rows = objects.map((each) => ({ id: newId(), ...each }));
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  await tx.query(queue, [tenantId, { rows }, seconds, { ...actor }]);
}

/** Clocks of processes may differ by this much, in ms. */
const mostSkew = 10 * 60_000;

/** An id before those of all records that were made since a time-ordered id was. */
export function wellBefore(id: string): string {
  const at = Math.max(0, Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16) - mostSkew);
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** Gives a row while records of an object are not all found yet: an import goes on, or a job works out what they are found by. */
export const reindexingStatement = (tenantId: string, object: string) => ({ text: reindexing, params: [tenantId, object] });
const reindexing = `select 1 as waits from job where tenant_id = $1::uuid and kind in ('reindex', 'import') and subject = $2::text
  and state in ('waiting', 'running') limit 1`;

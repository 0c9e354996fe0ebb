import type { Tx } from "#db";
import type { Actor } from "../actor.ts";
import { newId } from "../uuid.ts";

/** $1 tenant, $2 { rows: { id, object, name, again } }, $3 seconds, $4 actor. Where a job goes on and need not begin again, it is left to it. */
const queue = `with asked as (select * from jsonb_to_recordset($2::jsonb -> 'rows') as x(id uuid, object text, name text, again boolean)),
made as (
  insert into job (tenant_id, id, kind, actor, subject, input)
  select $1::uuid, a.id, 'fill_slots', $4::jsonb, a.name, jsonb_build_object('object', a.object) from asked a
  where a.again or not exists (select 1 from job j where j.tenant_id = $1::uuid and j.kind = 'fill_slots' and j.state in ('waiting', 'running')
    and j.input ->> 'object' = a.object)
  returning tenant_id, id)
insert into work (tenant_id, id, kind, class, vft, due_at)
select tenant_id, id, 'job', 'job', (extract(epoch from now()) * 1000000)::int8, now() + make_interval(secs => $3::float8) from made`;

/** An object by its storage identity and its name. */
export interface ToFill {
  readonly object: string;
  readonly name: string;
  /** what was filled so far may be of another shape: from the beginning, in place of a job that goes on */
  readonly again: boolean;
}

/**
 * Has jobs bring index slots, unique values and matches up to what is published, some seconds after this transaction is through: the
 * platform's own doing, which no limit of waiting jobs refuses. Whoever commits calls `platform.wake()`.
 */
export async function queueFill(tx: Tx, tenantId: string, objects: readonly ToFill[], seconds: number): Promise<void> {
  if (objects.length === 0) return;
  const rows = objects.map((each) => ({ id: newId(), ...each }));
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  await tx.query(queue, [tenantId, { rows }, seconds, { ...actor }]);
}

import type { Tx } from "#db";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { pinnedFlows } from "./ground.ts";

/** $1 tenant, $2 object, $3 record, $4 fields: what goes on because of the record, and has not asked for one of them before */
const selectRuns = `select distinct r.state ->> 'flow' as flow from run r
 where r.tenant_id = $1::uuid and r.object_id = $2::text and r.record_id = $3::uuid and r.status = 'running'
   and not exists (select 1 from callback c where c.tenant_id = r.tenant_id and c.run_id = r.id and c.field = any($4::text[])
     and (c.used_at is not null or c.expires_at <= now()))`;

/** Whether a run that a record started has still to ask for one of these fields of it: it is on its way there. */
export async function willAsk(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  recordId: string,
  fields: readonly string[],
): Promise<boolean> {
  const runs = await tx.query<{ flow: string }>(selectRuns, [effective.tenantId, object.id, recordId, fields]);
  const waits = (type: string): boolean => effective.language.steps.get(type)?.waits === true;
  for (const { flow } of runs) {
    const { document } = await pinnedFlows(effective).load(tx, effective.tenantId, flow);
    const asks = Object.values(document.steps).some(
      ({ type, config }) => waits(type) && config?.["object"] === object.name && fields.includes(config?.["field"] as string),
    );
    if (asks) return true;
  }
  return false;
}

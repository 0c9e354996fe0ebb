import { problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { metadataChannel } from "../effective/effectives.ts";
import type { Intent } from "../drafts/carry-out.ts";
import { settleSeconds } from "../drafts/commit-revision.ts";
import type { Job } from "../jobs/job.ts";
import { startJobIn } from "../jobs/start-job.ts";
import type { Platform } from "../platform.ts";
import { calledOff, markConverting } from "../rollouts/settle-activation.ts";
import type { Conversion } from "./conversions.ts";
import { retypeJob } from "./retype-input.ts";

/**
 * Starts the job that converts and then publishes. From the same moment on writers keep old and new values in step; it begins when those
 * who do not know of it yet are surely through. `activation`: the scheduled publish that this is; refused where it no longer waits.
 */
export async function startRetype(
  platform: Platform,
  actor: Actor,
  intent: Intent,
  conversions: readonly Conversion[],
  activation?: string,
): Promise<Result<Job>> {
  const { tenantId } = actor;
  const effective = await platform.effectives.get(tenantId);
  const started = await platform.db.transaction(tenantId, async (tx): Promise<Result<Job>> => {
    // whoever publishes or converts at the same moment comes one after another
    await tx.query("select n from active_revision where tenant_id = $1 for update", [tenantId]);
    const open = await tx.query("select 1 from job where tenant_id = $1 and kind = $2 and state in ('waiting', 'running') limit 1", [
      tenantId,
      retypeJob,
    ]);
    if (open.length > 0) return refused(problem("conversion_running", "", "Values of a field are being converted at the moment"));
    const ended = activation === undefined ? undefined : await calledOff(tx, tenantId, activation);
    if (ended !== undefined) return refused(ended);
    const input = { intent, conversions, locale: actor.locale } as unknown as Json;
    const job = await startJobIn(tx, effective, actor, retypeJob, input);
    if (!job.ok) return job;
    if (activation !== undefined) await markConverting(tx, tenantId, activation, job.value.id);
    await tx.query("update work set due_at = now() + make_interval(secs => $3::float8) where tenant_id = $1 and id = $2", [
      tenantId,
      job.value.id,
      settleSeconds,
    ]);
    await tx.query("update active_revision set changed_at = clock_timestamp() where tenant_id = $1", [tenantId]);
    await tx.query("select pg_notify($1, $2)", [metadataChannel, tenantId]);
    return job;
  });
  if (started.ok) {
    platform.effectives.drop(tenantId);
    platform.wake();
  }
  return started;
}

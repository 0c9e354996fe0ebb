import type { Actor } from "../actor.ts";
import { settleSeconds } from "../drafts/commit-revision.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Platform } from "../platform.ts";
import { lookLater, recomputeJob } from "./behind-publish.ts";
import { allRecords } from "./stale.ts";

/** $1 tenant, $2 stands for all records, $3 kind of the job */
const marked = `select object_id as id, since::text as since, extract(epoch from clock_timestamp() - since)::float8 as age,
  exists (select 1 from job where tenant_id = $1::uuid and kind = $3 and state in ('waiting', 'running')) as busy
from stale_record where tenant_id = $1::uuid and record_id = $2::uuid order by object_id`;

/** Starts the job for objects that a publish has marked, once those who write with the revision before are gone. One at a time. */
export async function fillBehindPublish(platform: Platform, tenantId: string, settledAfter = settleSeconds): Promise<void> {
  const [rows] = (await platform.db.batch(tenantId, [{ text: marked, params: [tenantId, allRecords, recomputeJob] }], {
    readOnly: true,
  })) as [{ id: string; since: string; age: number; busy: boolean }[]];
  // who is at it looks again when it has ended
  if (rows.length === 0 || rows[0]!.busy) return;
  const youngest = Math.min(...rows.map(({ age }) => age));
  const wait = async (seconds: number) => {
    await platform.db.transaction(tenantId, (tx) => lookLater(tx, tenantId, seconds));
    platform.wake();
  };
  if (youngest < settledAfter) return await wait(settledAfter - youngest);
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  const started = await startJob(platform, actor, recomputeJob, { objects: rows.map(({ id, since }) => ({ id, since })) });
  // too many jobs wait already
  if (!started.ok) await wait(30);
}

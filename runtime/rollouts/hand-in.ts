import { createHash } from "node:crypto";
import type { Database } from "#db";
import { endRollout } from "./end.ts";
import { forget, judge } from "./judge.ts";
import { addCounts, noCounts, type Counts, type Ending, type Guards } from "./rollout.ts";
import { mostSamples, type Taken, type Tally } from "./tally.ts";

/** Outputs of a rollout that are told apart. */
const mostOutputs = 500;

/** $1 tenant, $2 rollout */
const lock = "select guards, counts, recent from rollout where tenant_id = $1::uuid and id = $2::uuid and state = 'running' for update";
/** $3 counts, $4 recent */
const keep = "update rollout set counts = $3::jsonb, recent = $4::jsonb where tenant_id = $1::uuid and id = $2::uuid";

/**
 * Adds to what is known of each output, and to its samples while they are few; new outputs while those are few.
 * $1 tenant, $2 rollout, $3 { rows: [{ hash, output, gained, lost, ranked, changed, samples }] }, $4 most outputs
 */
const keepDifferences = `insert into rollout_difference as d (tenant_id, rollout_id, hash, output, gained, lost, ranked, changed, samples)
select $1::uuid, $2::uuid, x.hash, x.output, x.gained, x.lost, x.ranked, x.changed, x.samples
from jsonb_to_recordset($3::jsonb -> 'rows') as x(hash text, output jsonb, gained int8, lost int8, ranked int8, changed int8, samples jsonb)
where (select count(*) from rollout_difference k where k.tenant_id = $1::uuid and k.rollout_id = $2::uuid) < $4::int8
   or exists (select 1 from rollout_difference k where k.tenant_id = $1::uuid and k.rollout_id = $2::uuid and k.hash = x.hash)
on conflict (tenant_id, rollout_id, hash) do update set
  gained = d.gained + excluded.gained, lost = d.lost + excluded.lost, ranked = d.ranked + excluded.ranked, changed = d.changed + excluded.changed,
  samples = case when jsonb_array_length(d.samples) >= ${mostSamples} then d.samples else jsonb_path_query_array(d.samples || excluded.samples, '$[0 to ${mostSamples - 1}]') end`;

interface Kept extends Record<string, unknown> {
  readonly guards: Guards;
  readonly counts: Partial<Counts>;
  readonly recent: Partial<Counts>;
}

/**
 * Adds what a process counted to what all of them did, and ends the rollout where a guard is passed. What comes after the end is left out.
 * @returns whether it ended here
 */
export async function handIn(db: Database, { tenantId, rollout: { id } }: Tally, { counts, differences }: Taken): Promise<boolean> {
  const passed = await db.transaction(
    tenantId,
    async (tx): Promise<Ending | undefined> => {
      const [kept] = await tx.query<Kept>(lock, [tenantId, id]);
      if (kept === undefined) return undefined;
      const recent = addCounts({ ...noCounts, ...kept.recent }, counts);
      const whole = addCounts({ ...noCounts, ...kept.counts }, counts);
      await tx.query(keep, [tenantId, id, whole, forget(recent, kept.guards.sample)]);
      if (differences.size > 0) {
        const rows = [...differences].map(([key, { output, counts: times, samples }]) => ({
          hash: hashOf(key),
          output,
          ...times,
          samples,
        }));
        await tx.query(keepDifferences, [tenantId, id, { rows }, mostOutputs]);
      }
      return judge(kept.guards, recent, whole);
    },
    { class: "platform", deadlineMs: 5_000 },
  );
  if (passed === undefined) return false;
  return (await endRollout(db, tenantId, id, { state: "rolled_back", reason: passed, by: "system" })) !== undefined;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

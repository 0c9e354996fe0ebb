import type { Tx } from "#db";
import { ok, problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import type { Job } from "./job.ts";
import { jobColumns, type JobRow } from "./job-columns.ts";
import { showJob } from "./job-row.ts";
import { jobKind } from "./kinds.ts";
import { newId } from "../uuid.ts";

/** The class of work that carries jobs; apart from flows, so that neither waits for the other. */
export const jobWork = "job";

/** Jobs of one tenant that wait or run at the same time: one tenant's flood is refused, not queued. */
export const mostOpenJobs = 50;

/** Bytes of JSON that a job may be given. */
const mostInput = 512 * 1024;

/** Made when it is first asked for: kinds of jobs start jobs, so that these modules may be loaded in a circle. */
const insertJob = () => `with made as (
  insert into job (tenant_id, id, kind, actor, subject, input)
  select $1::uuid, $2::uuid, $3, $4::jsonb, $5, $6::jsonb
  where (select count(*) from (select 1 from job where tenant_id = $1::uuid and state in ('waiting', 'running') limit $7::int8) open) < $7::int8
  returning *),
queued as (
  insert into work (tenant_id, id, kind, class, vft)
  select tenant_id, id, 'job', $8, (extract(epoch from now()) * 1000000)::int8 from made)
select ${jobColumns} from made j`;

/**
 * Starts a job; it is carried out by a process that works, chunk by chunk, with the rights that the actor has at each.
 * Problems: those of the kind's `admit`; limit_exceeded when too many jobs of the tenant wait already.
 */
export async function startJob(platform: Platform, actor: Actor, kind: string, input: Json): Promise<Result<Job>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const started = await platform.db.transaction(actor.tenantId, (tx) => startJobIn(tx, effective, actor, kind, input));
  if (started.ok) platform.wake();
  return started;
}

/** The same in an open transaction; whoever commits it calls `platform.wake()`. */
export async function startJobIn(tx: Tx, effective: Effective, actor: Actor, kindName: string, input: Json): Promise<Result<Job>> {
  const kind = jobKind(kindName);
  const admitted = kind.admit(effective, actor, input);
  if (!admitted.ok) return admitted;
  if (Buffer.byteLength(JSON.stringify(input)) > mostInput) {
    return refused(problem("too_large", "", `What a job is told has at most ${mostInput / 1024} KiB.`));
  }
  const [row] = await tx.query<JobRow>(insertJob(), [
    effective.tenantId,
    newId(),
    kind.name,
    storedActor(actor),
    admitted.value.subject,
    wrapped(input),
    mostOpenJobs,
    jobWork,
  ]);
  if (row === undefined) {
    return refused(
      problem("limit_exceeded", "", `${mostOpenJobs} jobs are waiting or running already.`, {
        help: "Wait until one has ended, or cancel one.",
        reason: "jobs",
        details: { limit: mostOpenJobs },
      }),
    );
  }
  return ok(showJob(row, true));
}

/** Who it was; where he stands and what he may is looked up again. */
function storedActor({ standing: _, ...actor }: Actor): Json {
  return actor as unknown as Json;
}

/** A list of plain values would travel as a Postgres array; inside an object it stays JSON. Inputs are objects throughout. */
function wrapped(input: Json): Json {
  if (typeof input !== "object" || input === null || Array.isArray(input)) throw new TypeError("a job's input is a JSON object");
  return input;
}

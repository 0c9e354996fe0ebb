import { ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { mayDesign, mayOperate } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import { isUuid } from "../uuid.ts";
import type { Job } from "./job.ts";
import { jobColumns, type JobRow } from "./job-columns.ts";
import { hasEnded, isUndoable, showJob } from "./job-row.ts";
import { jobKind } from "./kinds.ts";
import { startJobIn } from "./start-job.ts";

/** Everybody sees the jobs he asked for; those who design or operate see all. */
const seesAll = (actor: Actor, effective: Effective): boolean => mayDesign(actor, effective) || mayOperate(actor, effective);

/** $1 tenant, $2 id, $3 who asked for it, or null for whoever did */
const selectJob = `select ${jobColumns} from job j where j.tenant_id = $1::uuid and j.id = $2::uuid and ($3::text is null or j.actor->>'by' = $3)`;

const noJob = (id: string) => refused(problem("not_found", "", `There is no job ${isUuid(id) ? id : "of this id"}.`, { reason: "job" }));

const whose = async (platform: Platform, actor: Actor): Promise<string | null> =>
  seesAll(actor, await platform.effectives.get(actor.tenantId)) ? null : actor.by;

/** What was sent for a job is shown to whoever asked for it and to those who design. */
const seesSent = async (platform: Platform, actor: Actor, row: JobRow): Promise<boolean> =>
  row.actor.by === actor.by || mayDesign(actor, await platform.effectives.get(actor.tenantId));

/** One job. What the actor may not see and what does not exist answer alike. */
export async function getJob(platform: Platform, actor: Actor, id: string): Promise<Result<Job>> {
  const row = await readJob(platform, actor, id);
  return row === undefined ? noJob(id) : ok(showJob(row, await seesSent(platform, actor, row)));
}

/** The same as the database holds it, for those who go on from there. */
export async function readJob(platform: Platform, actor: Actor, id: string): Promise<JobRow | undefined> {
  if (!isUuid(id)) return undefined;
  const by = await whose(platform, actor);
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: selectJob, params: [actor.tenantId, id, by] }], { readOnly: true });
  return rows![0] as JobRow | undefined;
}

/**
 * The same for what was sent for a job: that is shown to whoever asked for it and to those who design. Who operates sees how it fares.
 * Problems: not_found, forbidden.
 */
export async function readSent(platform: Platform, actor: Actor, id: string): Promise<Result<JobRow>> {
  const row = await readJob(platform, actor, id);
  if (row === undefined) return noJob(id);
  if (await seesSent(platform, actor, row)) return ok(row);
  return refused(problem("forbidden", "", "What was sent for a job is shown to whoever asked for it and to those who design."));
}

export interface JobQuery {
  readonly kind?: string | undefined;
  readonly subject?: string | undefined;
  /** only those that wait or run */
  readonly open?: boolean | undefined;
  /** id of the last job of the page before */
  readonly before?: string | undefined;
  /** 1 to 200; default 50 */
  readonly limit?: number | undefined;
}

/** Latest first: a job's id says when it was made. */
const selectJobs = `select ${jobColumns} from job j
 where j.tenant_id = $1::uuid and ($2::text is null or j.actor->>'by' = $2) and ($3::text is null or j.kind = $3)
   and ($4::text is null or j.subject = $4) and ($5::boolean is not true or j.state in ('waiting', 'running'))
   and ($6::uuid is null or j.id < $6::uuid)
 order by j.id desc limit $7::int8`;

/** Jobs, latest first. `next`: give it back as `before`; null: there are no more. */
export async function listJobs(
  platform: Platform,
  actor: Actor,
  query: JobQuery = {},
): Promise<Result<{ readonly data: readonly Job[]; readonly next: string | null }>> {
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), 200);
  if (query.before !== undefined && !isUuid(query.before))
    return refused(problem("invalid_cursor", "/cursor", "The cursor is not one of ours."));
  const by = await whose(platform, actor);
  const params = [actor.tenantId, by, query.kind ?? null, query.subject ?? null, query.open ?? null, query.before ?? null, limit + 1];
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: selectJobs, params }], { readOnly: true });
  const page = (rows as JobRow[]).slice(0, limit);
  const data = await Promise.all(page.map(async (row) => showJob(row, await seesSent(platform, actor, row))));
  return ok({ data, next: rows!.length > limit ? page.at(-1)!.id : null });
}

/** A row of the source that was not taken. */
export interface RefusedRow {
  readonly row: number;
  readonly source: Json;
  readonly problems: readonly Problem[];
}

const selectRows = `select row::float8 as row, source, problems from job_row
 where tenant_id = $1::uuid and job_id = $2::uuid and row > $3::int8 order by row limit $4::int8`;

/** Rows that were not taken, in the order of the source. `next`: give it back as `after`. */
export async function listJobRows(
  platform: Platform,
  actor: Actor,
  id: string,
  { after = -1, limit = 100 }: { readonly after?: number | undefined; readonly limit?: number | undefined } = {},
): Promise<Result<{ readonly data: readonly RefusedRow[]; readonly next: number | null }>> {
  const job = await readSent(platform, actor, id);
  if (!job.ok) return job;
  const most = Math.min(Math.max(Math.trunc(limit), 1), 1_000);
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: selectRows, params: [actor.tenantId, id, after, most + 1] }], {
    readOnly: true,
  });
  const data = (rows as unknown as RefusedRow[]).slice(0, most);
  return ok({ data, next: rows!.length > most ? data.at(-1)!.row : null });
}

const markCancelling = `update job j set cancelling = true, updated_at = now()
 where j.tenant_id = $1::uuid and j.id = $2::uuid and ($3::text is null or j.actor->>'by' = $3) and j.state in ('waiting', 'running')
 returning ${jobColumns}`;

/** Due now, so that a job that waits for its next try ends at once too. */
const dueNow = `update work set due_at = now() where tenant_id = $1::uuid and id = $2::uuid and state = 0`;

/** Ends a job at its next chunk. What it has done stays; it can be undone. Twice is the same as once. */
export async function cancelJob(platform: Platform, actor: Actor, id: string): Promise<Result<Job>> {
  const row = await readJob(platform, actor, id);
  if (row === undefined) return noJob(id);
  const by = await whose(platform, actor);
  const [changed] = await platform.db.batch(actor.tenantId, [
    { text: markCancelling, params: [actor.tenantId, id, by] },
    { text: dueNow, params: [actor.tenantId, id] },
  ]);
  const cancelled = changed![0] as JobRow | undefined;
  if (cancelled !== undefined) {
    platform.wake();
    return ok(showJob(cancelled, await seesSent(platform, actor, cancelled)));
  }
  return row.state === "cancelled"
    ? ok(showJob(row, await seesSent(platform, actor, row)))
    : refused(problem("job_ended", "", "The job has already ended."));
}

/** Undoes what a job did, as a job of its own with its own progress. Rows that somebody changed since are left and reported. */
export async function undoJob(platform: Platform, actor: Actor, id: string): Promise<Result<Job>> {
  const seen = await readJob(platform, actor, id);
  if (seen === undefined) return noJob(id);
  const own = jobKind(seen.kind).undo;
  if (own !== undefined) return undoOwn(platform, actor, seen, own);
  const effective = await platform.effectives.get(actor.tenantId);
  const undone = await platform.db.transaction(actor.tenantId, async (tx): Promise<Result<Job>> => {
    const [row] = await tx.query<JobRow & { again: boolean }>(
      `select ${jobColumns}, exists (select 1 from job u where u.tenant_id = j.tenant_id and u.id = j.undone_by and u.state in ('failed', 'cancelled')) as again
         from job j where j.tenant_id = $1::uuid and j.id = $2::uuid for no key update of j`,
      [actor.tenantId, id],
    );
    if (row === undefined) return noJob(id);
    const last = row.again ? { ...row, undoneBy: null } : row;
    if (!isUndoable(last)) {
      const why = !hasEnded(row.state)
        ? "The job has not ended: cancel it first."
        : last.undoneBy !== null
          ? "The job has been undone already."
          : "There is nothing to undo.";
      return refused(problem("not_undoable", "", why));
    }
    const started = await startJobIn(tx, effective, actor, "undo", { job: id, subject: row.subject, done: row.done });
    if (started.ok)
      await tx.query(`update job set undone_by = $3::uuid where tenant_id = $1::uuid and id = $2::uuid`, [
        actor.tenantId,
        id,
        started.value.id,
      ]);
    return started;
  });
  if (undone.ok) platform.wake();
  return undone;
}

/** Where a kind undoes itself in its own way. Two who ask at once meet there. */
async function undoOwn(
  platform: Platform,
  actor: Actor,
  row: JobRow,
  own: NonNullable<ReturnType<typeof jobKind>["undo"]>,
): Promise<Result<Job>> {
  const again = row.undoneBy === null ? undefined : await readJob(platform, actor, row.undoneBy);
  const last = again?.state === "failed" || again?.state === "cancelled" ? { ...row, undoneBy: null } : row;
  if (!isUndoable(last)) return refused(problem("not_undoable", "", "There is nothing to undo, or it has been undone already."));
  const started = await own(platform, actor, row.input);
  if (!started.ok) return started;
  const params = [actor.tenantId, row.id, started.value.id];
  await platform.db.batch(actor.tenantId, [
    { text: `update job set undone_by = $3::uuid where tenant_id = $1::uuid and id = $2::uuid`, params },
  ]);
  return started;
}

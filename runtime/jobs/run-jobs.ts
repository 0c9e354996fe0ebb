import type { Tx } from "#db";
import { problem, type Json, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import { actorAgain } from "../identity/actor-again.ts";
import { briefCache } from "../identity/brief-cache.ts";
import { stand } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import { createCarrier, type Leased } from "../work/carrier.ts";
import { isPassing } from "../work/passing.ts";
import { JobFailed, type JobState, type Kept, type Progress } from "./job.ts";
import { jobColumns, type JobRow } from "./job-columns.ts";
import { hasEnded } from "./job-row.ts";
import { jobKind } from "./kinds.ts";
import { jobWork } from "./start-job.ts";

export interface JobRunnerOptions {
  /** jobs at the same time in this process */
  readonly concurrency?: number;
  /** how long a claim holds; a process that is silent longer loses it */
  readonly leaseSeconds?: number;
  /** ms after which a job that goes on lets others have their turn */
  readonly sliceMs?: number;
}

export interface JobRunner {
  start(): Promise<void>;
  /** There may be work: look now. */
  wake(): void;
  /** Finishes the chunks it is at, gives its leases back and lets go of what it holds open. */
  stop(): Promise<void>;
  stats(): { readonly chunks: number; readonly fenced: number; readonly faults: number };
}

/** Deliveries of one chunk before its job is given up: what crashes a process again and again is not tried for ever. */
export const mostJobDeliveries = 10;

/** ms of a chunk, waiting for a lane included, and of its statements. Shorter than a lease. */
const chunkMs = 25_000;
const statementMs = 20_000;
/** ms between looks when nothing is due: what starts a job wakes the processes that work; this finds what was not told. */
const mostIdle = 2_000;
/** ms after which what is kept open for a job that another process carries is closed */
const keptMs = 60_000;
/** refused rows that are kept with a job; the others are counted */
const mostRowsKept = 200_000;

/** The lease ran out, and the job is somebody else's or done. */
class Fenced extends Error {
  override readonly name = "Fenced";
}
/** The job has gone on since the chunk was made ready: made ready again. */
class Moved extends Error {
  override readonly name = "Moved";
}

/** $1 tenant, $2 job, $3 lease: the job, as long as the lease holds. The job's row is what all who carry or cancel it queue at. */
const lockJob = `select ${jobColumns}, w.deliveries from job j join work w on w.tenant_id = j.tenant_id and w.id = j.id
 where j.tenant_id = $1::uuid and j.id = $2::uuid and w.state = 1 and w.lease_owner = $3::uuid for no key update of j`;
const readJob = lockJob.replace(" for no key update of j", "");

/** $1 tenant, $2 job, $3 lease, $4 seconds: nothing comes back when it is lost */
const holdLease = `update work set lease_until = now() + make_interval(secs => $4::float8)
 where tenant_id = $1::uuid and id = $2::uuid and state = 1 and lease_owner = $3::uuid returning id`;

/** $1 tenant, $2 job, $3 cursor, $4 done, $5 failed, $6 total, $7 result */
const moveOn = `update job set cursor = $3::jsonb, done = done + $4::int8, failed = failed + $5::int8, total = coalesce($6::int8, total),
  result = coalesce($7::jsonb, result), updated_at = now() where tenant_id = $1::uuid and id = $2::uuid`;

const insertRows = `insert into job_row (tenant_id, job_id, row, source, problems)
select $1::uuid, $2::uuid, x.row, x.source, x.problems from jsonb_to_recordset($3::jsonb) as x(row int8, source jsonb, problems jsonb)
on conflict do nothing`;

/** $1 tenant, $2 job, $3 state, $4 problems */
const endJob = `update job set state = $3, problems = $4::jsonb, finished_at = now(), updated_at = now()
 where tenant_id = $1::uuid and id = $2::uuid and state in ('waiting', 'running')`;

/**
 * Gives a lease back. Every job of the tenant goes to the end of the queue: the tenants take turns, however many jobs each has.
 * $1 tenant, $2 job, $3 lease, $4 deliveries that count, $5 seconds until it is due
 */
const giveBack = [
  `update work set state = 0, lease_owner = null, lease_until = null, deliveries = least(deliveries, $4::int4),
     due_at = now() + make_interval(secs => $5::float8) where tenant_id = $1::uuid and id = $2::uuid and lease_owner = $3::uuid and state = 1`,
  `update work set vft = (extract(epoch from clock_timestamp()) * 1000000)::int8 where tenant_id = $1::uuid and class = $2 and state = 0`,
] as const;

/**
 * The process's part in carrying out jobs: claims them by leases, and carries each chunk by chunk. A chunk's effect, the job's cursor and
 * its counts are one transaction, so that a crash loses nothing and doubles nothing.
 */
export function createJobRunner(platform: Platform, options: JobRunnerOptions = {}): JobRunner {
  const { concurrency = 2, leaseSeconds = 60, sliceMs = 1_000 } = options;
  const { db, log } = platform;
  const held = new Set<Leased>();
  const kept = new Map<string, { readonly kept: Kept; usedAt: number }>();
  const actors = briefCache<Actor>();
  const count = { chunks: 0, fenced: 0, faults: 0 };
  const carrier = createCarrier(platform, {
    classes: [jobWork],
    concurrency,
    leaseSeconds,
    idle: { least: mostIdle, most: mostIdle },
    what: "the queue of jobs",
    carry,
    looked: closeUnused,
    onFault: () => count.faults++,
    renewed: held,
  });

  /** One slice of a job: chunks until others should have their turn, or there is nothing left. */
  async function carry(tenantId: string, jobId: string, lease: string): Promise<void> {
    const work = { tenantId, workId: jobId, lease };
    held.add(work);
    const open = takeKept(jobId);
    const until = performance.now() + sliceMs;
    try {
      for (let goesOn = true; goesOn;) {
        goesOn = await oneChunk(work, open);
        if (goesOn && (carrier.isStopping() || performance.now() >= until)) {
          await keep(jobId, open);
          return await release(work, 0, 0);
        }
      }
    } catch (error) {
      await close(jobId, open);
      if (error instanceof Fenced) {
        count.fenced++;
        return;
      }
      count.faults++;
      log.error({ err: error, tenantId, jobId }, "a job's chunk failed and will be repeated");
      await postpone(work, isPassing(error));
    } finally {
      held.delete(work);
    }
  }

  /** → whether the job goes on here */
  async function oneChunk(work: Leased, open: Kept): Promise<boolean> {
    const { tenantId, workId: jobId, lease } = work;
    const [[row]] = (await db.batch(tenantId, [{ text: readJob, params: [tenantId, jobId, lease] }])) as [
      [(JobRow & { deliveries: number }) | undefined],
    ];
    if (row === undefined) {
      // work whose job is no more has nothing to come to
      await db.batch(tenantId, [
        {
          text: `delete from work w where w.tenant_id = $1 and w.id = $2 and w.lease_owner = $3 and not exists (select 1 from job j where j.tenant_id = w.tenant_id and j.id = w.id)`,
          params: [tenantId, jobId, lease],
        },
      ]);
      throw new Fenced();
    }
    const kind = jobKind(row.kind);
    const effective = await platform.effectives.get(tenantId);
    const common = { platform, effective, jobId, input: row.input, kept: open };
    if (hasEnded(row.state)) {
      // what is held open is let go before the work is forgotten: a crash in between does it once more
      await kind.finish?.({ ...common, actor: row.actor, attempt: row.deliveries, soFar: row as never }, row.state);
      await close(jobId, open);
      await db.batch(tenantId, [
        { text: "delete from work where tenant_id = $1 and id = $2 and lease_owner = $3", params: [tenantId, jobId, lease] },
      ]);
      return false;
    }
    if (row.deliveries > mostJobDeliveries) {
      log.error({ tenantId, jobId, kind: row.kind }, "a job is given up: its chunk failed too often");
      return end(work, "failed", [
        problem("job_failed", "", `The job was tried ${mostJobDeliveries} times at the same place and never got further.`),
      ]);
    }
    if (row.cancelling) return end(work, "cancelled");
    // what he may do is looked up again: who was removed meanwhile does nothing more
    const again = await actors.get(`${tenantId} ${row.actor.by}`, () => actorAgain(db, row.actor));
    if (again === undefined) {
      return end(work, "failed", [
        problem("forbidden", "", "Whoever asked for this is no longer here, or may no longer do it.", { reason: "asker_gone" }),
      ]);
    }
    const actor = await stand(platform, effective, again, row.input);
    const admitted = kind.admit(effective, actor, row.input);
    if (!admitted.ok) return end(work, "failed", admitted.problems);

    try {
      const ground = {
        ...common,
        actor: { ...actor, locale: row.actor.locale },
        cursor: row.cursor ?? undefined,
        attempt: row.deliveries,
        soFar: { done: row.done, failed: row.failed, total: row.total ?? undefined },
      };
      const prepared = await kind.prepare?.(ground);
      const progress = await db.transaction(
        tenantId,
        async (tx) => {
          await lockAsRead(tx, work, row);
          const carried = await kind.chunk({ ...ground, tx }, prepared);
          await settle(tx, work, row, carried);
          return carried;
        },
        { class: "batch", deadlineMs: chunkMs, statementMs },
      );
      count.chunks++;
      if (progress.work === true) platform.wake();
      platform.told?.(tenantId);
      return true;
    } catch (error) {
      if (error instanceof Moved) return true;
      if (error instanceof JobFailed) return end(work, "failed", error.problems);
      throw error;
    }
  }

  /** The job as it was read, or it is somebody else's by now. */
  async function lockAsRead(tx: Tx, { tenantId, workId: jobId, lease }: Leased, read: JobRow): Promise<void> {
    const [row] = await tx.query<JobRow>(lockJob, [tenantId, jobId, lease]);
    if (row === undefined) throw new Fenced();
    if (row.cancelling || hasEnded(row.state) || JSON.stringify(row.cursor) !== JSON.stringify(read.cursor)) throw new Moved();
    if (row.state === "waiting") {
      await tx.query(
        `update job set state = 'running', started_at = coalesce(started_at, now()) where tenant_id = $1::uuid and id = $2::uuid`,
        [tenantId, jobId],
      );
    }
  }

  /** The chunk's counts and cursor, with its effect or not at all. */
  async function settle(tx: Tx, { tenantId, workId: jobId, lease }: Leased, row: JobRow, progress: Progress<unknown>): Promise<void> {
    const rows = row.failed > mostRowsKept ? [] : (progress.rows ?? []);
    const [held] = await Promise.all([
      tx.query(holdLease, [tenantId, jobId, lease, leaseSeconds]),
      tx.query(moveOn, [
        tenantId,
        jobId,
        asJson(progress.next),
        progress.done,
        progress.failed ?? 0,
        progress.total ?? null,
        asJson(progress.result),
      ]),
      rows.length === 0 ? undefined : tx.query(insertRows, [tenantId, jobId, rows]),
      progress.next === undefined ? tx.query(endJob, [tenantId, jobId, "succeeded", null]) : undefined,
    ]);
    if (held.length === 0) throw new Fenced();
  }

  /** Ends the job as it stands; what it held open is let go with the next look at it. */
  async function end({ tenantId, workId: jobId, lease }: Leased, state: JobState, problems: readonly Problem[] = []): Promise<boolean> {
    await db.transaction(tenantId, async (tx) => {
      const [[job], [work]] = await Promise.all([
        tx.query(lockJob, [tenantId, jobId, lease]),
        tx.query(holdLease, [tenantId, jobId, lease, leaseSeconds]),
      ]);
      if (job === undefined || work === undefined) throw new Fenced();
      await tx.query(endJob, [tenantId, jobId, state, problems.length === 0 ? null : problems.map((each) => ({ ...each }))]);
    });
    return true;
  }

  /** What was kept open since the slice before. It belongs to one lease at a time: who lost his goes on with what he holds, and closes it. */
  function takeKept(jobId: string): Kept {
    const found = kept.get(jobId)?.kept ?? {};
    kept.delete(jobId);
    return found;
  }

  async function keep(jobId: string, open: Kept): Promise<void> {
    if (kept.has(jobId)) return close(jobId, open);
    kept.set(jobId, { kept: open, usedAt: performance.now() });
  }

  async function close(jobId: string, open: Kept): Promise<void> {
    const { close: shut } = open;
    delete open.value;
    delete open.close;
    try {
      await shut?.();
    } catch (error) {
      log.warn({ err: error, jobId }, "what a job held open could not be closed");
    }
  }

  async function closeUnused(): Promise<void> {
    const before = performance.now() - keptMs;
    for (const [jobId, { usedAt }] of kept) if (usedAt < before) await close(jobId, takeKept(jobId));
  }

  async function release({ tenantId, workId, lease }: Leased, deliveries: number, seconds: number): Promise<void> {
    await db.batch(tenantId, [
      { text: giveBack[0], params: [tenantId, workId, lease, deliveries, seconds] },
      { text: giveBack[1], params: [tenantId, jobWork] },
    ]);
  }

  /** Later each time; what was not to blame is tried again soon, and it does not count. */
  async function postpone(work: Leased, passing: boolean): Promise<void> {
    const { tenantId, workId, lease } = work;
    const [rows] = await db.batch(tenantId, [
      { text: `select deliveries from work where tenant_id = $1 and id = $2 and lease_owner = $3`, params: [tenantId, workId, lease] },
    ]);
    const deliveries = Number(rows?.[0]?.["deliveries"] ?? 1);
    await release(work, passing ? Math.max(deliveries - 1, 0) : deliveries, passing ? 0.2 : Math.min(0.2 * 2 ** deliveries, 60));
  }

  return {
    start: carrier.start,
    wake: carrier.wake,
    async stop() {
      await carrier.stop();
      for (const jobId of kept.keys()) await close(jobId, takeKept(jobId));
    },
    stats: () => ({ ...count }),
  };
}

const asJson = (value: unknown): Json => (value === undefined ? null : (value as Json));

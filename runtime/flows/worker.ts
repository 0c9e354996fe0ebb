import type { Tx } from "#db";
import type { Effective } from "../effective/effective.ts";
import { createForgetting } from "../records/forget-old.ts";
import { createCarrier, type Leased } from "../work/carrier.ts";
import { isPassing } from "../work/passing.ts";
import { answerOf } from "./ask.ts";
import type { Happening } from "./advance.ts";
import { runFlow, type FlowPlatform } from "./ground.ts";
import { flowWork, lockRunOf, type Carried, type LockedRun, type WorkOfRun } from "./transition.ts";

export interface WorkerOptions {
  /** classes of work it takes; absent = flows */
  readonly classes?: readonly string[];
  /** transitions at the same time */
  readonly concurrency?: number;
  /** how long a claim holds; a worker that is silent longer loses it */
  readonly leaseSeconds?: number;
  /** steps executed in one transaction at most */
  readonly inline?: number;
}

export interface Worker {
  start(): Promise<void>;
  /** There is work: look now rather than at the next poll. */
  wake(): void;
  /** Takes nothing more, finishes what runs and returns the rest. */
  stop(): Promise<void>;
  /** Started, not stopping, and not silent: it has looked for work lately. */
  isRunning(): boolean;
  /** What it has done so far. */
  stats(): { readonly claimed: number; readonly done: number; readonly fenced: number; readonly faults: number; readonly held: number };
}

/** Leases of one piece of work before its run is given up: what crashes a worker again and again is not tried for ever. */
export const mostDeliveries = 10;

/** Runs that may start one another by the records they change: flows that answer each other without end are stopped here. */
export const deepest = 10;

/** ms between looks while nothing happens: an idle process asks once a second. */
const idle = { least: 50, most: 1_000 };

/** The lease ran out, and the work is somebody else's or done. */
class Fenced extends Error {
  override readonly name = "Fenced";
}

/**
 * The process's part in running flows: claims due work by leases, carries each out in one transaction, and goes on. Any number of
 * them share the queue. A crash loses nothing: the lease runs out and another worker repeats the transition, which left no trace.
 */
export function createWorker(platform: FlowPlatform, options: WorkerOptions = {}): Worker {
  const { classes = [flowWork], concurrency = 4, leaseSeconds = 30, inline } = options;
  const { db, effectives, log } = platform;
  const forgetting = createForgetting(platform);
  const held = new Set<Leased>();
  const count = { claimed: 0, done: 0, fenced: 0, faults: 0 };
  const carrier = createCarrier(platform, {
    classes,
    concurrency,
    leaseSeconds,
    idle,
    what: "the queue of flows",
    carry,
    onFault: () => count.faults++,
    renewed: held,
    beat: forgetting.look,
  });

  /** One piece of work, and what follows from it at once. */
  async function carry(tenantId: string, workId: string, lease: string): Promise<void> {
    count.claimed++;
    for (let next: string | undefined = workId; next !== undefined;) {
      const current: string = next;
      const work = { tenantId, workId: current, lease };
      held.add(work);
      try {
        const effective = await effectives.get(tenantId);
        next = await db.transaction(tenantId, (tx) => perform(tx, effective, tenantId, current, lease), { deadlineMs: 5_000 });
        platform.told?.(tenantId);
        count.done++;
      } catch (error) {
        next = undefined;
        if (error instanceof Fenced) {
          count.fenced++;
        } else {
          count.faults++;
          log.error({ err: error, tenantId, workId: current }, "a transition failed and will be repeated");
          await putBack(tenantId, current, lease, isPassing(error) ? "passing" : "failed");
        }
      } finally {
        held.delete(work);
      }
      if (carrier.isStopping() && next !== undefined) {
        await putBack(tenantId, next, lease, "unused");
        next = undefined;
      }
    }
  }

  async function perform(tx: Tx, effective: Effective, tenantId: string, workId: string, lease: string): Promise<string | undefined> {
    // the run first, then its work: so does everybody who changes a run
    const run = await lockRunOf(tx, tenantId, workId, lease);
    if (run === undefined) {
      // work of a run that is no more has nothing to come to
      const gone = await tx.query(
        `delete from work w where w.tenant_id = $1 and w.id = $2 and w.state = 1 and w.lease_owner = $3
            and not exists (select 1 from run r where r.tenant_id = w.tenant_id and r.id = w.run_id) returning w.id`,
        [tenantId, workId, lease],
      );
      if (gone.length === 0) throw new Fenced();
      return undefined;
    }
    const { work } = run;
    const taken = tx.query(`delete from work where tenant_id = $1 and id = $2 and state = 1 and lease_owner = $3 returning id`, [
      tenantId,
      workId,
      lease,
    ]);
    // looked at below, or not at all when something else fails first
    taken.catch(() => undefined);
    const carried = run.status === "running" ? await forward(tx, effective, run, work, workId, lease) : undefined;
    // known only now, to save a round trip: whatever was done is undone when the lease ran out and the work is somebody else's
    if ((await taken).length === 0) throw new Fenced();
    return carried?.continues;
  }

  async function forward(
    tx: Tx,
    effective: Effective,
    run: LockedRun,
    work: WorkOfRun,
    workId: string,
    lease: string,
  ): Promise<Carried | undefined> {
    if (work.deliveries > mostDeliveries) {
      log.error({ tenantId: effective.tenantId, runId: run.id, kind: work.kind }, "a run is given up: its transition failed too often");
      return giveUp(tx, effective, run);
    }
    let happening = await happeningOf(tx, effective, run, work, workId);
    if (happening === undefined) return undefined;
    if (happening.kind === "start" && (run.state.depth ?? 0) > deepest) {
      happening = { kind: "breakdown", error: "FnF.DepthLimitExceeded", cause: `More than ${deepest} runs started one another.` };
    }
    // what did not come to an end at once is done step by step, so that only the one that is to blame fails again
    return runFlow(platform, tx, effective, run, happening, {
      inline: work.deliveries > 1 ? 1 : inline,
      lease: { owner: lease, seconds: leaseSeconds },
    });
  }

  /** Ends a run whose transition cannot be carried out, even where its flow can no longer be read. */
  async function giveUp(tx: Tx, effective: Effective, run: LockedRun) {
    const error = "FnF.RuntimeError";
    const cause = `The step was tried ${mostDeliveries} times and never came to an end.`;
    try {
      return await tx.savepoint(() => runFlow(platform, tx, effective, run, { kind: "breakdown", error, cause }));
    } catch (fault) {
      log.error({ err: fault, runId: run.id }, "a run ends without its flow");
      await tx.query(
        `update run set status = 'failed', error = $3, cause = $4, rev = rev + 1, next_event = next_event + 1, finished_at = now()
          where tenant_id = $1 and id = $2`,
        [effective.tenantId, run.id, error, cause],
      );
      await tx.query(`insert into event (tenant_id, run_id, seq, type, detail) values ($1, $2, $3, 'ExecutionFailed', $4)`, [
        effective.tenantId,
        run.id,
        run.next_event,
        { error, cause },
      ]);
      return undefined;
    }
  }

  /** What a piece of work means to its run; undefined when the run has moved on. */
  async function happeningOf(
    tx: Tx,
    effective: Effective,
    run: LockedRun,
    work: WorkOfRun,
    workId: string,
  ): Promise<Happening | { readonly kind: "resume" } | undefined> {
    const { at, frames, flow } = run.state;
    const isCurrent = at?.wait === workId;
    switch (work.kind) {
      case "run":
        if (frames.length === 0) return { kind: "start", flow, input: run.input };
        return at?.phase === "executing" ? { kind: "resume" } : undefined;
      case "wait":
        return isCurrent && at?.phase === "sleeping" ? { kind: "elapsed" } : undefined;
      case "retry":
        return isCurrent && at?.phase === "retrying" ? { kind: "again" } : undefined;
      case "timeout":
        return isCurrent && at?.phase === "waiting" ? { kind: "late" } : undefined;
      case "flow_timeout":
        return { kind: "expired" };
      case "answered": {
        const actor = {
          tenantId: effective.tenantId,
          userId: null,
          by: `flow:${run.id}`,
          roles: [],
          locale: "en",
          unrestricted: true as const,
        };
        const output = await answerOf(tx, effective, actor, run);
        return output === undefined ? undefined : { kind: "answer", output };
      }
      default:
        throw new Error(`unknown kind of work <${work.kind}>`);
    }
  }

  /**
   * Gives a lease back. `failed`: not before a pause that grows with every delivery; `passing`: after a short one, and it does not
   * count, because the work was not to blame.
   */
  async function putBack(tenantId: string, workId: string, lease: string, why: "unused" | "failed" | "passing"): Promise<void> {
    await db.batch(tenantId, [
      {
        text: `update work set state = 0, lease_owner = null, lease_until = null,
                      deliveries = case when $4 = 'failed' then deliveries else greatest(deliveries - 1, 0) end,
                      due_at = case $4 when 'failed' then now() + least(power(2, deliveries) * 0.1, 60) * interval '1 second'
                                       when 'passing' then now() + interval '0.2 seconds' else due_at end
                where tenant_id = $1 and id = $2 and lease_owner = $3 and state = 1`,
        params: [tenantId, workId, lease, why],
      },
    ]);
  }

  return {
    start: carrier.start,
    wake: carrier.wake,
    async stop() {
      await carrier.stop();
      await forgetting.stop();
    },
    isRunning: carrier.isRunning,
    stats: () => ({ ...count, held: held.size }),
  };
}

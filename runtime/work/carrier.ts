import { randomUUID } from "node:crypto";
import type { Platform } from "../platform.ts";
import { createRest } from "./rest.ts";
import { workChannel } from "./wake.ts";

export interface CarrierOptions {
  /** classes of work it takes, in the order in which it takes them */
  readonly classes: readonly string[];
  /** pieces carried at the same time in this process */
  readonly concurrency: number;
  /** how long a claim holds; a process that is silent longer loses it */
  readonly leaseSeconds: number;
  /** ms between looks when nothing is due, at first and at most: the pause doubles while nothing comes */
  readonly idle: { readonly least: number; readonly most: number };
  /** What it takes, in the words of the log. */
  readonly what: string;
  /**
   * Carries out one piece of work that was claimed. When it fails, its lease runs out by itself.
   * @param lease what it was claimed by, a UUID that no other claim has: whatever is written for the work asks for it, so that a process that hung
   *   longer than its lease writes nothing more, also where the next lease is its own again
   */
  carry(tenantId: string, workId: string, lease: string): Promise<void>;
  /** After each look that found the queue. */
  looked?(): void | Promise<void>;
  /** The queue could not be reached. */
  onFault?(): void;
  /** What is renewed while it is carried; absent: a lease is longer than anything takes. */
  readonly renewed?: ReadonlySet<Leased>;
  /** At every renewal. */
  beat?(): void;
}

/** A piece of work that this process holds. */
export interface Leased {
  readonly tenantId: string;
  readonly workId: string;
  readonly lease: string;
}

/** The process's part in one kind of work: claims what is due by leases, and has it carried out. Any number of processes share the queue. */
export interface Carrier {
  start(): Promise<void>;
  /** There may be work: look now. */
  wake(): void;
  /** Takes nothing more, and waits for what is carried. */
  stop(): Promise<void>;
  /** Work that goes on should be left to others now. */
  isStopping(): boolean;
  /** Started, not stopping, and not silent: it has looked for work lately. */
  isRunning(): boolean;
}

/** A loop that has not looked for work so long hangs: it looks every few seconds at least, and the database answers within three or not at all. */
const silentMs = 30_000;
/** ms of the shortest pause: work that is due in a moment is not asked for again and again. */
const leastPause = 5;

/** $1 tenant, $2 ids, $3 their leases, $4 seconds */
const renewLeases = `update work w set lease_until = now() + make_interval(secs => $4::float8)
 from unnest($2::uuid[], $3::uuid[]) as held(id, lease)
 where w.tenant_id = $1::uuid and w.id = held.id and w.lease_owner = held.lease and w.state = 1`;

/** A carrier that is not started yet. */
export function createCarrier({ db, log }: Pick<Platform, "db" | "log">, options: CarrierOptions): Carrier {
  const { classes, concurrency, leaseSeconds, idle, what, carry, looked, onFault, renewed, beat } = options;
  const rest = createRest();
  const running = new Set<Promise<void>>();
  let stopping = false;
  let lookedAt = 0;
  let looping: Promise<void> | undefined;
  let listening: { stop(): Promise<void> } | undefined;
  let beating: NodeJS.Timeout | undefined;

  async function loop(): Promise<void> {
    let pause = idle.least;
    const longer = () => (pause = Math.min(pause * 2, idle.most));
    while (!stopping) {
      rest.look();
      lookedAt = performance.now();
      try {
        const free = concurrency - running.size;
        const lease = randomUUID();
        const claimed = free > 0 ? await db.claimWork(lease, classes, free, leaseSeconds) : [];
        for (const { tenantId, workId } of claimed) {
          const done = carry(tenantId, workId, lease)
            .catch((error: unknown) => log.error({ err: error, tenantId, workId }, `${what}: a piece of work is left to its lease`))
            .finally(() => {
              running.delete(done);
              rest.wake();
            });
          running.add(done);
        }
        await looked?.();
        if (claimed.length > 0) pause = idle.least;
        if (running.size >= concurrency) await rest.pause(idle.most);
        else if (claimed.length === 0) {
          const due = free > 0 ? await db.nextDue(classes) : undefined;
          await rest.pause(Math.max(leastPause, Math.min(pause, due ?? pause)));
          longer();
        }
      } catch (error) {
        // the database is away: it comes back, and the work with it
        onFault?.();
        log.warn({ err: error }, `${what} cannot be reached; tried again`);
        await rest.pause(longer());
      }
    }
  }

  async function renew(held: ReadonlySet<Leased>): Promise<void> {
    beat?.();
    for (const [tenantId, works] of Map.groupBy(held, (each) => each.tenantId)) {
      const [ids, leases] = [works.map(({ workId }) => workId), works.map(({ lease }) => lease)];
      try {
        await db.batch(tenantId, [{ text: renewLeases, params: [tenantId, ids, leases, leaseSeconds] }]);
      } catch (error) {
        log.warn({ err: error, tenantId }, `leases of ${what} could not be renewed`);
      }
    }
  }

  return {
    async start() {
      stopping = false;
      lookedAt = performance.now();
      // other processes of this installation tell when they have made work; what is missed, the poll finds
      listening ??= await db.listen(workChannel, rest.wake, rest.wake);
      looping ??= loop();
      if (renewed !== undefined) beating ??= setInterval(() => void renew(renewed), (leaseSeconds * 1_000) / 3);
    },
    wake: rest.wake,
    async stop() {
      stopping = true;
      rest.wake();
      await looping;
      looping = undefined;
      await Promise.all(running);
      clearInterval(beating);
      beating = undefined;
      await listening?.stop();
      listening = undefined;
    },
    isStopping: () => stopping,
    isRunning: () => looping !== undefined && !stopping && performance.now() - lookedAt < silentMs,
  };
}

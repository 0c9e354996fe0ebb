import { randomUUID } from "node:crypto";
import type { Platform } from "../platform.ts";
import { catchUp } from "../formulas/catch-up.ts";
import { fillBehindPublish } from "../formulas/fill-behind-publish.ts";

/** The class of work that catches up on derived values; apart from flows, so that neither waits for the other. */
export const backfillWork = "backfill";

export interface Backfill {
  start(): void;
  /** There may be work: look now. */
  wake(): void;
  /** Finishes the tenant it is at. */
  stop(): Promise<void>;
}

/** Longest lease of a tenant's filling. Longer tables are filled by two processes at once, which does no harm. */
const leaseSeconds = 120;
/** ms between looks when nothing is due: a publish in this process wakes it, one in another waits this long at most. */
const mostIdle = 5_000;

/** Later each time, five minutes at most. */
const putBack = `update work set state = 0, lease_owner = null, lease_until = null, due_at = now() + make_interval(secs => least(deliveries * 5, 300))
  where tenant_id = $1 and id = $2 and lease_owner = $3`;

/**
 * The process's part in filling in derived values behind publishes and changes: one tenant at a time, by leases. After a crash the lease runs out
 * and the filling is begun again.
 */
export function createBackfill(platform: Platform): Backfill {
  const { db, log } = platform;
  const me = randomUUID();
  let stopping = false;
  let looping: Promise<void> | undefined;
  let poke: (() => void) | undefined;
  let poked = false;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (poked || stopping) return resolve();
      const timer = setTimeout(resolve, ms);
      poke = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function loop(): Promise<void> {
    while (!stopping) {
      poked = false;
      let pause = mostIdle;
      try {
        const [claimed] = await db.claimWork(me, [backfillWork], 1, leaseSeconds);
        if (claimed === undefined) pause = Math.min(mostIdle, Math.max(10, (await db.nextDue([backfillWork])) ?? mostIdle));
        else {
          await carry(claimed.tenantId, claimed.workId);
          pause = 0;
        }
      } catch (error) {
        log.warn({ err: error }, "the work behind changes cannot be reached now; tried again");
      }
      if (pause > 0) await rest(pause);
    }
  }

  async function carry(tenantId: string, workId: string): Promise<void> {
    const params = [tenantId, workId, me];
    try {
      await fillBehindPublish(platform, tenantId);
      await catchUp(platform, tenantId);
      await db.batch(tenantId, [{ text: "delete from work where tenant_id = $1 and id = $2 and lease_owner = $3", params }]);
    } catch (error) {
      log.warn({ err: error, tenantId }, "a tenant's derived values could not be filled; tried again later");
      await db.batch(tenantId, [{ text: putBack, params }]);
    }
  }

  return {
    start() {
      looping ??= loop();
    },
    wake() {
      poked = true;
      poke?.();
    },
    async stop() {
      stopping = true;
      poke?.();
      await looping;
    },
  };
}

import { catchUp } from "../formulas/catch-up.ts";
import { fillBehindPublish } from "../formulas/fill-behind-publish.ts";
import type { Platform } from "../platform.ts";
import { createCarrier, type Carrier } from "../work/carrier.ts";

/** The class of work that catches up on derived values; apart from flows, so that neither waits for the other. */
export const backfillWork = "backfill";

/** Catches up on derived values while it is started. */
export type Backfill = Pick<Carrier, "start" | "wake" | "stop">;

/** Longest lease of a tenant's filling. Longer tables are filled by two processes at once, which does no harm. */
const leaseSeconds = 120;
/** ms between looks when nothing is due: what makes work wakes all processes; this finds what was not told. */
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
  const carrier = createCarrier(platform, {
    classes: [backfillWork],
    concurrency: 1,
    leaseSeconds,
    idle: { least: mostIdle, most: mostIdle },
    what: "the queue behind changes",
    carry,
  });

  async function carry(tenantId: string, workId: string, lease: string): Promise<void> {
    const params = [tenantId, workId, lease];
    try {
      await fillBehindPublish(platform, tenantId);
      await catchUp(platform, tenantId);
      await db.batch(tenantId, [{ text: "delete from work where tenant_id = $1 and id = $2 and lease_owner = $3", params }]);
    } catch (error) {
      log.warn({ err: error, tenantId }, "a tenant's derived values could not be filled; tried again later");
      await db.batch(tenantId, [{ text: putBack, params }]);
    }
  }

  return carrier;
}

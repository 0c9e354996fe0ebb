import type { Logger } from "pino";
import type { Database } from "#db";
import { relayWork } from "./relay.ts";

/** ms in which the events of a tenant become one call. */
const coalesceMs = 25;
/** ms for which a tenant without webhooks is not asked about again. */
const quietMs = 5_000;
/** Tenants that are remembered to have none. */
const mostQuiet = 10_000;

/** Due now, also where it is under way: then it looks once more. $1 tenant */
const dueNow = `update work set due_at = clock_timestamp() where tenant_id = $1::uuid and id = $1::uuid and class = '${relayWork}' returning id`;

/**
 * Says that a tenant's outbox holds something new, after the commit that put it there. Costs the writer a look into a map; what gets lost on the
 * way is found by the next look at the outbox.
 */
export function createTelling(db: Pick<Database, "batch">, log: Logger, wake: () => void): (tenantId: string) => void {
  const pending = new Set<string>();
  const quiet = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function tell(tenantId: string): Promise<boolean> {
    const [rows] = await db.batch(tenantId, [{ text: dueNow, params: [tenantId] }], { class: "batch" });
    if (rows!.length > 0) return true;
    if (quiet.size >= mostQuiet) quiet.clear();
    quiet.set(tenantId, performance.now() + quietMs);
    return false;
  }

  async function tellAll(): Promise<void> {
    timer = undefined;
    const tenants = [...pending];
    pending.clear();
    const told = await Promise.allSettled(tenants.map(tell));
    if (told.some((each) => each.status === "fulfilled" && each.value)) wake();
    const failed = told.find((each) => each.status === "rejected");
    if (failed !== undefined) log.debug({ err: failed.reason }, "webhooks learn of events a little later");
  }

  return (tenantId) => {
    if (pending.has(tenantId) || (quiet.get(tenantId) ?? 0) > performance.now()) return;
    quiet.delete(tenantId);
    pending.add(tenantId);
    timer ??= setTimeout(() => void tellAll(), coalesceMs).unref();
  };
}

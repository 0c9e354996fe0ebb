import type { Logger } from "pino";
import type { Database } from "#db";
import { relayWork } from "./relay.ts";

/** ms in which the events of a tenant become one call. */
const coalesceMs = 25;
/** Tenants that are told of at once; more wait for these. */
const mostAtOnce = 100;
/** ms until what could not be told is told again: longer each time it fails, the most while the database is away. */
const again = { least: 250, most: 5_000 } as const;
/** Tenants that wait to be told of again; of others the next look at their outbox finds what is new. */
const mostFailed = 10_000;
/** ms for which a tenant without webhooks is not asked about again. */
const quietMs = 5_000;
/** Tenants that are remembered to have none. */
const mostQuiet = 10_000;

/** Due now, also where it is under way: then it looks once more. $1 tenant */
const dueNow = `update work set due_at = clock_timestamp() where tenant_id = $1::uuid and id = $1::uuid and class = '${relayWork}' returning id`;

/**
 * Says that a tenant's outbox holds something new, after the commit that put it there. Costs the writer a look into a map. What the database does
 * not take now is said again a little later; what gets lost on the way is found by the next look at the outbox.
 */
export function createTelling(db: Pick<Database, "batch">, log: Pick<Logger, "debug">, wake: () => void): (tenantId: string) => void {
  const fresh = new Set<string>();
  const failed = new Set<string>();
  const quiet = new Map<string, number>();
  let pause: number = again.least;
  let soon: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;

  async function tell(tenantId: string): Promise<boolean> {
    const [rows] = await db.batch(tenantId, [{ text: dueNow, params: [tenantId] }], { class: "batch" });
    if (rows!.length > 0) return true;
    if (quiet.size >= mostQuiet) quiet.clear();
    quiet.set(tenantId, performance.now() + quietMs);
    return false;
  }

  /** → whether all could be told that were */
  async function tellSome(from: Set<string>): Promise<boolean> {
    const tenants = [...from].slice(0, mostAtOnce);
    for (const tenantId of tenants) from.delete(tenantId);
    const told = await Promise.allSettled(tenants.map(tell));
    if (told.some((each) => each.status === "fulfilled" && each.value)) wake();
    const refused = tenants.filter((_, index) => told[index]!.status === "rejected");
    if (refused.length === 0) return true;
    for (const tenantId of refused) if (failed.size < mostFailed) failed.add(tenantId);
    log.debug({ err: told.find((each) => each.status === "rejected")?.reason }, "webhooks learn of events a little later");
    return false;
  }

  async function tellFresh(): Promise<void> {
    const areTold = await tellSome(fresh);
    soon = fresh.size > 0 ? setTimeout(() => void tellFresh(), coalesceMs).unref() : undefined;
    if (!areTold) tellLater();
  }

  async function tellFailed(): Promise<void> {
    pause = (await tellSome(failed)) ? again.least : Math.min(pause * 2, again.most);
    later = undefined;
    if (failed.size > 0) tellLater();
  }

  const tellLater = (): void => void (later ??= setTimeout(() => void tellFailed(), pause).unref());

  return (tenantId) => {
    if (fresh.has(tenantId) || failed.has(tenantId) || (quiet.get(tenantId) ?? 0) > performance.now()) return;
    quiet.delete(tenantId);
    fresh.add(tenantId);
    soon ??= setTimeout(() => void tellFresh(), coalesceMs).unref();
  };
}

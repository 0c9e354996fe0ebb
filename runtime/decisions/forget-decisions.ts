import type { Database } from "#db";
import { decisionDays, readTenantSettings } from "../effective/tenant-settings.ts";
import { forgetSamples } from "../rollouts/forget-samples.ts";
import { idAt } from "./log.ts";

/** Decisions dropped in one transaction: some 50 ms of work. */
const mostRows = 5_000;
/** Transactions for one tenant in one look: a million decisions an hour are kept up with. */
const mostBatches = 200;
const dayMs = 86_400_000;

/** Ids begin with the moment a decision was kept, so the oldest are found by the log's own key. $1 tenant, $2 before, $3 most */
const drop = `delete from decision where tenant_id = $1::uuid and id in (
  select id from decision where tenant_id = $1::uuid and id < $2::uuid order by id limit $3::int)
returning 1 as gone`;

/**
 * Forgets decisions that are older than the tenant keeps them, a batch at a time, and what rollouts keep of such. Versions of tables stay: they are
 * few, and cited.
 */
export async function forgetDecisions(
  db: Pick<Database, "batch" | "auth">,
  tenantId: string,
  goesOn: () => boolean = () => true,
  now: number = Date.now(),
): Promise<void> {
  const ms = now - decisionDays(await readTenantSettings(db, tenantId)) * dayMs;
  const before = idAt(ms);
  for (let batch = 0; batch < mostBatches && goesOn(); batch++) {
    const [gone] = await db.batch(tenantId, [{ text: drop, params: [tenantId, before, mostRows] }], { class: "batch" });
    if (gone!.length < mostRows) break;
  }
  if (goesOn()) await db.batch(tenantId, [forgetSamples(tenantId, ms)], { class: "batch" });
}

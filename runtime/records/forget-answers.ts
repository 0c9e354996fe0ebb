import type { Database } from "#db";
import { tenantIdsAfter } from "../identity/tenant.ts";
import type { Platform } from "../platform.ts";
import { keptHours } from "./idempotency.ts";

/** Answers dropped in one transaction: about 50 ms of work. */
const mostAnswers = 1_000;
/** Transactions for one tenant in one look: 100,000 answers, so 2.4 million of them a day are kept up with. */
const mostBatches = 100;
/** Tenants in one look. */
const mostTenants = 100;
/** ms between looks: an hour between rounds, a minute between the parts of one. */
const betweenRounds = 3_600_000;
const betweenParts = 60_000;

/** $1 tenant, $2 most */
const dropOld = `delete from idempotency where tenant_id = $1::uuid and (actor, route, key) in (
  select actor, route, key from idempotency where tenant_id = $1::uuid and created_at < now() - interval '${keptHours} hours'
  order by created_at limit $2::int)
returning 1 as gone`;

/** Forgets the answers of a tenant that are older than they are kept, a batch at a time, until there are no more or `goesOn` says no. */
export async function forgetAnswers(db: Pick<Database, "batch">, tenantId: string, goesOn: () => boolean = () => true): Promise<void> {
  for (let batch = 0; batch < mostBatches && goesOn(); batch++) {
    const [gone] = await db.batch(tenantId, [{ text: dropOld, params: [tenantId, mostAnswers] }], { class: "batch" });
    if (gone!.length < mostAnswers) return;
  }
}

export interface Forgetting {
  /** Begins a look when it is time for one; to be called now and then. */
  look(): void;
  /** Ends the look that is under way. */
  stop(): Promise<void>;
}

/** Keeps the kept answers few: goes round the tenants, some at a time. Processes that do the same do not disturb each other. */
export function createForgetting({ db, log }: Pick<Platform, "db" | "log">): Forgetting {
  let next = 0;
  let after: string | undefined;
  let looking: Promise<void> | undefined;
  let stopping = false;

  async function forget(): Promise<void> {
    const tenants = await tenantIdsAfter(db, after, mostTenants);
    for (const tenantId of tenants) {
      if (stopping) return;
      await forgetAnswers(db, tenantId, () => !stopping);
      after = tenantId;
    }
    if (tenants.length < mostTenants) after = undefined;
    next = performance.now() + (after === undefined ? betweenRounds : betweenParts);
  }

  return {
    look() {
      if (looking !== undefined || stopping || performance.now() < next) return;
      next = performance.now() + betweenParts;
      looking = forget()
        .catch((error: unknown) => log.warn({ err: error }, "old answers of idempotency keys could not be forgotten; tried again later"))
        .finally(() => {
          looking = undefined;
        });
    },
    async stop() {
      stopping = true;
      await looking;
      stopping = false;
    },
  };
}

import type { Database } from "#db";
import { forgetDecisions } from "../decisions/forget-decisions.ts";
import { sweepFiles } from "../files/sweep.ts";
import { tenantIdsAfter } from "../identity/tenant.ts";
import type { Platform } from "../platform.ts";
import { purgeRemovals } from "../removals/purge.ts";
import { keptHours } from "./idempotency.ts";

/** Rows dropped in one transaction: about 50 ms of work. */
const mostRows = 1_000;
/** Transactions for one tenant in one look: 100,000 rows, so 2.4 million of them a day are kept up with. */
const mostBatches = 100;
/** Tenants in one look. */
const mostTenants = 100;
/** ms between looks: an hour between rounds, a minute between the parts of one. */
const betweenRounds = 3_600_000;
const betweenParts = 60_000;

/** Days a message waits for somebody to take it, and days one that was taken can still be looked up. */
const waitingDays = 30;
const takenDays = 1;
/** Days for which the log of a webhook reaches back. */
const deliveryDays = 30;
/** Days for which the rows that a job did not take can be looked up: they hold what somebody sent. */
const refusedDays = 30;

/** Each: $1 tenant, $2 most */
const drops = [
  `delete from idempotency where tenant_id = $1::uuid and (actor, route, key) in (
  select actor, route, key from idempotency where tenant_id = $1::uuid and created_at < now() - interval '${keptHours} hours'
  order by created_at limit $2::int)
returning 1 as gone`,
  `delete from outbox where tenant_id = $1::uuid and id in (
  select id from outbox where tenant_id = $1::uuid
    and (created_at < now() - interval '${waitingDays} days' or (delivered_at < now() - interval '${takenDays} days'
      and (relayed_at is not null or not exists (select 1 from webhook where tenant_id = $1::uuid and state = 'active'))
      and not exists (select 1 from webhook_delivery d where d.tenant_id = $1::uuid and d.event_id = outbox.id and d.held)))
  order by id limit $2::int)
returning 1 as gone`,
  `delete from webhook_delivery where tenant_id = $1::uuid and id in (
  select id from webhook_delivery where tenant_id = $1::uuid and created_at < now() - interval '${deliveryDays} days' order by created_at limit $2::int)
returning 1 as gone`,
  `delete from job_row where tenant_id = $1::uuid and (job_id, row) in (
  select r.job_id, r.row from job j join job_row r on r.tenant_id = j.tenant_id and r.job_id = j.id
  where j.tenant_id = $1::uuid and j.finished_at < now() - interval '${refusedDays} days' limit $2::int)
returning 1 as gone`,
];

/** Forgets what a tenant keeps only for a while (answers of idempotency keys, messages), a batch at a time, until there is no more or `goesOn` says no. */
export async function forgetOld(db: Pick<Database, "batch">, tenantId: string, goesOn: () => boolean = () => true): Promise<void> {
  for (const text of drops) {
    for (let batch = 0; batch < mostBatches && goesOn(); batch++) {
      const [gone] = await db.batch(tenantId, [{ text, params: [tenantId, mostRows] }], { class: "batch" });
      if (gone!.length < mostRows) break;
    }
  }
}

export interface Forgetting {
  /** Begins a look when it is time for one; to be called now and then. */
  look(): void;
  /** Ends the look that is under way. */
  stop(): Promise<void>;
}

/** Keeps what is kept for a while few: goes round the tenants, some at a time. Processes that do the same do not disturb each other. */
export function createForgetting({ db, files, log }: Pick<Platform, "db" | "files" | "log">): Forgetting {
  let next = 0;
  let after: string | undefined;
  let looking: Promise<void> | undefined;
  let stopping = false;

  async function forget(): Promise<void> {
    const tenants = await tenantIdsAfter(db, after, mostTenants);
    for (const tenantId of tenants) {
      if (stopping) return;
      await forgetOld(db, tenantId, () => !stopping);
      await forgetDecisions(db, tenantId, () => !stopping);
      await purgeRemovals(db, tenantId, () => !stopping);
      await sweepFiles({ db, files, log }, tenantId, () => !stopping);
      after = tenantId;
    }
    if (tenants.length < mostTenants) after = undefined;
    if (after === undefined) await files.tidy();
    next = performance.now() + (after === undefined ? betweenRounds : betweenParts);
  }

  return {
    look() {
      if (looking !== undefined || stopping || performance.now() < next) return;
      next = performance.now() + betweenParts;
      looking = forget()
        .catch((error: unknown) => log.warn({ err: error }, "old answers and messages could not be forgotten; tried again later"))
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

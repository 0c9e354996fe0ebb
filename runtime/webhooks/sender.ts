import type { Platform } from "../platform.ts";
import { createCarrier } from "../work/carrier.ts";
import { isPassing } from "../work/passing.ts";
import { attemptDelivery, selectDelivery, settleAttempt, type DeliveryRow } from "./deliver.ts";
import { makeUp, type MadeUp } from "./make-up.ts";
import { deliveryWork, relayEvents, relayWork } from "./relay.ts";

export interface SenderOptions {
  /** deliveries at the same time in this process */
  readonly concurrency?: number;
  /** of them to one webhook */
  readonly perWebhook?: number;
  /** how long a claim holds: longer than a receiver may take */
  readonly leaseSeconds?: number;
}

export interface Sender {
  start(): Promise<void>;
  /** There may be work: look now. */
  wake(): void;
  /** Finishes what is under way; the rest is left to others. */
  stop(): Promise<void>;
  stats(): {
    readonly relayed: number;
    readonly delivered: number;
    readonly failed: number;
    readonly fenced: number;
    readonly faults: number;
  };
}

/** ms between looks when nothing is due: what makes work wakes the processes that send; this finds what was not told. */
const mostIdle = 2_000;
/** Seconds until a tenant's outbox is looked at again unasked: longer each time there was nothing, and the most where there is no webhook. */
const looks = { least: 1, most: 120, none: 3_600 } as const;

/** $1 tenant, $2 lease */
const readRelay = `select due_at::text as due, deliveries, coalesce((body->>'pause')::float8, 0) as pause from work
 where tenant_id = $1::uuid and id = $1::uuid and state = 1 and lease_owner = $2::uuid`;
/** Due at once when somebody asked meanwhile. $1 tenant, $2 lease, $3 due as it was read, $4 seconds */
const endRelay = `update work set state = 0, lease_owner = null, lease_until = null, deliveries = 0, body = jsonb_build_object('pause', $4::float8),
   due_at = case when due_at = $3::timestamptz then now() + make_interval(secs => $4::float8) else now() end,
   vft = (extract(epoch from clock_timestamp()) * 1000000)::int8
 where tenant_id = $1::uuid and id = $1::uuid and state = 1 and lease_owner = $2::uuid`;
const dropWork = `delete from work where tenant_id = $1::uuid and id = $2::uuid and state = 1 and lease_owner = $3::uuid`;
/** $4 seconds, $5 whether the try counts */
const putBack = `update work set state = 0, lease_owner = null, lease_until = null, due_at = now() + make_interval(secs => $4::float8),
   deliveries = case when $5::bool then deliveries else greatest(deliveries - 1, 0) end
 where tenant_id = $1::uuid and id = $2::uuid and state = 1 and lease_owner = $3::uuid`;

/**
 * The process's part in sending events to webhooks: passes the outboxes of tenants on, and delivers, by leases. Any number of processes share the
 * queue. After a crash the lease runs out and another delivers again, under the same id.
 */
export function createSender(platform: Platform, options: SenderOptions = {}): Sender {
  const { concurrency = 16, perWebhook = 4, leaseSeconds = 30 } = options;
  const { db, log } = platform;
  const perHook = new Map<string, number>();
  const count = { relayed: 0, delivered: 0, failed: 0, fenced: 0, faults: 0 };
  const carrier = createCarrier(platform, {
    classes: [relayWork, deliveryWork],
    concurrency,
    leaseSeconds,
    idle: { least: mostIdle, most: mostIdle },
    what: "the queue of webhooks",
    carry,
    onFault: () => count.faults++,
  });

  async function carry(tenantId: string, workId: string, lease: string): Promise<void> {
    try {
      await (workId === tenantId ? relay(tenantId, lease) : deliver(tenantId, workId, lease));
    } catch (error) {
      count.faults++;
      log.error({ err: error, tenantId, workId }, "events could not be sent on; tried again");
      // a look at the outbox gives nothing up: each try takes less
      const counts = workId === tenantId || !isPassing(error);
      await db.batch(tenantId, [{ text: putBack, params: [tenantId, workId, lease, 5, counts] }]);
    }
  }

  async function relay(tenantId: string, lease: string): Promise<void> {
    const [rows] = await db.batch(tenantId, [{ text: readRelay, params: [tenantId, lease] }]);
    const work = rows![0] as { due: string; deliveries: number; pause: number } | undefined;
    if (work === undefined) return void count.fenced++;
    const { more, queued, webhooks } = await relayEvents(platform, tenantId, work.deliveries);
    if (queued) count.relayed++;
    // longer each time nothing was found: with the poke behind every write, this is for what a crash kept from being told
    const idle = Math.min(Math.max(work.pause * 2, looks.least), looks.most);
    const pause = webhooks === 0 ? looks.none : more ? 0 : queued ? looks.least : idle;
    await db.batch(tenantId, [{ text: endRelay, params: [tenantId, lease, work.due, pause] }]);
  }

  async function deliver(tenantId: string, deliveryId: string, lease: string): Promise<void> {
    const [rows] = await db.batch(tenantId, [{ text: selectDelivery, params: [tenantId, deliveryId, lease] }]);
    const row = rows![0] as DeliveryRow | undefined;
    // what waits for a webhook that is disabled waits without work, until it is enabled
    if (row === undefined || row.state !== "waiting" || row.hook_state !== "active") {
      await db.batch(tenantId, [{ text: dropWork, params: [tenantId, deliveryId, lease] }]);
      return;
    }
    const busy = perHook.get(row.webhook_id) ?? 0;
    if (busy >= (row.held ? Math.ceil(perWebhook / 2) : perWebhook)) {
      // one that is slow leaves room for the others, and what is held for what is not
      await db.batch(tenantId, [{ text: putBack, params: [tenantId, deliveryId, lease, 0.5, true] }]);
      return;
    }
    perHook.set(row.webhook_id, busy + 1);
    try {
      const made: MadeUp | undefined = row.held ? await makeUp(platform, tenantId, lease, row) : { row };
      if (made === undefined) return void (await db.batch(tenantId, [{ text: dropWork, params: [tenantId, deliveryId, lease] }]));
      const outcome = made.outcome ?? (await attemptDelivery(platform, tenantId, made.row));
      const settled = await settleAttempt(platform, tenantId, lease, made.row, outcome);
      if (!settled) count.fenced++;
      else if (outcome.arrived) count.delivered++;
      else count.failed++;
    } finally {
      const left = perHook.get(row.webhook_id)! - 1;
      if (left === 0) perHook.delete(row.webhook_id);
      else perHook.set(row.webhook_id, left);
    }
  }

  return { start: carrier.start, wake: carrier.wake, stop: carrier.stop, stats: () => ({ ...count }) };
}

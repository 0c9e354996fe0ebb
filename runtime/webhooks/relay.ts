import { uuidv7 } from "uuidv7";
import { waitingBody } from "../events/event-body.ts";
import type { Platform } from "../platform.ts";
import { stand } from "../permissions/standing.ts";
import { actorOfWebhook, payloadsFor, type WaitingEvent } from "./rights.ts";
import { webhookColumns, type Payload, type WebhookRow } from "./webhook.ts";

/** Work that passes a tenant's events on to its webhooks: one piece for each tenant that ever had one, with the tenant's own id. */
export const relayWork = "webhook_relay";
/** Work that delivers one event to one webhook; its id is the delivery's. */
export const deliveryWork = "webhook";

/** Events passed on in one transaction. */
const most = 200;

/**
 * µs of the queue's clock that a delivery takes from its tenant: a tenant with many of them stands behind those with few, however early he came.
 */
const share = 20_000;

/** $1 tenant, $2 from when on, $3 most */
const selectWaiting = `select id, topic, ${waitingBody}, created_at from outbox
 where tenant_id = $1::uuid and relayed_at is null and created_at >= $2::timestamptz order by created_at, id limit $3::int`;

/** $1 tenant, $2 ids: those that nobody else has passed on meanwhile */
const mark = `update outbox set relayed_at = now() where tenant_id = $1::uuid and id = any($2::uuid[]) and relayed_at is null returning id`;

/** $1 tenant, $2 rows { id, webhook, event, topic, body } */
export const insertDeliveries = `insert into webhook_delivery (tenant_id, id, webhook_id, event_id, topic, body)
 select $1::uuid, x.id, x.webhook, x.event, x.topic, x.body
 from jsonb_to_recordset($2::jsonb) as x(id uuid, webhook uuid, event uuid, topic text, body jsonb)`;

/** Behind what the tenant has queued already. $1 tenant, $2 ids of deliveries, $3 class, $4 share */
export const queueDeliveries = `insert into work (tenant_id, id, kind, class, vft)
 select $1::uuid, x.id, 'deliver', $3::text,
   greatest((extract(epoch from clock_timestamp()) * 1000000)::int8,
     (select coalesce(max(w.vft), 0) from work w where w.tenant_id = $1::uuid and w.class = $3::text and w.state = 0)) + x.place * $4::int8
 from unnest($2::uuid[]) with ordinality as x(id, place)
 on conflict (tenant_id, id) do update set state = 0, lease_owner = null, lease_until = null, deliveries = 0, due_at = now()`;

export const queueParams = (tenantId: string, ids: readonly string[]): readonly unknown[] => [tenantId, ids, deliveryWork, share];

export interface NewDelivery {
  readonly id: string;
  readonly webhook: string;
  readonly event: string;
  readonly topic: string;
  readonly body: Payload;
}

/**
 * Passes what waits in a tenant's outbox on to his webhooks, up to `most` events: each becomes a delivery for each webhook that wants it and may have
 * it, in the transaction that marks it as passed on, so that none is forgotten or made twice.
 * @returns whether there may be more, and whether anything is to be delivered now
 */
export async function relayEvents(
  platform: Platform,
  tenantId: string,
): Promise<{ readonly more: boolean; readonly queued: boolean; readonly webhooks: number }> {
  const { db } = platform;
  const [rows] = await db.batch(tenantId, [
    { text: `select ${webhookColumns} from webhook where tenant_id = $1 and state = 'active' order by id`, params: [tenantId] },
  ]);
  const webhooks = rows as unknown as WebhookRow[];
  if (webhooks.length === 0) return { more: false, queued: false, webhooks: 0 };
  const since = new Date(Math.min(...webhooks.map((each) => each.since.getTime())));
  const effective = await platform.effectives.get(tenantId);
  const actors = await Promise.all(webhooks.map((each) => stand(platform, effective, actorOfWebhook(tenantId, each))));
  const { events, deliveries } = await db.transaction(
    tenantId,
    async (tx) => {
      const events = await tx.query<WaitingEvent>(selectWaiting, [tenantId, since, most]);
      const deliveries: NewDelivery[] = [];
      for (const [index, webhook] of webhooks.entries()) {
        for (const { event, payload } of await payloadsFor(tx, effective, actors[index]!, webhook, events))
          deliveries.push({ id: uuidv7(), webhook: webhook.id, event: event.id, topic: event.topic, body: payload });
      }
      return { events, deliveries };
    },
    { readOnly: true, class: "batch", deadlineMs: 10_000 },
  );
  if (events.length === 0) return { more: false, queued: false, webhooks: webhooks.length };
  const queued = await db.transaction(
    tenantId,
    async (tx) => {
      const ours = new Set((await tx.query<{ id: string }>(mark, [tenantId, events.map(({ id }) => id)])).map(({ id }) => id));
      const made = deliveries.filter(({ event }) => ours.has(event));
      if (made.length === 0) return false;
      await Promise.all([
        tx.query(insertDeliveries, [tenantId, made]),
        tx.query(queueDeliveries, [
          ...queueParams(
            tenantId,
            made.map(({ id }) => id),
          ),
        ]),
      ]);
      return true;
    },
    { class: "batch", deadlineMs: 10_000 },
  );
  return { more: events.length === most, queued, webhooks: webhooks.length };
}

import type { Statement } from "#db";
import { waitingBody } from "../events/event-body.ts";
import type { Platform } from "../platform.ts";
import { stand } from "../permissions/standing.ts";
import { newId } from "../uuid.ts";
import { isPassing } from "../work/passing.ts";
import { actorOfWebhook, payloadsFor, type WaitingEvent } from "./rights.ts";
import { webhookColumns, type Payload, type WebhookRow } from "./webhook.ts";

/** Work that passes a tenant's events on to its webhooks: one piece for each tenant that ever had one, with the tenant's own id. */
export const relayWork = "webhook_relay";
/** Work that delivers one event to one webhook; its id is the delivery's. */
export const deliveryWork = "webhook";

/** Events passed on in one transaction. */
const most = 200;
/** Events passed on one by one, after it failed for many. */
const mostAlone = 50;
/** Tries of an event before those behind it go without it. */
const mostTries = 5;

/**
 * µs of the queue's clock that a delivery takes from its tenant: a tenant with many of them stands behind those with few, however early he came.
 */
const share = 20_000;

/** $1 tenant */
const selectActive = `select ${webhookColumns} from webhook where tenant_id = $1::uuid and state = 'active' order by id`;
const selectRevision = "select n from active_revision where tenant_id = $1::uuid";

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

/** What of a webhook says which events it gets, and how. */
const wantsOf = ({ id, topics, objects, roles, since }: WebhookRow): readonly unknown[] => [id, topics, objects, roles, since];
const isSame = (some: readonly WebhookRow[], others: readonly WebhookRow[]): boolean =>
  JSON.stringify(some.map(wantsOf)) === JSON.stringify(others.map(wantsOf));

export interface Relayed {
  /** there may be more to pass on */
  readonly more: boolean;
  /** something is to be delivered now */
  readonly queued: boolean;
  /** webhooks that may get something */
  readonly webhooks: number;
}

/**
 * Passes what waits in a tenant's outbox on to his webhooks: each event becomes a delivery for each webhook that wants it and may have it, in the
 * transaction that marks it as passed on, so that none is forgotten or made twice.
 * @param tries how often it was tried by now. From the second on events go one by one, so that what is before the one that fails comes through; at
 *   the `mostTries`th that one is passed over, so that those behind it come through too.
 */
export async function relayEvents(platform: Platform, tenantId: string, tries = 1): Promise<Relayed> {
  if (tries <= 1) return passOn(platform, tenantId, most);
  let queued = false;
  for (let count = 1; ; count++) {
    let passed: Relayed;
    try {
      passed = await passOn(platform, tenantId, 1);
    } catch (error) {
      if (tries < mostTries || !(error instanceof CannotBePassedOn)) throw error;
      platform.log.error({ err: error.cause, tenantId, event: error.event }, "an event is passed over: it goes to no webhook");
      await platform.db.batch(tenantId, [{ text: mark, params: [tenantId, [error.event]] }]);
      return { more: true, queued, webhooks: 1 };
    }
    queued ||= passed.queued;
    if (!passed.more || count === mostAlone) return { ...passed, queued };
  }
}

/** The first of the events that wait is to blame, and nothing that passes. */
class CannotBePassedOn extends Error {
  override readonly name = "CannotBePassedOn";
  readonly event: string;
  constructor(event: string, cause: unknown) {
    super("an event cannot be passed on", { cause });
    this.event = event;
  }
}

async function passOn(platform: Platform, tenantId: string, count: number): Promise<Relayed> {
  const { db, effectives } = platform;
  const active: Statement = { text: selectActive, params: [tenantId] };
  const [rows] = await db.batch(tenantId, [active], { readOnly: true });
  const webhooks = rows as WebhookRow[];
  if (webhooks.length === 0) return { more: false, queued: false, webhooks: 0 };
  const since = new Date(Math.min(...webhooks.map((each) => each.since.getTime())));
  const effective = await effectives.get(tenantId);
  const actors = await Promise.all(webhooks.map((each) => stand(platform, effective, actorOfWebhook(tenantId, each))));
  return db.transaction(
    tenantId,
    async (tx) => {
      const [events, now, [pointer]] = await Promise.all([
        tx.query<WaitingEvent>(selectWaiting, [tenantId, since, count]),
        tx.query<WebhookRow>(active.text, active.params),
        tx.query<{ n: number }>(selectRevision, [tenantId]),
      ]);
      // a webhook that was made, or an object that was published, before one of these events was, is there now: events that go by what was before
      // would be lost to it
      const isPublished = (pointer?.n ?? 0) !== effective.revision;
      if (isPublished) effectives.drop(tenantId);
      if (isPublished || !isSame(webhooks, now)) return { more: true, queued: false, webhooks: now.length };
      if (events.length === 0) return { more: false, queued: false, webhooks: webhooks.length };
      const deliveries: NewDelivery[] = [];
      try {
        for (const [index, webhook] of webhooks.entries()) {
          for (const { event, payload } of await payloadsFor(tx, effective, actors[index]!, webhook, events))
            deliveries.push({ id: newId(), webhook: webhook.id, event: event.id, topic: event.topic, body: payload });
        }
      } catch (error) {
        throw count > 1 || isPassing(error) ? error : new CannotBePassedOn(events[0]!.id, error);
      }
      const marked = await tx.query<{ id: string }>(mark, [tenantId, events.map(({ id }) => id)]);
      const ours = new Set(marked.map(({ id }) => id));
      const made = deliveries.filter(({ event }) => ours.has(event));
      if (made.length > 0) {
        const ids = made.map(({ id }) => id);
        await Promise.all([tx.query(insertDeliveries, [tenantId, made]), tx.query(queueDeliveries, queueParams(tenantId, ids))]);
      }
      return { more: events.length === count, queued: made.length > 0, webhooks: webhooks.length };
    },
    { class: "batch", deadlineMs: 15_000 },
  );
}

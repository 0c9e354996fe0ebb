import { codeOf, type Statement } from "#db";
import { waitingBody } from "../events/event-body.ts";
import type { Platform } from "../platform.ts";
import { stand } from "../permissions/standing.ts";
import { newId } from "../uuid.ts";
import { isPassing } from "../work/passing.ts";
import { actorOfWebhook, payloadsFor, wants, type WaitingEvent } from "./rights.ts";
import { webhookColumns, type Payload, type WebhookRow } from "./webhook.ts";

/** Work that passes a tenant's events on to its webhooks: one piece for each tenant that ever had one, with the tenant's own id. */
export const relayWork = "webhook_relay";
/** Work that delivers one event to one webhook; its id is the delivery's. */
export const deliveryWork = "webhook";

/** Events passed on in one transaction, at the first try. */
const most = 200;
/** ms of such a transaction; ms after which no webhook is asked about any more. Both, and once more the first, are less than a lease. */
const passMs = 10_000;
const patienceMs = 6_000;

/**
 * µs of the queue's clock that a delivery takes from its tenant: a tenant with many of them stands behind those with few, however early he came.
 */
const share = 20_000;

/** $1 tenant */
const selectActive = `select ${webhookColumns} from webhook where tenant_id = $1::uuid and state = 'active' order by id`;
/** $1 tenant */
export const selectRevision = "select n from active_revision where tenant_id = $1::uuid";

/** $1 tenant, $2 from when on, $3 most */
const waiting = (body: string) => `select id, topic, ${body}, body->>'object' as object, created_at from outbox
 where tenant_id = $1::uuid and relayed_at is null and created_at >= $2::timestamptz order by created_at, id limit $3::int`;
const selectWaiting = waiting(waitingBody);
const selectUnread = waiting("null as body");

/** $1 tenant, $2 ids: those that nobody else has passed on meanwhile */
const mark = `update outbox set relayed_at = now() where tenant_id = $1::uuid and id = any($2::uuid[]) and relayed_at is null returning id`;

/** $1 tenant, $2 rows { id, webhook, event, topic, body, held } */
export const insertDeliveries = `insert into webhook_delivery (tenant_id, id, webhook_id, event_id, topic, body, held)
 select $1::uuid, x.id, x.webhook, x.event, x.topic, x.body, x.held
 from jsonb_to_recordset($2::jsonb) as x(id uuid, webhook uuid, event uuid, topic text, body jsonb, held boolean)`;

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
  /** what the webhook may have of the event is found out when it is sent */
  readonly held: boolean;
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

/** Webhooks whose deliveries are held. */
type Held = ReadonlySet<string> | "all";

/**
 * Passes what waits in a tenant's outbox on to his webhooks: each event becomes a delivery for each webhook that wants it and may have it, in the
 * transaction that marks it as passed on, so that none is forgotten or made twice. Where it cannot be found out what a webhook may have, its
 * deliveries are held: each finds that out by itself when it is sent (`makeUp`), with the tries and pauses of a delivery, in nobody's way.
 * @param tries how often it was tried by now: fewer events are taken each time
 */
export async function relayEvents(platform: Platform, tenantId: string, tries = 1): Promise<Relayed> {
  const count = Math.max(1, Math.floor(most / 4 ** (tries - 1)));
  const until = performance.now() + patienceMs;
  for (let held: Held = new Set(); ;) {
    try {
      return await passOn(platform, tenantId, count, held);
    } catch (error) {
      if (held === "all" || (isPassing(error) && codeOf(error) !== "deadline")) throw error;
      held = error instanceof NotFoundOut && performance.now() < until ? new Set([...held, error.webhook]) : "all";
      const webhook = error instanceof NotFoundOut ? error.webhook : undefined;
      platform.log.warn({ err: error, tenantId, webhook }, "what webhooks may have of events is found out for each event by itself");
    }
  }
}

/** What one webhook may have of the events could not be found out, and nothing that passes was in the way. */
class NotFoundOut extends Error {
  override readonly name = "NotFoundOut";
  readonly webhook: string;
  constructor(webhook: string, cause: unknown) {
    super("it cannot be found out what a webhook may have", { cause });
    this.webhook = webhook;
  }
}

async function passOn(platform: Platform, tenantId: string, count: number, held: Held): Promise<Relayed> {
  const { db, effectives } = platform;
  const active: Statement = { text: selectActive, params: [tenantId] };
  const [rows] = await db.batch(tenantId, [active], { readOnly: true });
  const webhooks = rows as WebhookRow[];
  if (webhooks.length === 0) return { more: false, queued: false, webhooks: 0 };
  const since = new Date(Math.min(...webhooks.map((each) => each.since.getTime())));
  const effective = await effectives.get(tenantId);
  const asked = held === "all" ? [] : webhooks;
  const actors = await Promise.all(asked.map((each) => stand(platform, effective, actorOfWebhook(tenantId, each))));
  return db.transaction(
    tenantId,
    async (tx) => {
      const [events, now, [pointer]] = await Promise.all([
        tx.query<WaitingEvent>(held === "all" ? selectUnread : selectWaiting, [tenantId, since, count]),
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
      for (const [index, webhook] of webhooks.entries()) {
        const isHeld = held === "all" || held.has(webhook.id);
        const found = isHeld
          ? events.filter((event) => wants(webhook, event)).map((event) => ({ event, payload: notKnownYet(event) }))
          : await payloadsFor(tx, effective, actors[index]!, webhook, events).catch((error: unknown) => {
              throw isPassing(error) ? error : new NotFoundOut(webhook.id, error);
            });
        for (const { event, payload } of found)
          deliveries.push({ id: newId(), webhook: webhook.id, event: event.id, topic: event.topic, body: payload, held: isHeld });
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
    { class: "batch", deadlineMs: passMs },
  );
}

/** What stands in the log of a webhook before it is known what it may see of the event. */
const notKnownYet = ({ topic, created_at }: WaitingEvent): Payload => ({ type: topic, timestamp: created_at.toISOString(), data: null });

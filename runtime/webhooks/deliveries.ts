import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { isUuid, newId } from "../uuid.ts";
import type { Attempt } from "./deliver.ts";
import { wantedProblems } from "./may-keep.ts";
import { insertDeliveries, queueDeliveries, queueParams } from "./relay.ts";
import { testTopic, type Payload, type WebhookRow } from "./webhook.ts";
import { findWebhook, ownWebhook } from "./webhooks.ts";

export type DeliveryState = "waiting" | "delivered" | "failed";

/** One event on its way to one webhook. */
export interface DeliveryJson {
  readonly id: string;
  /** what the receiver sees as webhook-id, equal for every attempt and replay */
  readonly eventId: string;
  readonly topic: string;
  readonly state: DeliveryState;
  /** what the webhook may have of the event could not be found out yet: until then neither object nor record are told */
  readonly held: boolean;
  /** since it was made or last replayed */
  readonly attempts: number;
  readonly createdAt: string;
  /** of the next attempt; null when there is none */
  readonly dueAt: string | null;
  readonly deliveredAt: string | null;
  readonly last: Attempt | null;
  readonly object: string | null;
  readonly recordId: string | null;
}

/** With everything that is kept of it. `body`: null for those who have not the rights it was sent by, and while it is held. */
export interface DeliveryDetail extends DeliveryJson {
  readonly log: readonly Attempt[];
  readonly body: Payload | null;
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly topic: string;
  readonly state: DeliveryState;
  readonly held: boolean;
  readonly attempts: number;
  readonly created_at: Date;
  readonly due_at: Date;
  readonly delivered_at: Date | null;
  readonly last: Attempt | null;
  readonly object: string | null;
  readonly record: string | null;
}

const columns = `id, event_id, topic, state, held, attempts, created_at, due_at, delivered_at, log->-1 as last,
 case when topic like 'record.%' then body->'data'->>'object' end as object, case when topic like 'record.%' then body->'data'->>'id' end as record`;

const show = (row: Row): DeliveryJson => ({
  id: row.id,
  eventId: row.event_id,
  topic: row.topic,
  state: row.state,
  held: row.held,
  attempts: row.attempts,
  createdAt: row.created_at.toISOString(),
  dueAt: row.state === "waiting" ? row.due_at.toISOString() : null,
  deliveredAt: row.delivered_at?.toISOString() ?? null,
  last: row.last,
  object: row.object,
  recordId: row.record,
});

const noDelivery = (id: string) => refused(problem("not_found", "", `There is no delivery ${isUuid(id) ? id : "of this id"}.`));

export interface DeliveryQuery {
  readonly state?: DeliveryState | undefined;
  /** id of the last delivery of the page before */
  readonly before?: string | undefined;
  /** 1 to 200; default 50 */
  readonly limit?: number | undefined;
}

/** $1 tenant, $2 webhook, $3 state, $4 before, $5 most */
const selectDeliveries = `select ${columns} from webhook_delivery
 where tenant_id = $1::uuid and webhook_id = $2::uuid and ($3::text is null or state = $3)
   and ($4::uuid is null or (created_at, id) < (select b.created_at, b.id from webhook_delivery b where b.tenant_id = $1::uuid and b.id = $4::uuid))
 order by created_at desc, id desc limit $5::int`;

/** What was sent, and is to be, to a webhook, latest first. `next`: give it back as `before`; null: there are no more. */
export async function listDeliveries(
  platform: Platform,
  actor: Actor,
  webhookId: string,
  { state, before, limit = 50 }: DeliveryQuery = {},
): Promise<Result<{ readonly data: readonly DeliveryJson[]; readonly next: string | null }>> {
  const found = await findWebhook(platform, actor, webhookId);
  if (!found.ok) return found;
  if (before !== undefined && !isUuid(before)) return refused(problem("invalid_cursor", "/cursor", "The cursor is not one of ours."));
  const most = Math.min(Math.max(Math.trunc(limit), 1), 200);
  const params = [actor.tenantId, webhookId, state ?? null, before ?? null, most + 1];
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: selectDeliveries, params }], { readOnly: true });
  const page = (rows as Row[]).slice(0, most);
  return ok({ data: page.map(show), next: rows!.length > most ? page.at(-1)!.id : null });
}

/** One message of a webhook with what was sent and answered. Problems: not_found. */
export async function getDelivery(platform: Platform, actor: Actor, webhookId: string, id: string): Promise<Result<DeliveryDetail>> {
  const found = await findWebhook(platform, actor, webhookId);
  if (!found.ok) return found;
  if (!isUuid(id)) return noDelivery(id);
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select ${columns}, log, body from webhook_delivery where tenant_id = $1 and webhook_id = $2 and id = $3`,
        params: [actor.tenantId, webhookId, id],
      },
    ],
    { readOnly: true },
  );
  const row = rows![0] as (Row & { log: Attempt[]; body: Payload }) | undefined;
  if (row === undefined) return noDelivery(id);
  const { effective, row: webhook } = found.value;
  const sees = !wantedProblems(effective, actor, webhook).some(({ code }) => code === "forbidden");
  return ok({ ...show(row), log: row.log, body: sees && !row.held ? row.body : null });
}

const disabled = () => refused(problem("webhook_disabled", "", "The webhook is disabled: nothing is sent to it."));

async function activeWebhook(platform: Platform, actor: Actor, id: string): Promise<Result<WebhookRow>> {
  const found = await ownWebhook(platform, actor, id);
  if (!found.ok) return found;
  return found.value.row.state === "active" ? ok(found.value.row) : disabled();
}

/** Sends an event that says nothing happened, to see whether it arrives. */
export async function testWebhook(platform: Platform, actor: Actor, webhookId: string): Promise<Result<DeliveryJson>> {
  const webhook = await activeWebhook(platform, actor, webhookId);
  if (!webhook.ok) return webhook;
  const { tenantId } = actor;
  const [id, event] = [newId(), newId()];
  const body: Payload = { type: testTopic, timestamp: new Date().toISOString(), data: { webhook: webhookId } };
  const [, , rows] = await platform.db.batch(tenantId, [
    { text: insertDeliveries, params: [tenantId, [{ id, webhook: webhookId, event, topic: testTopic, body, held: false }]] },
    { text: queueDeliveries, params: queueParams(tenantId, [id]) },
    { text: `select ${columns} from webhook_delivery where tenant_id = $1 and id = $2`, params: [tenantId, id] },
  ]);
  platform.wake();
  return ok(show(rows![0] as Row));
}

/** Attempts are counted from anew; what was tried before stays in the log. */
const again = `set state = 'waiting', attempts = 0, due_at = now(), delivered_at = null`;

/** Sends one event again, under the id that it had. */
export async function replayDelivery(platform: Platform, actor: Actor, webhookId: string, id: string): Promise<Result<DeliveryJson>> {
  const webhook = await activeWebhook(platform, actor, webhookId);
  if (!webhook.ok) return webhook;
  if (!isUuid(id)) return noDelivery(id);
  const { tenantId } = actor;
  const row = await platform.db.transaction(tenantId, async (tx) => {
    const [found] = await tx.query<Row>(
      `update webhook_delivery ${again} where tenant_id = $1 and webhook_id = $2 and id = $3 returning ${columns}`,
      [tenantId, webhookId, id],
    );
    if (found !== undefined) await tx.query(queueDeliveries, [...queueParams(tenantId, [id])]);
    return found;
  });
  if (row === undefined) return noDelivery(id);
  platform.wake();
  return ok(show(row));
}

/** Deliveries of one call. */
const mostReplayed = 1_000;

/**
 * Sends again what failed since a time, or with `all` what arrived as well (a receiver that lost what it had), the oldest first, up to 1,000 at
 * once: `more` says that there are others, `last` when the last of these was made.
 */
export async function replaySince(
  platform: Platform,
  actor: Actor,
  webhookId: string,
  since: string,
  all = false,
): Promise<Result<{ readonly replayed: number; readonly more: boolean; readonly last: string | null }>> {
  const webhook = await activeWebhook(platform, actor, webhookId);
  if (!webhook.ok) return webhook;
  const { tenantId } = actor;
  const rows = await platform.db.transaction(
    tenantId,
    async (tx) => {
      const rows = await tx.query<{ id: string; created_at: Date }>(
        `update webhook_delivery ${again} where tenant_id = $1::uuid and id in (
           select id from webhook_delivery where tenant_id = $1::uuid and webhook_id = $2::uuid and state = any($5::text[]) and created_at >= $3::timestamptz
           order by created_at limit $4::int) returning id, created_at`,
        [tenantId, webhookId, since, mostReplayed, all ? ["failed", "delivered"] : ["failed"]],
      );
      if (rows.length > 0)
        await tx.query(queueDeliveries, [
          ...queueParams(
            tenantId,
            rows.map((each) => each.id),
          ),
        ]);
      return rows;
    },
    { class: "batch", deadlineMs: 10_000 },
  );
  platform.wake();
  const last = rows.reduce((latest, { created_at }) => Math.max(latest, created_at.getTime()), 0);
  return ok({ replayed: rows.length, more: rows.length === mostReplayed, last: rows.length === 0 ? null : new Date(last).toISOString() });
}

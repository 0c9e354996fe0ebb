import { codeOf } from "#db";
import { waitingBody } from "../events/event-body.ts";
import { stand } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import { isPassing } from "../work/passing.ts";
import type { Attempt, DeliveryRow, Outcome } from "./deliver.ts";
import { selectRevision } from "./relay.ts";
import { actorOfWebhook, payloadsFor, type WaitingEvent } from "./rights.ts";
import { webhookColumns, type WebhookRow } from "./webhook.ts";

/** ms for it, so that a lease has enough left to send it. */
const makingMs = 12_000;
/** Publishes that may come in between. */
const mostPublishes = 5;

/** $1 tenant, $2 event */
const selectEvent = `select id, topic, ${waitingBody}, body->>'object' as object, created_at from outbox where tenant_id = $1::uuid and id = $2::uuid`;
const selectWebhook = `select ${webhookColumns} from webhook where tenant_id = $1::uuid and id = $2::uuid`;

/** $1 tenant, $2 delivery, $3 lease: only while it holds */
const ours = `exists (select 1 from work w where w.tenant_id = $1::uuid and w.id = $2::uuid and w.state = 1 and w.lease_owner = $3::uuid)`;
/** $4 body. From now on it is like any other, and its tries are counted from anew. */
const letGo = `update webhook_delivery set body = $4::jsonb, held = false, attempts = 0 where tenant_id = $1::uuid and id = $2::uuid and held and ${ours}`;
const forget = `delete from webhook_delivery where tenant_id = $1::uuid and id = $2::uuid and held and ${ours}`;

/** A delivery as it may be sent now, or what came of it before anything was. */
export interface MadeUp {
  readonly row: DeliveryRow;
  readonly outcome?: Outcome;
}

class Published extends Error {}
class EventGone extends Error {}

/**
 * Finds out what a webhook may have of an event that was held, by what it wanted when the event came and the rights of now.
 * @returns undefined when it may have nothing, and the delivery is no more
 * @throws for what passes: it is tried again soon
 */
export async function makeUp(platform: Platform, tenantId: string, lease: string, row: DeliveryRow): Promise<MadeUp | undefined> {
  const begun = performance.now();
  const at = new Date().toISOString();
  for (let publishes = 0; ; publishes++) {
    try {
      return await once(platform, tenantId, lease, row);
    } catch (error) {
      if (error instanceof Published && publishes < mostPublishes) continue;
      const isLate = codeOf(error) === "57014" || codeOf(error) === "deadline";
      if (isPassing(error) && !isLate) throw error;
      const isGone = error instanceof EventGone;
      const why: Attempt["error"] = isGone ? "event_gone" : isLate ? "too_slow" : "not_found_out";
      platform.log.warn(
        { err: error, tenantId, delivery: row.id, event: row.event_id },
        "what a webhook may have of an event is not known yet",
      );
      const attempt = { at, ms: Math.round(performance.now() - begun), error: why };
      return { row, outcome: { attempt, arrived: false, gone: false, unasked: isGone ? "ever" : "yet" } };
    }
  }
}

async function once(platform: Platform, tenantId: string, lease: string, row: DeliveryRow): Promise<MadeUp | undefined> {
  const effective = await platform.effectives.get(tenantId);
  const read = [{ text: selectWebhook, params: [tenantId, row.webhook_id] }];
  const [[webhook]] = (await platform.db.batch(tenantId, read, { readOnly: true })) as [[WebhookRow | undefined]];
  if (webhook === undefined) return undefined;
  const actor = await stand(platform, effective, actorOfWebhook(tenantId, webhook));
  return platform.db.transaction(
    tenantId,
    async (tx) => {
      const [[event], [pointer]] = await Promise.all([
        tx.query<WaitingEvent>(selectEvent, [tenantId, row.event_id]),
        tx.query<{ n: number }>(selectRevision, [tenantId]),
      ]);
      if ((pointer?.n ?? 0) !== effective.revision) {
        // an object that was published before the event came is there now
        platform.effectives.drop(tenantId);
        throw new Published("metadata was published meanwhile");
      }
      if (event === undefined) throw new EventGone("the event is no longer in the outbox");
      const asThen = { ...webhook, topics: [row.topic], objects: [], since: event.created_at };
      const [found] = await payloadsFor(tx, effective, actor, asThen, [event]);
      const mine = [tenantId, row.id, lease];
      await (found === undefined ? tx.query(forget, mine) : tx.query(letGo, [...mine, { ...found.payload }]));
      return found && { row: { ...row, body: found.payload, held: false, attempts: 0 } };
    },
    { class: "batch", deadlineMs: makingMs },
  );
}

import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { eventBody } from "../events/event-body.ts";
import type { RecordEvent } from "../events/record-events.ts";
import { accessTo } from "../permissions/access.ts";
import { reach } from "../records/allowed.ts";
import { isRecordTopic, type Payload, type WebhookRow } from "./webhook.ts";

/** An event as it waits to be passed on. */
export interface WaitingEvent extends Record<string, unknown> {
  readonly id: string;
  readonly topic: string;
  readonly body: Json;
  /** of a record event: the object's name, as its body says */
  readonly object: string | null;
  readonly created_at: Date;
}

/** A webhook acts with roles of its own, and is nobody: a rule that asks whose a record is lets nothing through to it. */
export const actorOfWebhook = (tenantId: string, { id, roles }: Pick<WebhookRow, "id" | "roles">): Actor => ({
  tenantId,
  userId: null,
  by: `webhook:${id}`,
  roles,
  locale: "en",
});

/** Whether a webhook asks for such events, of such objects, since then. */
export const wants = ({ topics, objects, since }: WebhookRow, { topic, object, created_at }: WaitingEvent): boolean =>
  topics.includes(topic) &&
  created_at >= since &&
  (objects.length === 0 || !isRecordTopic(topic) || object === null || objects.includes(object));

/**
 * What a webhook is sent of these events: those of its topics and objects, of records that its roles may read as they stand now (deleted or not),
 * without the fields they may not see. A change of nothing they may see is not sent.
 */
export async function payloadsFor(
  tx: Pick<Tx, "query">,
  effective: Effective,
  actor: Actor,
  webhook: WebhookRow,
  events: readonly WaitingEvent[],
): Promise<{ readonly event: WaitingEvent; readonly payload: Payload }[]> {
  const wanted = events.filter((event) => wants(webhook, event));
  const reachable = new Map<string, (id: string) => boolean>();
  const found: { event: WaitingEvent; payload: Payload }[] = [];
  const now = new Date().toISOString();
  for (const event of wanted) {
    if (!isRecordTopic(event.topic)) {
      found.push({ event, payload: { type: event.topic, timestamp: event.created_at.toISOString(), data: event.body } });
      continue;
    }
    const { object: name, at, changes, ...rest } = eventBody(effective, event.body);
    const object = effective.objects.get(name);
    const access = accessTo(effective, actor, name);
    if (object === undefined || access?.read === undefined) continue;
    if (!reachable.has(name)) {
      const ids = wanted.flatMap(({ topic, body }) =>
        isRecordTopic(topic) && (body as RecordEvent["body"]).object === name ? [(body as RecordEvent["body"]).id] : [],
      );
      const reached = await reach(tx, effective, actor, { object, access }, ["read"], [...new Set(ids)], now);
      reachable.set(name, reached.ok ? (id) => reached.value("read", id) : () => false);
    }
    if (!reachable.get(name)!(rest.id)) continue;
    const { sees } = access.read;
    const seen = Object.fromEntries(Object.entries(changes).filter(([field]) => sees(field)));
    if (event.topic === "record.updated" && Object.keys(seen).length === 0) continue;
    found.push({ event, payload: { type: event.topic, timestamp: at, data: bounded({ object: name, ...rest, changes: seen }) } });
  }
  return found;
}

/** Longest data of a record event, in characters of JSON. */
const mostData = 262_144;

/** What is too long to be sent names the fields that changed and leaves their values to be asked for. */
function bounded(data: { readonly changes: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>): Json {
  if (JSON.stringify(data).length <= mostData) return data as unknown as Json;
  const { changes, ...rest } = data;
  return { ...rest, changes: {}, cut: true, fields: Object.keys(changes) } as unknown as Json;
}

import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { anyId, instant, ofId } from "../parts.ts";

const tag = "Webhooks";
const permission = "designOrAdminister";
const ofDelivery = z.strictObject({ id: anyId, delivery: anyId });

const parts = {
  url: z.string().min(1).max(2_000).meta({ description: "https; changing its host changes the secret too" }),
  topics: z
    .array(z.string().min(1).max(256))
    .min(1)
    .max(20)
    .meta({ description: "record.created, record.updated, record.deleted, record.restored, and topics that flows publish on" }),
  objects: z.array(nameSchema).max(100).meta({ description: "Of record events; none named = all that the roles may read" }),
  roles: z.array(nameSchema).min(1).max(20).meta({
    description: "What it is sent by: records and fields that these roles may not read are left out. None beyond the caller's own rights",
  }),
  description: z.string().max(500),
  enabled: z.boolean(),
};

const webhook = z
  .strictObject({
    id: z.string(),
    ...parts,
    problem: z
      .enum(["gone", "failing"])
      .nullable()
      .meta({ description: "Why it was disabled: the receiver answered 410, or nothing arrived for days" }),
    failingSince: z.string().nullable(),
    rotatingUntil: z.string().nullable().meta({ description: "Until then the secret before the last rotation signs too" }),
    createdAt: z.string(),
    createdBy: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "Webhook" });

const secret = z.string().meta({ description: "whsec_…, shown this once" });
const withSecret = webhook.extend({ secret }).meta({ id: "NewWebhook" });
const maybeSecret = webhook.extend({ secret: secret.optional() }).meta({ id: "ChangedWebhook" });

const attempt = z.strictObject({
  at: z.string(),
  ms: z.int(),
  status: z.int().optional(),
  error: z.string().optional().meta({
    description:
      "timeout, address_forbidden, unreachable, secret_unreadable; before anything was sent: too_slow, not_found_out, event_gone",
  }),
  response: z.string().optional().meta({ description: "The beginning of what the receiver answered, at most 1 KiB" }),
});

const deliveryParts = {
  id: z.string(),
  eventId: z.string().meta({ description: "webhook-id of every attempt and replay" }),
  topic: z.string(),
  state: z.enum(["waiting", "delivered", "failed"]),
  held: z.boolean().meta({
    description:
      "It could not be found out yet what the webhook may have of the event; it is tried again. Until then object, record and body are null",
  }),
  attempts: z.int(),
  createdAt: z.string(),
  dueAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  last: attempt.nullable(),
  object: z.string().nullable(),
  recordId: z.string().nullable(),
};
const delivery = z.strictObject(deliveryParts).meta({ id: "WebhookDelivery" });
const deliveryDetail = z.strictObject({ ...deliveryParts, log: z.array(attempt), body: z.unknown() }).meta({ id: "WebhookDeliveryDetail" });

export const list = contract({
  method: "GET",
  path: "/webhooks",
  tag,
  summary: "The tenant's webhooks: where events are sent",
  permission,
  answer: z.strictObject({ data: z.array(webhook) }),
});

export const create = contract({
  method: "POST",
  path: "/webhooks",
  tag,
  summary: "Have events sent to an address, signed by Standard Webhooks; the secret is in this answer alone",
  permission,
  body: z.strictObject({
    url: parts.url,
    topics: parts.topics,
    objects: parts.objects.optional(),
    roles: parts.roles,
    description: parts.description.optional(),
    enabled: parts.enabled.optional(),
  }),
  // what is kept for a repetition would hold the secret
  repeat: "own",
  status: 201,
  answer: withSecret,
});

export const get = contract({
  method: "GET",
  path: "/webhooks/{id}",
  tag,
  summary: "One webhook, without its secret",
  permission,
  params: ofId,
  answer: webhook,
});

export const change = contract({
  method: "PATCH",
  path: "/webhooks/{id}",
  tag,
  summary: "Change a webhook; another host gets another secret, shown in this answer",
  permission,
  params: ofId,
  body: z.strictObject({
    url: parts.url.optional(),
    topics: parts.topics.optional(),
    objects: parts.objects.optional(),
    roles: parts.roles.optional(),
    description: parts.description.optional(),
    enabled: parts.enabled.optional(),
  }),
  repeat: "own",
  answer: maybeSecret,
});

export const remove = contract({
  method: "DELETE",
  path: "/webhooks/{id}",
  tag,
  summary: "End a webhook; what waits for it is not sent",
  permission,
  params: ofId,
  status: 204,
});

export const rotate = contract({
  method: "POST",
  path: "/webhooks/{id}/rotate",
  tag,
  summary: "A new secret, shown in this answer alone; the one before signs too for 24 hours",
  permission,
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  repeat: "own",
  answer: withSecret,
});

export const test = contract({
  method: "POST",
  path: "/webhooks/{id}/test",
  tag,
  summary: "Send an event of type webhook.test",
  permission,
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  status: 202,
  answer: delivery,
});

export const replaySince = contract({
  method: "POST",
  path: "/webhooks/{id}/replay",
  tag,
  summary: "Send again what failed since a time, or with all what arrived too, the oldest 1,000 first",
  permission,
  params: ofId,
  body: z.strictObject({ since: instant, all: z.boolean().optional() }),
  answer: z.strictObject({
    replayed: z.int(),
    more: z.boolean().meta({ description: "There are others: ask again from `last` on" }),
    last: z.string().nullable().meta({ description: "When the last of these was made" }),
  }),
});

export const deliveries = contract({
  method: "GET",
  path: "/webhooks/{id}/deliveries",
  tag,
  summary: "What was sent to a webhook in the last 30 days, and what came of it, latest first",
  permission,
  params: ofId,
  query: z.strictObject({
    state: z.enum(["waiting", "delivered", "failed"]).optional(),
    cursor: anyId.optional().meta({ description: "`next` of the page before" }),
    limit: z
      .string()
      .regex(/^(?:[1-9]\d?|1\d\d|200)$/)
      .optional(),
  }),
  answer: z.strictObject({ data: z.array(delivery), next: z.string().nullable() }),
});

export const oneDelivery = contract({
  method: "GET",
  path: "/webhooks/{id}/deliveries/{delivery}",
  tag,
  summary: "One delivery: what was sent, and each attempt with what the receiver answered",
  permission,
  params: ofDelivery,
  answer: deliveryDetail,
});

export const replay = contract({
  method: "POST",
  path: "/webhooks/{id}/deliveries/{delivery}/replay",
  tag,
  summary: "Send one event again, under the id that it had",
  permission,
  params: ofDelivery,
  bodyOptional: true,
  body: z.strictObject({}),
  answer: delivery,
});

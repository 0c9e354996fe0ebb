import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, exact, madeAt, moment, tenantId } from "./columns.ts";

/**
 * Where events of a tenant are sent. topics and objects: lists of names, no objects = all. roles: what they may not read is not sent. secret: sealed,
 * never shown again; the one before it signs too for a day. state: active disabled. since: events from then on. problem: why it was disabled.
 */
export const webhook = pgTable(
  "webhook",
  {
    tenantId,
    id: uuid("id").notNull(),
    url: text("url").notNull(),
    description: text("description").notNull().default(""),
    topics: jsonb("topics").notNull().default([]),
    objects: jsonb("objects").notNull().default([]),
    roles: jsonb("roles").notNull().default([]),
    secret: bytes("secret").notNull(),
    previousSecret: bytes("previous_secret"),
    rotatedAt: moment("rotated_at"),
    state: exact("state").notNull().default("active"),
    since: madeAt("since"),
    failingSince: moment("failing_since"),
    problem: exact("problem"),
    createdAt: madeAt(),
    createdBy: text("created_by").notNull(),
    updatedAt: madeAt("updated_at"),
  },
  (t) => [primaryKey({ name: "webhook_key", columns: [t.tenantId, t.id] })],
);

/**
 * One event on its way to one webhook. state: waiting delivered failed. held: what the webhook may have of the event could not be found out yet; until
 * then body says when and of what topic, and the event stays in the outbox.
 */
export const webhookDelivery = pgTable(
  "webhook_delivery",
  {
    tenantId,
    id: uuid("id").notNull(),
    webhookId: uuid("webhook_id").notNull(),
    eventId: uuid("event_id").notNull(),
    topic: exact("topic").notNull(),
    body: jsonb("body").notNull(),
    held: boolean("held").notNull().default(false),
    state: exact("state").notNull().default("waiting"),
    attempts: integer("attempts").notNull().default(0),
    /** attempts, the latest ten: { at, status?, error?, ms, response? } */
    log: jsonb("log").notNull().default([]),
    createdAt: madeAt(),
    dueAt: madeAt("due_at"),
    deliveredAt: moment("delivered_at"),
  },
  (t) => [
    primaryKey({ name: "webhook_delivery_key", columns: [t.tenantId, t.id] }),
    index("webhook_delivery_of").on(t.tenantId, t.webhookId, t.createdAt),
    index("webhook_delivery_old").on(t.tenantId, t.createdAt),
    index("webhook_delivery_held")
      .on(t.tenantId, t.eventId)
      .where(sql`${t.held}`),
  ],
);

import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, exact, madeAt, moment, tenantId } from "./columns.ts";

/** Where events of a tenant are sent. topics and objects: lists of names, empty = all. secret: sealed, never shown again. */
export const webhook = pgTable(
  "webhook",
  {
    tenantId,
    id: uuid("id").notNull(),
    url: text("url").notNull(),
    description: text("description").notNull().default(""),
    topics: jsonb("topics").notNull().default([]),
    objects: jsonb("objects").notNull().default([]),
    secret: bytes("secret").notNull(),
    state: exact("state").notNull().default("active"),
    createdAt: madeAt(),
    createdBy: text("created_by").notNull(),
    updatedAt: madeAt("updated_at"),
  },
  (t) => [primaryKey({ name: "webhook_key", columns: [t.tenantId, t.id] })],
);

/** One event on its way to one webhook. state: waiting delivered failed. */
export const webhookDelivery = pgTable(
  "webhook_delivery",
  {
    tenantId,
    id: uuid("id").notNull(),
    webhookId: uuid("webhook_id").notNull(),
    eventId: uuid("event_id").notNull(),
    topic: exact("topic").notNull(),
    body: jsonb("body").notNull(),
    state: exact("state").notNull().default("waiting"),
    attempts: integer("attempts").notNull().default(0),
    /** of the last attempt: { at, status?, error?, ms, response? } — the latest ten */
    log: jsonb("log").notNull().default([]),
    createdAt: madeAt(),
    dueAt: madeAt("due_at"),
    deliveredAt: moment("delivered_at"),
  },
  (t) => [
    primaryKey({ name: "webhook_delivery_key", columns: [t.tenantId, t.id] }),
    index("webhook_delivery_of").on(t.tenantId, t.webhookId, t.createdAt),
  ],
);

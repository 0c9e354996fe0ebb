import { isNull } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId } from "./columns.ts";

/**
 * A message to the outside, written in the transaction that causes it and delivered at least once: to who asks for it until deliveredAt, to the
 * webhooks of the tenant once it was passed on at relayedAt. Neither waits for the other.
 */
export const outbox = pgTable(
  "outbox",
  {
    tenantId,
    id: uuid("id").notNull(),
    topic: exact("topic").notNull(),
    body: jsonb("body").notNull(),
    createdAt: madeAt(),
    dueAt: madeAt("due_at"),
    attempts: integer("attempts").notNull().default(0),
    deliveredAt: moment("delivered_at"),
    relayedAt: moment("relayed_at"),
  },
  (t) => [
    primaryKey({ name: "outbox_key", columns: [t.tenantId, t.id] }),
    index("outbox_due").on(t.tenantId, t.topic, t.dueAt).where(isNull(t.deliveredAt)),
    index("outbox_unrelayed").on(t.tenantId, t.createdAt).where(isNull(t.relayedAt)),
  ],
);

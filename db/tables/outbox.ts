import { isNull } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId } from "./columns.ts";

/** A message to the outside, written in the transaction that causes it and delivered at least once. */
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
  },
  (t) => [
    primaryKey({ name: "outbox_key", columns: [t.tenantId, t.id] }),
    index("outbox_due").on(t.tenantId, t.topic, t.dueAt).where(isNull(t.deliveredAt)),
  ],
);

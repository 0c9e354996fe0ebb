import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, tenantId } from "./columns.ts";

/** What a decision table answered, append only. hits: ids of the rows that matched. */
export const decision = pgTable(
  "decision",
  {
    tenantId,
    id: uuid("id").notNull(),
    tableId: exact("table_id").notNull(),
    revision: integer("revision").notNull(),
    at: madeAt("at"),
    facts: jsonb("facts").notNull(),
    outputs: jsonb("outputs").notNull(),
    hits: text("hits").array().notNull().default([]),
    by: text("by").notNull(),
  },
  (t) => [primaryKey({ name: "decision_key", columns: [t.tenantId, t.id] }), index("decision_table").on(t.tenantId, t.tableId, t.at)],
);

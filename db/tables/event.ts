import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { madeAt, tenantId } from "./columns.ts";

/** What happened in a run, in order, append only. */
export const event = pgTable(
  "event",
  {
    tenantId,
    runId: uuid("run_id").notNull(),
    seq: integer("seq").notNull(),
    type: text("type").notNull(),
    step: text("step"),
    attempt: integer("attempt"),
    at: madeAt("at"),
    detail: jsonb("detail").notNull().default({}),
  },
  (t) => [primaryKey({ name: "event_key", columns: [t.tenantId, t.runId, t.seq] })],
);

import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId } from "./columns.ts";

/** A flow being run, or that was. rev grows with each transition and fences late workers. */
export const run = pgTable(
  "run",
  {
    tenantId,
    id: uuid("id").notNull(),
    flowId: exact("flow_id").notNull(),
    revision: integer("revision").notNull(),
    name: exact("name").notNull(),
    status: text("status").notNull(),
    outcome: text("outcome"),
    rev: integer("rev").notNull().default(0),
    nextEvent: integer("next_event").notNull().default(1),
    state: jsonb("state").notNull(),
    input: jsonb("input").notNull(),
    output: jsonb("output"),
    error: text("error"),
    cause: text("cause"),
    objectId: exact("object_id"),
    recordId: uuid("record_id"),
    deadline: moment("deadline"),
    createdAt: madeAt(),
    finishedAt: moment("finished_at"),
  },
  (t) => [
    primaryKey({ name: "run_key", columns: [t.tenantId, t.id] }),
    unique("run_name").on(t.tenantId, t.flowId, t.name),
    index("run_record").on(t.tenantId, t.objectId, t.recordId),
    index("run_created").on(t.tenantId, t.createdAt),
  ],
);

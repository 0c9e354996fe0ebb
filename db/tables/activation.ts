import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId } from "./columns.ts";

/** A draft that is to be published at an instant. state: waiting converting published failed cancelled. */
export const activation = pgTable(
  "activation",
  {
    tenantId,
    id: uuid("id").notNull(),
    draftId: uuid("draft_id").notNull(),
    at: moment("at").notNull(),
    message: text("message").notNull().default(""),
    state: exact("state").notNull().default("waiting"),
    /** who asked for it; his rights are looked up again at the time */
    actor: jsonb("actor").notNull(),
    /** why it failed */
    problems: jsonb("problems"),
    /** converts values before what was asked for is live */
    jobId: uuid("job_id"),
    revision: integer("revision"),
    createdAt: madeAt(),
    endedAt: moment("ended_at"),
  },
  (t) => [
    primaryKey({ name: "activation_key", columns: [t.tenantId, t.id] }),
    index("activation_listed").on(t.tenantId, t.createdAt),
    uniqueIndex("activation_open")
      .on(t.tenantId, t.draftId)
      .where(sql`${t.state} in ('waiting', 'converting')`),
  ],
);

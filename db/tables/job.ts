import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId, whole } from "./columns.ts";

/**
 * Long work on many records, done in chunks: import, export, change of a type, back-fill, bulk change, undo. state: waiting running
 * succeeded failed cancelled. `cursor` says where the next chunk begins and is moved in the transaction of the chunk's effect.
 */
export const job = pgTable(
  "job",
  {
    tenantId,
    id: uuid("id").notNull(),
    kind: exact("kind").notNull(),
    state: exact("state").notNull().default("waiting"),
    /** who asked for it; his rights are looked up again for every chunk */
    actor: jsonb("actor").notNull(),
    /** shown in lists: what it is about, e.g. the object's name */
    subject: exact("subject").notNull().default(""),
    input: jsonb("input").notNull(),
    cursor: jsonb("cursor"),
    done: whole("done")
      .notNull()
      .default(sql`0`),
    failed: whole("failed")
      .notNull()
      .default(sql`0`),
    total: whole("total"),
    result: jsonb("result"),
    problems: jsonb("problems"),
    cancelling: boolean("cancelling").notNull().default(false),
    /** the job that undid this one */
    undoneBy: uuid("undone_by"),
    attempts: integer("attempts").notNull().default(0),
    createdAt: madeAt(),
    startedAt: moment("started_at"),
    updatedAt: madeAt("updated_at"),
    finishedAt: moment("finished_at"),
  },
  (t) => [primaryKey({ name: "job_key", columns: [t.tenantId, t.id] }), index("job_kind").on(t.tenantId, t.kind, t.createdAt)],
);

/** A row of a job's source that was not taken: what stood in it and why. */
export const jobRow = pgTable(
  "job_row",
  {
    tenantId,
    jobId: uuid("job_id").notNull(),
    row: whole("row").notNull(),
    source: jsonb("source").notNull(),
    problems: jsonb("problems").notNull(),
  },
  (t) => [primaryKey({ name: "job_row_key", columns: [t.tenantId, t.jobId, t.row] })],
);

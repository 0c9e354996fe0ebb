import { isNotNull } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, tenantId, whole } from "./columns.ts";

/** What happened to a record, append only. act: create update delete restore derive. changes: field id → [from, to]. */
export const recordHistory = pgTable(
  "record_history",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    recordId: uuid("record_id").notNull(),
    version: whole("version").notNull(),
    at: madeAt("at"),
    by: text("by").notNull(),
    act: text("act").notNull(),
    changes: jsonb("changes").notNull(),
    /** the job whose act this was part of: what was done as one is undone as one */
    jobId: uuid("job_id"),
  },
  (t) => [
    primaryKey({ name: "record_history_key", columns: [t.tenantId, t.objectId, t.recordId, t.version] }),
    index("record_history_job").on(t.tenantId, t.jobId, t.objectId, t.recordId).where(isNotNull(t.jobId)),
  ],
);

import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, exact, madeAt, moment, tenantId, whole } from "./columns.ts";

/**
 * A file that somebody sent; its bytes lie in the store under `key`. Until a record (or a job) keeps it, it is its sender's alone and is
 * thrown away after a day. variants: name → { key, mediaType, size, width, height } of images made smaller.
 */
export const file = pgTable(
  "file",
  {
    tenantId,
    id: uuid("id").notNull(),
    key: exact("key").notNull(),
    name: text("name").notNull(),
    mediaType: exact("media_type").notNull(),
    size: whole("size").notNull(),
    sha256: bytes("sha256").notNull(),
    width: integer("width"),
    height: integer("height"),
    variants: jsonb("variants").notNull().default({}),
    createdAt: madeAt(),
    createdBy: text("created_by").notNull(),
    /** whose it is: object, field and record, or a job; null: nobody's yet */
    objectId: exact("object_id"),
    fieldId: exact("field_id"),
    recordId: uuid("record_id"),
    jobId: uuid("job_id"),
    deletedAt: moment("deleted_at"),
  },
  (t) => [
    primaryKey({ name: "file_key", columns: [t.tenantId, t.id] }),
    index("file_record").on(t.tenantId, t.objectId, t.recordId),
    index("file_loose").on(t.tenantId, t.createdAt),
  ],
);

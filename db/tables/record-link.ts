import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** What fields that hold several records, or records of several objects, point at. Repeats what `data` says, so that both ends find each other. */
export const recordLink = pgTable(
  "record_link",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    fieldId: exact("field_id").notNull(),
    recordId: uuid("record_id").notNull(),
    targetObjectId: exact("target_object_id").notNull(),
    targetId: uuid("target_id").notNull(),
  },
  (t) => [
    primaryKey({ name: "record_link_key", columns: [t.tenantId, t.objectId, t.fieldId, t.recordId, t.targetObjectId, t.targetId] }),
    index("record_link_target").on(t.tenantId, t.targetObjectId, t.targetId, t.objectId, t.fieldId, t.recordId),
  ],
);

import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId } from "./columns.ts";

/** Fields ("" = the whole object) that were removed by a publish: their values stay until `purgeAt`, so that the removal can be taken back. */
export const fieldRemoval = pgTable(
  "field_removal",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    fieldId: exact("field_id").notNull(),
    /** the last revision that had it */
    revision: integer("revision").notNull(),
    name: text("name").notNull(),
    removedAt: madeAt("removed_at"),
    removedBy: text("removed_by").notNull(),
    purgeAt: moment("purge_at").notNull(),
  },
  (t) => [primaryKey({ name: "field_removal_key", columns: [t.tenantId, t.objectId, t.fieldId] })],
);

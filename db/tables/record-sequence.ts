import { sql } from "drizzle-orm";
import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { exact, tenantId, whole } from "./columns.ts";

/** The next number of a generated field. */
export const recordSequence = pgTable(
  "record_sequence",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    fieldId: exact("field_id").notNull(),
    next: whole("next")
      .notNull()
      .default(sql`1`),
  },
  (t) => [primaryKey({ name: "record_sequence_key", columns: [t.tenantId, t.objectId, t.fieldId] })],
);

import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** Values that may stand once per field: the key refuses the second. */
export const recordUnique = pgTable(
  "record_unique",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    fieldId: exact("field_id").notNull(),
    value: exact("value").notNull(),
    recordId: uuid("record_id").notNull(),
  },
  (t) => [primaryKey({ name: "record_unique_key", columns: [t.tenantId, t.objectId, t.fieldId, t.value] })],
);

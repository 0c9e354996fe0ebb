import { pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** Which index slot of `records` a field has. state: "filling" while old records are being written, then "ready". */
export const fieldSlot = pgTable(
  "field_slot",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    fieldId: exact("field_id").notNull(),
    slot: exact("slot").notNull(),
    state: text("state").notNull(),
  },
  (t) => [
    primaryKey({ name: "field_slot_key", columns: [t.tenantId, t.objectId, t.fieldId] }),
    unique("field_slot_slot").on(t.tenantId, t.objectId, t.slot),
  ],
);

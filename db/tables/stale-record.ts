import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, tenantId } from "./columns.ts";

/** Records whose derived values are still to be worked out: the change they follow from touched more than one transaction may carry. */
export const staleRecord = pgTable(
  "stale_record",
  { tenantId, objectId: exact("object_id").notNull(), recordId: uuid("record_id").notNull(), since: madeAt("since") },
  (t) => [primaryKey({ name: "stale_record_key", columns: [t.tenantId, t.objectId, t.recordId] })],
);

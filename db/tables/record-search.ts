import { bigint, index, jsonb, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/**
 * Under which grams a record is found: hashes of tenant, object, field and gram, so that one index serves all tenants and a field that somebody
 * may not see makes no candidates for him. `texts` decides: field id → its text as it is searched, "~" and field id → how that is said.
 */
export const recordSearch = pgTable(
  "record_search",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    recordId: uuid("record_id").notNull(),
    grams: bigint("grams", { mode: "bigint" }).array().notNull(),
    texts: jsonb("texts").notNull().default({}),
  },
  (t) => [
    primaryKey({ name: "record_search_key", columns: [t.tenantId, t.objectId, t.recordId] }),
    index("record_search_grams").using("gin", t.grams),
  ],
);

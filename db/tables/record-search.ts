import { bigint, index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** Under which grams a record is found: hashes of tenant, object and gram, so that one index serves all tenants and tells none of them apart from noise. */
export const recordSearch = pgTable(
  "record_search",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    recordId: uuid("record_id").notNull(),
    grams: bigint("grams", { mode: "bigint" }).array().notNull(),
  },
  (t) => [
    primaryKey({ name: "record_search_key", columns: [t.tenantId, t.objectId, t.recordId] }),
    index("record_search_grams").using("gin", t.grams),
  ],
);

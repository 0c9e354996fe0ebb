import { bigint, date, doublePrecision, jsonb, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** Reads that had to look through records without an index, gathered per object, shape and day: what the index advisor reads. */
export const slowQuery = pgTable(
  "slow_query",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    /** hash of the plan's shape */
    shape: exact("shape").notNull(),
    day: date("day").notNull(),
    /** field ids that were filtered and sorted by without a slot, and a view's name where one asked */
    detail: jsonb("detail").notNull(),
    times: bigint("times", { mode: "number" }).notNull(),
    ms: doublePrecision("ms").notNull(),
    records: bigint("records", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ name: "slow_query_key", columns: [t.tenantId, t.objectId, t.shape, t.day] })],
);

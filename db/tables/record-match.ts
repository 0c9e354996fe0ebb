import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** Under which key a record stands for each duplicate rule of its object: records with equal keys are taken for one. */
export const recordMatch = pgTable(
  "record_match",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    ruleId: exact("rule_id").notNull(),
    key: exact("key").notNull(),
    recordId: uuid("record_id").notNull(),
  },
  (t) => [primaryKey({ name: "record_match_key", columns: [t.tenantId, t.objectId, t.ruleId, t.key, t.recordId] })],
);

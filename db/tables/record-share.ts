import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId } from "./columns.ts";

/** Access to one record given to somebody. holder: "user:<id>", "team:<id>" or "role:<name>". level: read or update. */
export const recordShare = pgTable(
  "record_share",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    recordId: uuid("record_id").notNull(),
    holder: exact("holder").notNull(),
    level: text("level").notNull(),
    by: text("by").notNull(),
    at: madeAt("at"),
    until: moment("until"),
  },
  (t) => [
    primaryKey({ name: "record_share_key", columns: [t.tenantId, t.objectId, t.recordId, t.holder] }),
    index("record_share_holder").on(t.tenantId, t.objectId, t.holder, t.recordId),
  ],
);

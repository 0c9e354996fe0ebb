import { sql } from "drizzle-orm";
import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { exact, tenantId, whole } from "./columns.ts";

/** How many turns a row of a decision table has handed out. Taken in the transaction that acts on it: what is rolled back took no turn. */
export const tableTurn = pgTable(
  "table_turn",
  {
    tenantId,
    tableId: exact("table_id").notNull(),
    rowId: exact("row_id").notNull(),
    taken: whole("taken")
      .notNull()
      .default(sql`0`),
  },
  (t) => [primaryKey({ name: "table_turn_key", columns: [t.tenantId, t.tableId, t.rowId] })],
);

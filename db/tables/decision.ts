import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, tenantId } from "./columns.ts";

/**
 * What a decision table answered; written once, and forgotten after a while. Its id begins with the moment it was kept. hits: ids of the
 * rows that matched.
 */
export const decision = pgTable(
  "decision",
  {
    tenantId,
    id: uuid("id").notNull(),
    tableId: exact("table_id").notNull(),
    revision: integer("revision").notNull(),
    /** hash of the table as it was asked, in table_version; absent where it was kept before versions were */
    version: exact("version"),
    /** "candidate" when a canary answered */
    variant: exact("variant"),
    /** the instant at which rows had to hold */
    at: madeAt("at"),
    /** by input name; personal ones as tokens */
    facts: jsonb("facts").notNull(),
    outputs: jsonb("outputs").notNull(),
    hits: text("hits").array().notNull().default([]),
    /** of a table that splits: the arm its key went to */
    arm: exact("arm"),
    /** of a table that routes: nothing else was left */
    fallback: boolean("fallback").notNull().default(false),
    /** nothing was given */
    empty: boolean("empty").notNull().default(false),
    by: text("by").notNull(),
  },
  (t) => [primaryKey({ name: "decision_key", columns: [t.tenantId, t.id] }), index("decision_table").on(t.tenantId, t.tableId, t.id)],
);

/** A decision table as it was asked, once per content: what compiles to the same answers again. Append only. */
export const tableVersion = pgTable(
  "table_version",
  {
    tenantId,
    tableId: exact("table_id").notNull(),
    /** SHA-256 of the canonical JSON of both, base64url */
    hash: exact("hash").notNull(),
    document: jsonb("document").notNull(),
    /** what its answers depend on beside the document: layers of rows, options of fields, the evaluator */
    needs: jsonb("needs").notNull(),
    createdAt: madeAt(),
  },
  (t) => [primaryKey({ name: "table_version_key", columns: [t.tenantId, t.tableId, t.hash] })],
);

import { integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { madeAt, tenantId } from "./columns.ts";

/** Changes that are not live yet. base: the revision they were begun on. */
export const draft = pgTable(
  "draft",
  {
    tenantId,
    id: uuid("id").notNull(),
    number: integer("number").notNull(),
    base: integer("base").notNull(),
    status: text("status").notNull(),
    /** counts the edits */
    version: integer("version").notNull().default(0),
    /** the last edit that left a document as it is published: nothing is kept of that document */
    forgot: integer("forgot").notNull().default(0),
    createdBy: text("created_by").notNull(),
    /** who published it or gave it up */
    closedBy: text("closed_by"),
    createdAt: madeAt(),
    updatedAt: madeAt("updated_at"),
  },
  (t) => [primaryKey({ name: "draft_key", columns: [t.tenantId, t.id] }), unique("draft_number").on(t.tenantId, t.number)],
);

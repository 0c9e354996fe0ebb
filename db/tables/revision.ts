import { integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { madeAt, tenantId } from "./columns.ts";

/** A published state of a tenant's documents, never changed. documents: "{kind}/{id}" → hash of a document_patch. */
export const revision = pgTable(
  "revision",
  {
    tenantId,
    n: integer("n").notNull(),
    packages: jsonb("packages").notNull(),
    documents: jsonb("documents").notNull(),
    message: text("message").notNull().default(""),
    publishedBy: text("published_by").notNull(),
    publishedAt: madeAt("published_at"),
  },
  (t) => [primaryKey({ name: "revision_key", columns: [t.tenantId, t.n] })],
);

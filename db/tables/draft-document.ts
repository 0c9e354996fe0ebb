import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, tenantId } from "./columns.ts";

/** What a draft changes in one document. */
export const draftDocument = pgTable(
  "draft_document",
  {
    tenantId,
    draftId: uuid("draft_id").notNull(),
    kind: exact("kind").notNull(),
    documentId: exact("document_id").notNull(),
    patch: jsonb("patch").notNull(),
    /** the draft's version that this was made with */
    version: integer("version").notNull().default(0),
    updatedBy: text("updated_by").notNull(),
    updatedAt: madeAt("updated_at"),
  },
  (t) => [primaryKey({ name: "draft_document_key", columns: [t.tenantId, t.draftId, t.kind, t.documentId] })],
);

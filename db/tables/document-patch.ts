import { jsonb, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { exact, tenantId } from "./columns.ts";

/** A patch of one document, under the hash of its body, never changed. */
export const documentPatch = pgTable("document_patch", { tenantId, hash: exact("hash").notNull(), body: jsonb("body").notNull() }, (t) => [
  primaryKey({ name: "document_patch_key", columns: [t.tenantId, t.hash] }),
]);

import { index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { madeAt, tenantId } from "./columns.ts";

/** Where a tenant stands. Going back is moving this. */
export const activeRevision = pgTable("active_revision", { tenantId, n: integer("n").notNull(), changedAt: madeAt("changed_at") }, (t) => [
  primaryKey({ name: "active_revision_key", columns: [t.tenantId] }),
  // who was revised lately is asked across tenants, by every process, once a second
  index("active_revision_changed").on(t.changedAt),
]);

import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { madeAt, tenantId } from "./columns.ts";
import { auth } from "./schemas.ts";

/** Who belongs to which tenant, with the names of its roles. */
export const membership = auth.table(
  "membership",
  { tenantId, userId: text("user_id").notNull(), roles: text("roles").array().notNull().default([]), createdAt: madeAt() },
  (t) => [primaryKey({ name: "membership_key", columns: [t.tenantId, t.userId] }), index("membership_user").on(t.userId)],
);

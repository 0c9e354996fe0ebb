import { jsonb, text, uuid } from "drizzle-orm/pg-core";
import { madeAt } from "./columns.ts";
import { auth } from "./schemas.ts";

/** status: "active", or why nobody gets in. */
export const tenant = auth.table("tenant", {
  id: uuid("id").primaryKey(),
  slug: text("slug").notNull().unique("tenant_slug_unique"),
  name: text("name").notNull(),
  status: text("status").notNull().default("active"),
  settings: jsonb("settings").notNull().default({}),
  createdAt: madeAt(),
});

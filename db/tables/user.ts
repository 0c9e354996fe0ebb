import { boolean, text } from "drizzle-orm/pg-core";
import { madeAt } from "./columns.ts";
import { auth } from "./schemas.ts";

/** A person, in the shape of better-auth. May belong to many tenants. */
export const user = auth.table("user", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique("user_email_unique"),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  createdAt: madeAt(),
  updatedAt: madeAt("updated_at"),
});

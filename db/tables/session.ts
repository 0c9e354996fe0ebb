import { index, text } from "drizzle-orm/pg-core";
import { madeAt, moment } from "./columns.ts";
import { auth } from "./schemas.ts";
import { user } from "./user.ts";

/** A signed-in browser, in the shape of better-auth. */
export const session = auth.table(
  "session",
  {
    id: text("id").primaryKey(),
    expiresAt: moment("expires_at").notNull(),
    token: text("token").notNull().unique("session_token_unique"),
    createdAt: madeAt(),
    updatedAt: madeAt("updated_at"),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
  },
  (t) => [index("session_user").on(t.userId)],
);

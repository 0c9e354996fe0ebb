import { index, text } from "drizzle-orm/pg-core";
import { madeAt, moment } from "./columns.ts";
import { auth } from "./schemas.ts";
import { user } from "./user.ts";

/** A way to sign in (a password hash, an identity provider), in the shape of better-auth. */
export const account = auth.table(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: moment("access_token_expires_at"),
    refreshTokenExpiresAt: moment("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: madeAt(),
    updatedAt: madeAt("updated_at"),
  },
  (t) => [index("account_user").on(t.userId)],
);

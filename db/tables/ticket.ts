import { text } from "drizzle-orm/pg-core";
import { bytes, moment } from "./columns.ts";
import { auth } from "./schemas.ts";

/** Hands a session over from one host to another, once. hash: SHA-256 of the ticket. */
export const ticket = auth.table("ticket", {
  hash: bytes("hash").primaryKey(),
  userId: text("user_id").notNull(),
  expiresAt: moment("expires_at").notNull(),
  usedAt: moment("used_at"),
});

import { index, text, uuid } from "drizzle-orm/pg-core";
import { bytes, madeAt, moment, tenantId } from "./columns.ts";
import { auth } from "./schemas.ts";

/** hash: SHA-256 of the key; the key itself is shown once and stored nowhere. */
export const apiKey = auth.table(
  "api_key",
  {
    id: uuid("id").primaryKey(),
    tenantId,
    hash: bytes("hash").notNull().unique("api_key_hash_unique"),
    name: text("name").notNull(),
    roles: text("roles").array().notNull().default([]),
    userId: text("user_id"),
    createdAt: madeAt(),
    expiresAt: moment("expires_at"),
    revokedAt: moment("revoked_at"),
  },
  (t) => [index("api_key_tenant").on(t.tenantId)],
);

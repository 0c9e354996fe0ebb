import { index, integer, jsonb, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { bytes, exact, madeAt, tenantId } from "./columns.ts";

/** A request that was made under a key, and its answer once there is one. fingerprint: SHA-256 of method, path and body. */
export const idempotency = pgTable(
  "idempotency",
  {
    tenantId,
    actor: exact("actor").notNull(),
    route: exact("route").notNull(),
    key: exact("key").notNull(),
    fingerprint: bytes("fingerprint").notNull(),
    status: integer("status"),
    response: jsonb("response"),
    headers: jsonb("headers"),
    createdAt: madeAt(),
  },
  (t) => [
    primaryKey({ name: "idempotency_key", columns: [t.tenantId, t.actor, t.route, t.key] }),
    index("idempotency_created").on(t.tenantId, t.createdAt),
  ],
);

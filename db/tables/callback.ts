import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, exact, moment, tenantId } from "./columns.ts";

/** A one-time token that a waiting step gave out. Only its SHA-256 is stored. */
export const callback = pgTable(
  "callback",
  {
    tenantId,
    tokenSha256: bytes("token_sha256").notNull(),
    runId: uuid("run_id").notNull(),
    workId: uuid("work_id").notNull(),
    step: text("step").notNull(),
    attempt: integer("attempt").notNull().default(0),
    nonce: bytes("nonce").notNull(),
    objectId: exact("object_id"),
    recordId: uuid("record_id"),
    field: text("field"),
    expiresAt: moment("expires_at"),
    usedAt: moment("used_at"),
    resultSha256: bytes("result_sha256"),
    answer: jsonb("answer"),
  },
  (t) => [
    primaryKey({ name: "callback_key", columns: [t.tenantId, t.tokenSha256] }),
    index("callback_run").on(t.tenantId, t.runId),
    index("callback_record").on(t.tenantId, t.objectId, t.recordId),
  ],
);

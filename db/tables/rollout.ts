import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId, whole } from "./columns.ts";

/**
 * A decision table as a draft has it, tried beside the published one. mode: shadow canary. state: running promoted stopped rolled_back.
 * share: keys in 10,000 that a canary answers. counts: since it began; recent: what guards judge, older answers weigh less.
 */
export const rollout = pgTable(
  "rollout",
  {
    tenantId,
    id: uuid("id").notNull(),
    tableId: exact("table_id").notNull(),
    tableName: exact("table_name").notNull(),
    draftId: uuid("draft_id").notNull(),
    /** hash of the candidate, as in table_version */
    version: exact("version").notNull(),
    /** the candidate, never changed: { document, needs } as in table_version */
    document: jsonb("document").notNull(),
    base: integer("base").notNull(),
    mode: exact("mode").notNull(),
    share: integer("share"),
    key: jsonb("key"),
    guards: jsonb("guards").notNull(),
    state: exact("state").notNull().default("running"),
    /** why it ended: { code, message, details? } */
    reason: jsonb("reason"),
    counts: jsonb("counts").notNull().default({}),
    recent: jsonb("recent").notNull().default({}),
    createdAt: madeAt(),
    createdBy: exact("created_by").notNull(),
    changedAt: madeAt("changed_at"),
    endedAt: moment("ended_at"),
    endedBy: exact("ended_by"),
    /** the revision that its promotion made */
    revision: integer("revision"),
  },
  (t) => [
    primaryKey({ name: "rollout_key", columns: [t.tenantId, t.id] }),
    index("rollout_table").on(t.tenantId, t.tableId, t.createdAt),
    uniqueIndex("rollout_running")
      .on(t.tenantId, t.tableId)
      .where(sql`${t.state} = 'running'`),
  ],
);

/** What a candidate gave otherwise than the published table, once per output. samples: the first few, facts as the decision log keeps them. */
export const rolloutDifference = pgTable(
  "rollout_difference",
  {
    tenantId,
    rolloutId: uuid("rollout_id").notNull(),
    /** SHA-256 of the output's canonical JSON, base64url */
    hash: exact("hash").notNull(),
    output: jsonb("output").notNull(),
    gained: whole("gained").notNull(),
    lost: whole("lost").notNull(),
    ranked: whole("ranked").notNull(),
    changed: whole("changed").notNull(),
    samples: jsonb("samples").notNull(),
  },
  (t) => [primaryKey({ name: "rollout_difference_key", columns: [t.tenantId, t.rolloutId, t.hash] })],
);

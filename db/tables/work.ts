import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId, whole } from "./columns.ts";

/**
 * Something a worker is to do. kind: run wait timeout invoke retry flow_timeout relay deliver backfill. state: 0 ready, 1 leased, 2 parked.
 * lease_owner: what the claim was called, another each time, so that who lost a lease cannot take the next for his. vft: virtual finish time, the
 * fairness key between tenants. deliveries counts leases, attempt counts tries of the step.
 */
export const work = pgTable(
  "work",
  {
    tenantId,
    id: uuid("id").notNull(),
    runId: uuid("run_id"),
    kind: text("kind").notNull(),
    class: exact("class").notNull(),
    step: text("step"),
    attempt: integer("attempt").notNull().default(0),
    deliveries: integer("deliveries").notNull().default(0),
    body: jsonb("body").notNull().default({}),
    dueAt: madeAt("due_at"),
    state: smallint("state").notNull().default(0),
    leaseOwner: uuid("lease_owner"),
    leaseUntil: moment("lease_until"),
    vft: whole("vft")
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    primaryKey({ name: "work_key", columns: [t.tenantId, t.id] }),
    index("work_ready")
      .on(t.class, t.vft)
      .where(sql`${t.state} = 0`),
    index("work_due")
      .on(t.dueAt)
      .where(sql`${t.state} = 0`),
    index("work_leased")
      .on(t.leaseUntil)
      .where(sql`${t.state} = 1`),
    index("work_run").on(t.tenantId, t.runId),
  ],
);

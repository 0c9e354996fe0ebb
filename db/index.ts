import { openAuth, type Auth } from "./auth.ts";
import { urlAs } from "./credentials.ts";
import type { GatheredRow } from "./gathered-writes.ts";
import type { Row, Statement } from "./lanes.ts";
import { createListener } from "./listen.ts";
import { createPool } from "./pool.ts";
import { runSingle } from "./single.ts";
import { createTenantScope } from "./tenant.ts";
import { usualStatementMs, type TransactionOptions, type Tx } from "./transaction.ts";

export { codeOf, DatabaseUnavailable, Overloaded, TransactionRolledBack } from "./errors.ts";
export { authTables } from "./auth-tables.ts";
export type { Auth } from "./auth.ts";
export type { AuthChanges, AuthStamp } from "./auth-changes.ts";
export type { GatheredRow } from "./gathered-writes.ts";
export type { Row, Statement } from "./lanes.ts";
export type { PlanMode, TransactionOptions, Tx } from "./transaction.ts";
export type { Class } from "./scheduler.ts";

/** Errors of every function: DatabaseUnavailable, Overloaded, TransactionRolledBack; a statement's own keep SQLSTATE in `code`. */
export interface Database {
  /** One round trip: BEGIN, the tenant, the statements, COMMIT. Rows per statement, in order. */
  batch(tenantId: string, statements: readonly Statement[], options?: TransactionOptions): Promise<Row[][]>;
  /** Read, decide, write on one lane; at most 2 s unless said otherwise; rolled back when `work` throws. */
  transaction<Value>(tenantId: string, work: (tx: Tx) => Promise<Value>, options?: TransactionOptions): Promise<Value>;
  /**
   * One row in a transaction with what others, of whatever tenant, write at the same moment; resolves when it is committed. For rows that
   * many requests add and none reads again. A row that cannot be written fails alone.
   */
  gather(tenantId: string, row: GatheredRow): Promise<void>;
  readonly auth: Auth;
  /** Leases due work of these classes: `lease`, a UUID that is new at each claim, is what whoever carries it shows with all he writes. */
  claimWork(
    lease: string,
    classes: readonly string[],
    limit: number,
    leaseSeconds: number,
  ): Promise<{ tenantId: string; workId: string }[]>;
  /** ms until work of these classes (default: of any) is due or its lease runs out; null when there is none. */
  nextDue(classes?: readonly string[]): Promise<number | null>;
  /** Tenants whose active revision changed in the last `seconds`, with its stamp; at most 10,000, the earliest. */
  revisedWithin(seconds: number): Promise<{ tenantId: string; stamp: string }[]>;
  /** Of the tenants with the most records those with more than `above`, and about how many, as the database's statistics have it. */
  largeTenants(above: number): Promise<{ tenantId: string; records: number }[]>;
  listen(channel: string, on: (payload: string) => void, onReconnect?: () => void): Promise<{ stop(): Promise<void> }>;
  notify(channel: string, payload: string): Promise<void>;
  /** Whether the database answers within a second. */
  healthy(): Promise<boolean>;
  /** Whether this migration, by its hash, has been applied to the database. Answers within a second or throws. */
  hasMigration(hash: string): Promise<boolean>;
  stats(): { lanes: number; busy: number; queued: number };
  /** Refuses what comes, lets what runs end (5 s at most), ends the connections. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Of the owner; the process connects as app_rt and app_auth to the same place. */
  readonly url: string;
  /** The installation's secret, from which those roles' passwords are derived. */
  readonly secret: string;
  /** Connections for tenants' transactions. Default 10. */
  readonly lanes?: number;
  /** Of those, for one tenant at a time. Default half. */
  readonly perTenant?: number;
  /** Transactions of one tenant that may wait for a lane. Default 256. */
  readonly queue?: number;
}

const graceMs = 5_000;

/** Opens nothing but a plan: connections are made when they are first needed. The database has been migrated. */
export async function openDatabase({
  url,
  secret,
  lanes = 10,
  perTenant = Math.ceil(lanes / 2),
  queue = 256,
}: OpenOptions): Promise<Database> {
  const appUrl = urlAs("app_rt", url, secret);
  const pool = createPool(appUrl, {
    lanes,
    perTenant,
    queue,
    applicationName: "armature",
    settings: { statement_timeout: usualStatementMs },
  });
  const { auth, close: closeAuth } = openAuth(urlAs("app_auth", url, secret), Math.min(4, lanes));
  const listener = createListener(appUrl);
  return {
    ...createTenantScope(pool),
    auth,
    claimWork: (lease, classes, limit, leaseSeconds) =>
      runSingle(pool, `select tenant_id as "tenantId", work_id as "workId" from platform.claim_work($1, $2, $3, $4)`, [
        lease,
        classes,
        limit,
        leaseSeconds,
      ]),
    async nextDue(classes) {
      const [row] = await runSingle<{ ms: number | null }>(pool, "select platform.next_due($1) as ms", [classes ?? null]);
      return row?.ms ?? null;
    },
    largeTenants: (above) => runSingle(pool, `select tenant_id as "tenantId", records from platform.large_tenants($1::float8)`, [above]),
    revisedWithin: (seconds) =>
      runSingle(
        pool,
        `select tenant_id as "tenantId", stamp from platform.revised_since(clock_timestamp() - make_interval(secs => $1::float8))`,
        [seconds],
      ),
    listen: listener.listen,
    async notify(channel, payload) {
      await runSingle(pool, "select pg_notify($1, $2)", [channel, payload]);
    },
    healthy: () =>
      runSingle(pool, "select 1", [], 1_000).then(
        () => true,
        () => false,
      ),
    async hasMigration(hash) {
      const [found] = await runSingle(pool, "select 1 from drizzle.__drizzle_migrations where hash = $1", [hash], 1_000);
      return found !== undefined;
    },
    stats: pool.stats,
    async close() {
      await Promise.all([listener.close(), pool.close(graceMs), closeAuth(graceMs)]);
    },
  };
}

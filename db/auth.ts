import { readAuthChanges, sweepAuthChanges, type AuthChanges, type AuthStamp } from "./auth-changes.ts";
import { createPool } from "./pool.ts";
import type { Row } from "./lanes.ts";
import { runForDrizzle, runSingle } from "./single.ts";
import { runTransaction, usualStatementMs, type Tx } from "./transaction.ts";

/** What is asked before a tenant is known: schemas auth and platform, as app_auth. Only runtime/identity uses it. */
export interface Auth {
  query<R extends Row = Row>(text: string, params?: readonly unknown[]): Promise<R[]>;
  transaction<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>;
  /** Keys, sessions, people and tenants that changed since `since`: one question about all of them. Without it: from when on it can be asked. */
  changes(since?: AuthStamp): Promise<AuthChanges>;
  /** Forgets changes that everybody was told of; to be called about once a minute. */
  sweepChanges(): Promise<void>;
  /**
   * For `drizzle` of drizzle-orm/pg-proxy, and so for better-auth's adapter (which is given `transaction: false`): its statements run on
   * these lanes too. The driver's own pool can hang or bring the process down when a connection is lost.
   */
  remote(text: string, params: unknown[], method: string): Promise<{ rows: unknown[] }>;
}

/** Opens the door to the tables of people, sessions and keys, by a role that sees no tenant's records. */
export function openAuth(url: string, lanes: number): { auth: Auth; close(graceMs: number): Promise<void> } {
  const settings = { statement_timeout: usualStatementMs };
  const pool = createPool(url, { lanes, perTenant: lanes, queue: 500, applicationName: "armature auth", settings });
  return {
    auth: {
      query: (text, params) => runSingle(pool, text, params),
      transaction: (work) => runTransaction(pool, "", [], work, { class: "platform" }),
      changes: (since) => readAuthChanges(pool, since),
      sweepChanges: () => sweepAuthChanges(pool),
      remote: (text, params, method) => runForDrizzle(pool, text, params, method),
    },
    close: pool.close,
  };
}

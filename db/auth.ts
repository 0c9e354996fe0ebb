import postgres from "postgres";
import type { Row } from "./lanes.ts";
import { createPool } from "./pool.ts";
import { runSingle } from "./single.ts";
import { runTransaction, type Tx } from "./transaction.ts";

/** What is asked before a tenant is known: schemas auth and platform, as app_auth. Only runtime/identity uses it. */
export interface Auth {
  query<R extends Row = Row>(text: string, params?: readonly unknown[]): Promise<R[]>;
  transaction<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>;
  /**
   * For better-auth's drizzle adapter, which changes how its client writes dates and JSON; so it is nobody else's.
   * Give that adapter `transaction: false`: the driver's own transactions can bring the process down when a connection is lost.
   */
  readonly client: postgres.Sql;
}

export function openAuth(url: string, lanes: number): { auth: Auth; close(graceMs: number): Promise<void> } {
  const pool = createPool(url, {
    lanes,
    perTenant: lanes,
    queue: 500,
    applicationName: "armature auth",
    settings: { statement_timeout: 2_000 },
  });
  const client = postgres(url, {
    max: lanes,
    fetch_types: false,
    connect_timeout: 2,
    // Its default grows to 20 s, in which a query would hang after the database is long back. In seconds.
    backoff: () => 0.05,
    idle_timeout: 60,
    max_lifetime: null,
    onnotice: () => undefined,
    connection: { application_name: "armature sign-in", statement_timeout: 2_000 },
  });
  return {
    auth: {
      query: (text, params) => runSingle(pool, text, params),
      transaction: (work) => runTransaction(pool, "", [], work, { class: "platform" }),
      client,
    },
    async close(graceMs) {
      // A connection that was lost while it was being made never says that it has ended; a second is enough for the others.
      await Promise.all([pool.close(graceMs), client.end({ timeout: Math.min(1, graceMs / 1_000) })]);
    },
  };
}

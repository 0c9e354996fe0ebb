import { createGatheredWrites, type GatheredRow } from "./gathered-writes.ts";
import type { ReadyStatement, Row, Statement } from "./lanes.ts";
import type { Pool } from "./pool.ts";
import { createSharedReads } from "./shared-reads.ts";
import { runBatch, runTransaction, type TransactionOptions, type Tx } from "./transaction.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Binds the tenant for the transaction. SET takes no parameters, so the id is checked before it is written into the text.
 * @throws TypeError
 */
function bindTenant(tenantId: string): ReadyStatement[] {
  if (!uuid.test(tenantId)) throw new TypeError("a tenant id has to be a UUID");
  return [{ text: `set local app.tenant_id='${tenantId}'` }];
}

/** The one way to the tenant tables. */
export function createTenantScope(pool: Pool) {
  const shared = createSharedReads(pool);
  const gathered = createGatheredWrites(pool, bindTenant);
  return {
    batch: async (tenantId: string, statements: readonly Statement[], options: TransactionOptions = {}): Promise<Row[][]> =>
      runBatch(pool, shared, tenantId, bindTenant(tenantId), statements, options),
    transaction: async <Value>(tenantId: string, work: (tx: Tx) => Promise<Value>, options: TransactionOptions = {}): Promise<Value> =>
      runTransaction(pool, tenantId, bindTenant(tenantId), work, options),
    gather: async (tenantId: string, row: GatheredRow): Promise<void> => {
      bindTenant(tenantId);
      return gathered.write(tenantId, row);
    },
  };
}

import type { Tx } from "#db";
import { sameJson, type Document, type Folded, type TableDocument } from "#metadata";
import { settleActivation } from "./settle-activation.ts";
import { endIn } from "./end.ts";

interface Publishing {
  readonly before: Folded;
  readonly after: Folded;
  readonly by: string;
  readonly draft?: { readonly id: string };
}

/** A table without its examples, which decide nothing. */
const deciding = (document: Document | undefined): object | undefined => {
  if (document === undefined) return undefined;
  const { examples: _, ...rest } = document as TableDocument;
  return rest;
};

/**
 * What a publish does to what was under way: a rollout whose candidate is now published is promoted, whoever published it; one whose table became
 * something else ends, for there is nothing left that it was held against. A draft that was to be published later is published. In the
 * transaction of the publish, which holds the tenant's pointer and moves it.
 */
export async function settleBehindPublish(
  tx: Tx,
  tenantId: string,
  { before, after, by, draft }: Publishing,
  revision: number,
): Promise<void> {
  if (draft !== undefined) await settleActivation(tx, tenantId, draft.id, revision);
  const running = await tx.query<{ id: string; table_id: string; candidate: TableDocument }>(
    "select id, table_id, document -> 'document' as candidate from rollout where tenant_id = $1::uuid and state = 'running'",
    [tenantId],
  );
  for (const { id, table_id, candidate } of running) {
    const [was, now] = [before, after].map(({ byKey }) => deciding(byKey.get(`table/${table_id}`)));
    if (sameJson(was, now)) continue;
    const reason = { code: "table_changed" as const, message: `Revision ${revision} changed the table.`, details: { revision } };
    const how = sameJson(now, candidate)
      ? { state: "promoted" as const, reason: null, by, revision }
      : { state: "stopped" as const, reason, by };
    await endIn(tx, tenantId, id, how);
  }
}

import type { Database, Tx } from "#db";
import { metadataChannel } from "../effective/effectives.ts";
import { publishMessage } from "../flows/outbox.ts";
import { rolloutColumns, showRollout, type Ending, type RolloutJson, type RolloutRow } from "./rollout.ts";
import { newId } from "../uuid.ts";

export interface RolloutEnd {
  readonly state: "promoted" | "stopped" | "rolled_back";
  readonly reason: Ending | null;
  readonly by: string;
  /** that it was promoted to */
  readonly revision?: number;
}

/** $1 tenant, $2 rollout, $3 state, $4 reason, $5 by, $6 revision */
const end = `update rollout o set state = $3, reason = $4::jsonb, ended_by = $5, revision = $6::int, ended_at = clock_timestamp(), changed_at = clock_timestamp()
 where o.tenant_id = $1::uuid and o.id = $2::uuid and o.state = 'running' returning ${rolloutColumns}`;

/** Ends a rollout that runs, in every process. Undefined: it did not run any more. Whoever calls lets go of what it has cached of the tenant. */
export const endRollout = (db: Database, tenantId: string, id: string, how: RolloutEnd): Promise<RolloutJson | undefined> =>
  db.transaction(
    tenantId,
    async (tx) => {
      await lockPointer(tx, tenantId);
      const ended = await endIn(tx, tenantId, id, how);
      if (ended !== undefined) await movePointer(tx, tenantId);
      return ended;
    },
    { class: "platform", deadlineMs: 5_000 },
  );

/** The same in a transaction that holds the tenant's pointer and moves it. */
export async function endIn(
  tx: Tx,
  tenantId: string,
  id: string,
  { state, reason, by, revision }: RolloutEnd,
): Promise<RolloutJson | undefined> {
  const [row] = await tx.query<RolloutRow>(end, [tenantId, id, state, reason, by, revision ?? null]);
  if (row === undefined) return undefined;
  const ended = showRollout(row);
  await tellOf(tx, tenantId, ended);
  return ended;
}

/** Ends the rollouts of a draft that is given up, in a transaction that holds the tenant's pointer: nobody could promote them any more. */
export async function endWithDraft(tx: Tx, tenantId: string, draftId: string, by: string): Promise<void> {
  const running = await tx.query<{ id: string }>(
    "select id from rollout where tenant_id = $1::uuid and draft_id = $2::uuid and state = 'running'",
    [tenantId, draftId],
  );
  const reason = { code: "draft_discarded" as const, message: "Its draft was discarded." };
  for (const { id } of running) await endIn(tx, tenantId, id, { state: "stopped", reason, by });
  if (running.length > 0) await movePointer(tx, tenantId);
}

/** What those outside are told of a rollout: "rollout.started", "rollout.changed", "rollout.rolled_back" … */
export async function tellOf(tx: Tx, tenantId: string, rollout: RolloutJson, what: string = rollout.state): Promise<void> {
  const { id, table, draft, version, mode, percent, state, reason, counts, revision, createdBy, endedBy } = rollout;
  const body = { id, table, draft, version, mode, percent, state, reason, counts, revision, createdBy, endedBy };
  await publishMessage(tx, tenantId, newId(), `rollout.${what}`, body);
}

/** Whoever changes what a tenant decides by queues here; always before the rollouts themselves. */
export async function lockPointer(tx: Tx, tenantId: string): Promise<number> {
  const [active] = await tx.query<{ n: number }>("select n from active_revision where tenant_id = $1 for update", [tenantId]);
  return active?.n ?? 0;
}

/** Has every process read again what holds for the tenant. */
export async function movePointer(tx: Tx, tenantId: string): Promise<void> {
  await tx.query("update active_revision set changed_at = clock_timestamp() where tenant_id = $1", [tenantId]);
  await tx.query("select pg_notify($1, $2)", [metadataChannel, tenantId]);
}

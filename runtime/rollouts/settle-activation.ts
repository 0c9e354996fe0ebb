import type { Tx } from "#db";
import { problem, type Problem } from "#metadata";
import { publishMessage } from "../flows/outbox.ts";
import { activationColumns, showActivation, type ActivationJson, type ActivationRow } from "./activation.ts";
import { newId } from "../uuid.ts";

/** A draft was published, at its instant or before: what waits to publish it has nothing left to do. In the transaction of the publish. */
export async function settleActivation(tx: Tx, tenantId: string, draftId: string, revision: number): Promise<void> {
  const [row] = await tx.query<ActivationRow>(
    `update activation a set state = 'published', revision = $3, ended_at = clock_timestamp()
     where a.tenant_id = $1::uuid and a.draft_id = $2::uuid and a.state in ('waiting', 'converting') returning ${activationColumns}`,
    [tenantId, draftId, revision],
  );
  if (row === undefined) return;
  await tx.query("delete from work where tenant_id = $1::uuid and id = $2::uuid and state = 0", [tenantId, row.id]);
  await tellOfActivation(tx, tenantId, showActivation(row));
}

/** Why a scheduled publish is not to be carried out; undefined: it still waits, and nobody calls it off before this transaction ends. */
export async function calledOff(tx: Tx, tenantId: string, id: string): Promise<Problem | undefined> {
  const [waits] = await tx.query("select 1 from activation where tenant_id = $1::uuid and id = $2::uuid and state = 'waiting' for update", [
    tenantId,
    id,
  ]);
  return waits === undefined ? problem("activation_ended", "", "The scheduled publish no longer waits.") : undefined;
}

/** A job converts first and then publishes. In the transaction that starts it. */
export async function markConverting(tx: Tx, tenantId: string, id: string, jobId: string): Promise<void> {
  await tx.query("update activation set state = 'converting', job_id = $3::uuid where tenant_id = $1::uuid and id = $2::uuid", [
    tenantId,
    id,
    jobId,
  ]);
}

/** "activation.published" or "activation.failed", for those outside. */
export async function tellOfActivation(tx: Tx, tenantId: string, activation: ActivationJson): Promise<void> {
  await publishMessage(tx, tenantId, newId(), `activation.${activation.state}`, activation);
}

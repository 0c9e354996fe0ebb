import type { Tx } from "#db";

/** Puts a message on a topic, in the caller's transaction and once per id. A token in it stands as `{ $token }` until it is delivered. */
export async function publishMessage(tx: Tx, tenantId: string, id: string, topic: string, body: unknown): Promise<void> {
  await tx.query(`insert into outbox (tenant_id, id, topic, body) values ($1, $2, $3, $4::jsonb) on conflict do nothing`, [
    tenantId,
    id,
    topic,
    body,
  ]);
}

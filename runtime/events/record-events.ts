import type { Tx } from "#db";
import type { Json } from "#metadata";
import { newId } from "../uuid.ts";

/** Something that happened to a record, for those outside who listen. `changes`: API name → [from, to]. */
export interface RecordEvent {
  readonly topic: "record.created" | "record.updated" | "record.deleted" | "record.restored";
  readonly body: {
    readonly object: string;
    readonly id: string;
    readonly version: number;
    readonly at: string;
    readonly by: string;
    readonly changes: Readonly<Record<string, readonly [Json, Json]>>;
  };
}

/** $1 tenant, $2 rows { id, topic, body } */
const insertEvents = `insert into outbox (tenant_id, id, topic, body)
select $1::uuid, x.id, x.topic, x.body from jsonb_to_recordset($2::jsonb) as x(id uuid, topic text, body jsonb)`;

/** Puts events into the outbox in the transaction that causes them: they are there together or neither is. */
export async function putEvents(tx: Tx, tenantId: string, events: readonly RecordEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(insertEvents, [tenantId, events.map(({ topic, body }) => ({ id: newId(), topic, body }))]);
}

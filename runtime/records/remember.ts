import type { Tx } from "#db";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { putEvents, type RecordEvent } from "../events/record-events.ts";
import { startsFlows, triggerFlows } from "../flows/trigger.ts";
import type { Change } from "./change.ts";
import { seenChanges } from "../retype/keep-in-step.ts";
import { byName, changesOf, type Changes } from "./changes.ts";
import type { Data } from "./judge.ts";
import { showing, type StoredRecord } from "./record.ts";
import { insertHistory } from "./statements.ts";

/** A record as it was written, and what it held before. */
export interface Written {
  readonly stored: StoredRecord;
  readonly before: Data | undefined;
}

/** derive: values that follow from others were worked out again; to those outside it is an update. */
export type WrittenBy = Change["act"] | "derive";

const topics = {
  create: "record.created",
  update: "record.updated",
  delete: "record.deleted",
  restore: "record.restored",
  derive: "record.updated",
} as const;

/** History and events of written records, in their transaction. Of those that are made it goes with the records. */
export async function tell(
  tx: Tx,
  { tenantId, conversions }: Effective,
  actor: Actor,
  object: ResolvedObject,
  act: WrittenBy,
  written: readonly Written[],
  now: string,
  jobId?: string,
): Promise<void> {
  const changing = act !== "delete" && act !== "restore";
  const rows: { record: string; version: number; act: string; changes: Changes }[] = [];
  const events: RecordEvent[] = [];
  for (const { stored, before } of written) {
    const changes = changing ? seenChanges(conversions, changesOf(before, stored.data)) : nothing;
    rows.push({ record: stored.id, version: stored.version, act, changes });
    events.push({
      topic: topics[act],
      body: { object: object.name, id: stored.id, version: stored.version, at: now, by: actor.by, changes: byName(object, changes) },
    });
  }
  // they travel together
  await Promise.all([tx.query(insertHistory, [tenantId, object.id, rows, actor.by, now, jobId ?? null]), putEvents(tx, tenantId, events)]);
}

/** Starts the flows that the records trigger. Whether a flow now has something to do. */
export async function startFlows(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  act: WrittenBy,
  written: readonly Written[],
): Promise<boolean> {
  if (act === "delete" || act === "restore") return false;
  const on = act === "create" ? "create" : "update";
  if (!startsFlows(effective, object.name, on)) return false;
  const records = written.map(({ stored }) => stored).map(showing(object.fields));
  return triggerFlows(tx, effective, { object: object.name, on, records, actor });
}

/** Both, after `writing` was sent. */
export async function remember(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  act: WrittenBy,
  written: readonly Written[],
  now: string,
  writing?: Promise<unknown>,
  jobId?: string,
): Promise<boolean> {
  await Promise.all([writing, tell(tx, effective, actor, object, act, written, now, jobId)]);
  return startFlows(tx, effective, actor, object, act, written);
}

const nothing: Changes = {};

import type { Json } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import { putEvents, type RecordEvent } from "../events/record-events.ts";
import { startsFlows, triggerFlows } from "../flows/trigger.ts";
import { sameJson, type Data } from "./judge.ts";
import { showRecord, type StoredRecord } from "./record.ts";
import { insertHistory } from "./statements.ts";
import type { Writing } from "./writing.ts";

/** A record as it was written, and what it held before. */
export interface Written {
  readonly stored: StoredRecord;
  readonly before: Data | undefined;
}

const topics = { create: "record.created", update: "record.updated", delete: "record.deleted", restore: "record.restored" } as const;

/** History and events of written records, in their transaction. */
export async function remember({ tx, effective, actor, object, act, now, options }: Writing, written: readonly Written[]): Promise<void> {
  const tells = act === "create" || act === "update";
  const rows: { record: string; version: number; act: string; changes: Changes }[] = [];
  const events: RecordEvent[] = [];
  for (const { stored, before } of written) {
    const changes = tells ? changesOf(before, stored.data) : nothing;
    rows.push({ record: stored.id, version: stored.version, act, changes });
    events.push({
      topic: topics[act],
      body: { object: object.name, id: stored.id, version: stored.version, at: now, by: actor.by, changes: byName(object, changes) },
    });
  }
  // they travel together
  await Promise.all([
    tx.query(insertHistory, [effective.tenantId, object.id, rows, actor.by, now, options.jobId ?? null]),
    putEvents(tx, effective.tenantId, events),
  ]);
}

/** Starts the flows that the records trigger. Whether a flow now has something to do. */
export async function startFlows({ tx, effective, actor, object, act }: Writing, written: readonly Written[]): Promise<boolean> {
  if ((act !== "create" && act !== "update") || !startsFlows(effective, object.name, act)) return false;
  let work = false;
  for (const { stored } of written) {
    const record = showRecord(stored, object.fields);
    work = (await triggerFlows(tx, effective, { object: object.name, on: act, record, actor })) || work;
  }
  return work;
}

type Changes = Record<string, readonly [Json, Json]>;
const nothing: Changes = {};

/** Field id → [from, to]; absent = null. */
function changesOf(before: Data | undefined, after: Data): Changes {
  const changes: Changes = {};
  for (const id of Object.keys(after)) {
    const from = before?.[id];
    if (!sameJson(from, after[id])) changes[id] = [from ?? null, after[id]!];
  }
  if (before !== undefined) for (const id of Object.keys(before)) if (!Object.hasOwn(after, id)) changes[id] = [before[id]!, null];
  return changes;
}

function byName(object: ResolvedObject, changes: Changes): Changes {
  const named: Changes = {};
  for (const id of Object.keys(changes)) {
    const field = object.byId.get(id);
    if (field !== undefined) named[field.name] = changes[id]!;
  }
  return named;
}

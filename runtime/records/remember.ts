import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { putEvents, type RecordEvent } from "../events/record-events.ts";
import { triggerFlows } from "../flows/trigger.ts";
import type { Change } from "./change.ts";
import { sameJson, type Data } from "./judge.ts";
import { showRecord, type StoredRecord } from "./record.ts";
import { insertHistory } from "./statements.ts";

/** A record as it was written, and what it held before. */
export interface Written {
  readonly stored: StoredRecord;
  readonly before: Data | undefined;
}

const topics = { create: "record.created", update: "record.updated", delete: "record.deleted", restore: "record.restored" } as const;

/** History, event and flows of written records, in their transaction. Whether a flow now has something to do. */
export async function remember(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  act: Change["act"],
  written: readonly Written[],
  now: string,
  writing?: Promise<unknown>,
  jobId?: string,
): Promise<boolean> {
  const rows = written.map(({ stored, before }) => ({
    record: stored.id,
    version: stored.version,
    act,
    changes: act === "create" || act === "update" ? changesOf(before ?? {}, stored.data) : {},
  }));
  const events = written.map(({ stored }, index): RecordEvent => ({
    topic: topics[act],
    body: {
      object: object.name,
      id: stored.id,
      version: stored.version,
      at: now,
      by: actor.by,
      changes: byName(object, rows[index]!.changes),
    },
  }));
  // they travel together
  await Promise.all([
    writing,
    tx.query(insertHistory, [effective.tenantId, object.id, rows, actor.by, now, jobId ?? null]),
    putEvents(tx, effective.tenantId, events),
  ]);
  if (act !== "create" && act !== "update") return false;
  let work = false;
  for (const { stored } of written) {
    work = (await triggerFlows(tx, effective, { object: object.name, on: act, record: showRecord(stored, object.fields), actor })) || work;
  }
  return work;
}

type Changes = Record<string, readonly [Json, Json]>;

/** Field id → [from, to]; absent = null. */
function changesOf(before: Data, after: Data): Changes {
  const changes: Changes = {};
  for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!sameJson(before[id], after[id])) changes[id] = [before[id] ?? null, after[id] ?? null];
  }
  return changes;
}

const byName = (object: ResolvedObject, changes: Changes): Changes =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([id, change]) => {
      const field = object.byId.get(id);
      return field === undefined ? [] : [[field.name, change] as const];
    }),
  );

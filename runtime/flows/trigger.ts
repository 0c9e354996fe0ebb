import type { Tx } from "#db";
import type { FlowDocument, Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { ruleHolds } from "../records/expressions.ts";
import { computedId } from "./ids.ts";
import { startRuns } from "./start.ts";
import { addWork, type NewWork } from "./transition.ts";

/** Records that were just written, in the transaction that wrote them. */
export interface Written {
  /** the object's API name */
  readonly object: string;
  readonly on: "create" | "update";
  /** the records as they are after the change: id, version, fields by API name */
  readonly records: readonly { readonly id: string; readonly version: number; readonly [field: string]: Json }[];
  readonly actor: Actor;
}

/** What happens when this object's records are written: the flows that may start, and whether flows ask for its fields. */
interface Triggers {
  readonly flows: readonly FlowDocument[];
  readonly asked: boolean;
}

function triggersOf(effective: Effective, object: string, on: "create" | "update"): Triggers {
  return effective.memo(`triggers:${object}:${on}`, () => {
    const all = [...effective.documents.flow.values()];
    const waits = (type: string) => effective.language.steps.get(type)?.waits === true;
    return {
      flows: all.filter(({ trigger }) => trigger?.object === object && trigger.on === on),
      asked: all.some(({ steps }) => Object.values(steps).some(({ type, config }) => waits(type) && config?.["object"] === object)),
    };
  });
}

/** Does a record of the object that is written so have to do with flows at all? */
export function startsFlows(effective: Effective, object: string, on: "create" | "update"): boolean {
  const { flows, asked } = triggersOf(effective, object, on);
  return flows.length > 0 || (asked && on === "update");
}

/**
 * Starts the flows that written records trigger, and wakes the runs that wait for one of their fields, in the transaction that
 * writes the records: a record and its run are there together, or neither. A run's input is `{ object, record }`. As many statements for
 * a thousand records as for one. True when there is work: poke `platform.wake()` after the commit.
 */
export async function triggerFlows(tx: Tx, effective: Effective, { object, on, records, actor }: Written): Promise<boolean> {
  const { flows, asked } = triggersOf(effective, object, on);
  const written = effective.objects.get(object);
  if (written === undefined) return false;
  const objectId = written.id;
  let work = false;
  const at = { now: new Date().toISOString(), user: { id: actor.userId, roles: actor.roles } };
  const starting = flows.flatMap(({ name, trigger }) => {
    const those = records.filter((record) => {
      // a condition that cannot be computed over this record starts nothing
      return trigger?.when === undefined || ruleHolds(effective, written, `trigger/${name}`, trigger.when, record, at, "", []);
    });
    return those.length === 0 ? [] : [{ name, those }];
  });
  const depth = starting.length === 0 ? 0 : await depthOf(tx, effective.tenantId, actor);
  for (const { name, those } of starting) {
    const runs = those.map((record) => ({
      name: `${on}:${record.id}:${record.version}`,
      input: { object, record },
      record: { objectId, recordId: record.id },
    }));
    const started = await startRuns(tx, effective, name, runs, depth);
    // a flow that does not compile was refused when it was published
    if (!started.ok) throw new Error(`flow <${name}> did not start: ${started.problems[0]?.message}`);
    work = true;
  }
  // a field that a run asks for may be filled in by an ordinary change; the run learns of it by a message to itself, because
  // locking it here, after the record, would be the wrong way round
  if (asked && on === "update") {
    const byId = new Map(records.map((record) => [record.id, record]));
    const waiting = await tx.query<{ run_id: string; work_id: string; record_id: string; field: string }>(
      `select run_id, work_id, record_id, field from callback
        where tenant_id = $1 and object_id = $2 and record_id = any($3::uuid[]) and used_at is null and expires_at > now()`,
      [effective.tenantId, objectId, [...byId.keys()]],
    );
    const answered = waiting.flatMap(({ run_id, work_id, record_id, field }): NewWork[] => {
      const record = byId.get(record_id)!;
      if (record[field] === undefined || record[field] === null) return [];
      return [{ id: computedId(work_id, "answered", record.version), runId: run_id, kind: "answered" }];
    });
    await addWork(tx, effective.tenantId, ...answered);
    work ||= answered.length > 0;
  }
  return work;
}

/** One more than the run that changes the record, 0 when a person does. */
async function depthOf(tx: Tx, tenantId: string, { by }: Actor): Promise<number> {
  if (!by.startsWith("flow:")) return 0;
  const [run] = await tx.query<{ depth: number }>(
    `select coalesce((state->>'depth')::int, 0) as depth from run where tenant_id = $1 and id = $2`,
    [tenantId, by.slice("flow:".length)],
  );
  return (run?.depth ?? 0) + 1;
}

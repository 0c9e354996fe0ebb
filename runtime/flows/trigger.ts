import type { Tx } from "#db";
import type { FlowDocument, Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { compileExpression, truthy } from "../rules/index.ts";
import { computedId } from "./ids.ts";
import { startRun } from "./start.ts";
import { addWork } from "./transition.ts";

/** A record that was just written, in the transaction that wrote it. */
export interface Written {
  /** the object's API name */
  readonly object: string;
  readonly on: "create" | "update";
  /** the record as it is after the change: id, version, fields by API name */
  readonly record: { readonly id: string; readonly version: number; readonly [field: string]: Json };
  readonly actor: Actor;
}

/** What happens when this object's records are written: the flows that start, and the fields that flows ask for. */
interface Triggers {
  readonly starts: readonly { readonly document: FlowDocument; readonly holds: (record: Written["record"], at: Moment) => boolean }[];
  readonly asked: boolean;
}
interface Moment {
  readonly now: string;
  readonly actor: Actor;
}

function triggersOf(effective: Effective, object: string, on: "create" | "update"): Triggers {
  return effective.memo(`triggers:${object}:${on}`, () => {
    const starts: Triggers["starts"][number][] = [];
    let asked = false;
    for (const document of effective.documents.flow.values()) {
      asked ||= Object.values(document.steps).some(
        ({ type, config }) => effective.language.steps.get(type)?.waits === true && config?.["object"] === object,
      );
      const { trigger } = document;
      if (trigger === undefined || trigger.object !== object || trigger.on !== on) continue;
      const when = trigger.when === undefined ? undefined : compileExpression(trigger.when, effective.language);
      // a condition that is no expression was refused when it was published; here it starts nothing
      if (when !== undefined && !when.ok) continue;
      const holds: Triggers["starts"][number]["holds"] = (record, { now, actor }) =>
        when === undefined ||
        truthy(
          when.value.evaluate({ ...record, $user: { id: actor.userId, roles: actor.roles }, $now: now, $today: now.slice(0, 10) }, {
            now,
            user: { id: actor.userId, roles: actor.roles },
          } as never),
        );
      starts.push({ document, holds });
    }
    return { starts, asked };
  });
}

/**
 * Starts the flows that a written record triggers, and wakes the runs that wait for one of its fields, in the transaction that
 * writes the record: the record and its run are there together, or neither. A run's input is `{ object, record }`.
 * True when there is work: poke `platform.wake()` after the commit.
 */
export async function triggerFlows(tx: Tx, effective: Effective, { object, on, record, actor }: Written): Promise<boolean> {
  const { starts, asked } = triggersOf(effective, object, on);
  const objectId = effective.objects.get(object)?.id;
  if (objectId === undefined) return false;
  let work = false;
  const now = new Date().toISOString();
  for (const { document, holds } of starts) {
    if (!holds(record, { now, actor })) continue;
    const started = await startRun(
      tx,
      effective,
      document.name,
      { object, record },
      {
        name: `${on}:${record.id}:${record.version}`,
        by: actor.by,
        record: { objectId, recordId: record.id },
      },
    );
    // a flow that does not compile was refused when it was published
    if (!started.ok) throw new Error(`flow <${document.name}> did not start: ${started.problems[0]?.message}`);
    work = true;
  }
  // a field that a run asks for may be filled in by an ordinary change; the run learns of it by a message to itself, because
  // locking it here, after the record, would be the wrong way round
  if (asked && on === "update") {
    const waiting = await tx.query<{ run_id: string; work_id: string; field: string }>(
      `select run_id, work_id, field from callback
        where tenant_id = $1 and object_id = $2 and record_id = $3 and used_at is null and expires_at > now()`,
      [effective.tenantId, objectId, record.id],
    );
    for (const { run_id, work_id, field } of waiting) {
      if (record[field] === undefined || record[field] === null) continue;
      await addWork(tx, effective.tenantId, { id: computedId(work_id, "answered", record.version), runId: run_id, kind: "answered" });
      work = true;
    }
  }
  return work;
}

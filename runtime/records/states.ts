import { ok, pointer, problem, refused, type Json, type Result, type Text } from "#metadata";
import { initialStates, transitionsFrom, type Transition } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { accessTo, contextOf } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { ruleHolds } from "./expressions.ts";
import { perObject } from "./per-object.ts";
import { factsOf, fieldValue } from "./record.ts";
import { getRecord } from "./run.ts";
import { refuse, type Writing } from "./writing.ts";

/** The state machine of an object's records, where it has one whose field stands. */
const machineOf = perObject((object) => {
  const { states } = object.document;
  const field = states === undefined ? undefined : object.byName.get(states.field);
  return states === undefined || field === undefined ? undefined : { states, field };
});

/** How conditions of transitions are answered over a record's facts. */
const holdsOver =
  (effective: Effective, object: ResolvedObject, actor: Actor, now: string, facts: Readonly<Record<string, Json>>, field: ResolvedField) =>
  (transition: Transition): boolean =>
    ruleHolds(
      effective,
      object,
      `states/${transition.id}/when`,
      transition.when!,
      { ...facts, [field.name]: transition.to },
      contextOf(actor, now),
      "",
      [],
    );

/**
 * Refuses states that may not follow. Whoever writes obeys the order of the states and their conditions, the platform's flows and
 * installers too; only the roles of a transition are about people alone. What the platform
 * places (a package's own examples) may begin anywhere.
 */
export function judgeStates(writing: Writing): void {
  const { effective, object, actor, now, act, drafts, options } = writing;
  const machine = machineOf(object);
  if (machine === undefined || act === "delete" || act === "restore") return;
  const { states, field } = machine;
  for (const { data, before, record, path, failed } of drafts) {
    if (failed.has(field.id)) continue;
    const to = fieldValue(data, field);
    const from = before === undefined ? undefined : fieldValue(before, field);
    if (to === from || (act === "create" && options.placed === true)) continue;
    let allowed: readonly string[] | undefined;
    if (typeof from !== "string") allowed = initialStates(states);
    else {
      const holds = holdsOver(effective, object, actor, now, factsOf(object, data, record), field);
      allowed = transitionsFrom(states, from, { roles: actor.roles, unrestricted: actor.unrestricted, holds }).map((each) => each.to);
    }
    if (allowed === undefined || (to === undefined ? from === undefined : allowed.includes(String(to)))) continue;
    const [was, will] = [from === undefined ? "the beginning" : `"${String(from)}"`, to === undefined ? "no state" : `"${String(to)}"`];
    const may = allowed.length === 0 ? "nothing may follow" : `it may become ${[...new Set(allowed)].join(", ")}`;
    refuse(writing, [
      problem("transition_not_allowed", `${path}${pointer(field.name)}`, `"${field.name}" may not go from ${was} to ${will}: ${may}.`, {
        reason: from === undefined ? "begin" : allowed.length === 0 ? "end" : "from",
        details: { object: object.name, field: field.name, from: from ?? null, to: to ?? null, allowed: [...new Set(allowed)] },
      }),
    ]);
  }
}

/** A step that a record may take now. */
export interface TransitionJson {
  readonly name: string;
  readonly label: Text;
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** What the actor may do with the state of a record now, in the order of the document; nothing where its object has no states. */
export async function transitionsOf(
  platform: Platform,
  actor: Actor,
  objectName: string,
  id: string,
): Promise<Result<readonly TransitionJson[]>> {
  const found = await getRecord(platform, actor, objectName, id);
  if (!found.ok) return found;
  const effective = await platform.effectives.get(actor.tenantId);
  const object = effective.objects.get(objectName);
  const access = accessTo(effective, actor, objectName);
  if (object === undefined || access === undefined)
    return refused(problem("not_found", "", "There is no such object.", { reason: "object" }));
  const machine = machineOf(object);
  const from = machine === undefined ? undefined : found.value[machine.field.name];
  if (machine === undefined || typeof from !== "string" || access.update?.writes(machine.field.name) !== true) return ok([]);
  const { states, field } = machine;
  const { createdAt, createdBy, updatedAt, updatedBy, ...own } = found.value;
  const facts = { ...own, created_at: createdAt, created_by: createdBy, updated_at: updatedAt, updated_by: updatedBy };
  const holds = holdsOver(effective, object, actor, new Date().toISOString(), facts, field);
  const steps = transitionsFrom(states, from, { roles: actor.roles, unrestricted: actor.unrestricted, holds });
  return ok(steps.map(({ id: name, label, to }) => ({ name, label: label ?? to, field: field.name, from, to })));
}

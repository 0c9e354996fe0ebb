import type { Tx } from "#db";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { accessTo, contextOf, ownerContextOf, type Access, type Right, type Verb } from "../permissions/access.ts";
import { compileVerdicts } from "./compile.ts";
import type { Condition } from "./condition.ts";
import { ruleHolds } from "./expressions.ts";
import type { Data } from "./judge.ts";
import { factsOf, storedRecord, type StoredRecord } from "./record.ts";
import { noRecord } from "./run.ts";
import { rowsOf } from "./scope.ts";
import { isRecordId } from "./typed.ts";

/** What an actor was found to be allowed before anything of the record is known. */
export interface Granted {
  readonly object: ResolvedObject;
  readonly access: Access;
  readonly right: Right;
}

/** The actor's right to an act, before anything of the record is known. What may not be seen answers like what is not there. */
export function grantedOn(effective: Effective, actor: Actor, objectName: string, verb: Verb, id?: string): Result<Granted> {
  const object = effective.objects.get(objectName);
  const access = accessTo(effective, actor, objectName);
  if (object === undefined || access === undefined)
    return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`));
  if (verb !== "create" && (!isRecordId(id) || (access.only !== undefined && access.only !== id)))
    return refused(noRecord(objectName, id ?? ""));
  const right = access[verb];
  return right === undefined
    ? refused(problem("forbidden", "", `You may not ${verb} records of "${objectName}".`))
    : ok({ object, access, right });
}

/** Locks the record; one that the actor may not read is not there. */
export async function lock(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  access: Access,
  text: string,
  id: string,
  at: ReturnType<typeof moment>["at"],
): Promise<Result<StoredRecord>> {
  const [row] = await tx.query(text, [effective.tenantId, object.id, id]);
  if (row === undefined) return refused(noRecord(object.name, id));
  const record = storedRecord(row);
  const hidden = access.read !== undefined && !within(effective, object, "read", access.read, record.data, record, at, [], "");
  return hidden ? refused(noRecord(object.name, id)) : ok(record);
}

/**
 * Which of these records, as they stand in this transaction, an actor reaches for each of some acts: by the very conditions that reading uses.
 * Nothing is asked where his rights hold on all records of the object. A right that he does not have reaches nothing.
 */
export async function reach(
  tx: Pick<Tx, "query">,
  effective: Effective,
  actor: Actor,
  { object, access }: Pick<Granted, "object" | "access">,
  verbs: readonly Verb[],
  ids: readonly string[],
  now: string,
): Promise<Result<(verb: Verb, id: string) => boolean>> {
  const limited = verbs.filter((verb) => access[verb]?.limited === true);
  const free = (verb: Verb) => access[verb] !== undefined && !limited.includes(verb);
  if (limited.length === 0 || ids.length === 0) return ok(free);
  const conditions: Condition[] = [];
  for (const verb of limited) {
    const rows = rowsOf(effective, actor, object.name, access[verb]!, now, verb);
    if (!rows.ok) return rows;
    conditions.push(rows.value);
  }
  const { text, params } = compileVerdicts(effective.tenantId, object.id, ids, conditions);
  const found = new Map((await tx.query(text, [...params])).map((row) => [row["id"] as string, row]));
  return ok((verb, id) => free(verb) || found.get(id)?.[`c${limited.indexOf(verb)}`] === true);
}

/** Whether a record is among those that a right was given for. */
export function within(
  effective: Effective,
  object: ResolvedObject,
  verb: Verb,
  right: Right,
  data: Data,
  record: Omit<StoredRecord, "data">,
  at: ReturnType<typeof moment>["at"],
  problems: Problem[],
  path: string,
): boolean {
  if (right.rows === undefined) return true;
  // the rule itself names it: several role sets meet in one place
  const key = `rows/${verb}/${JSON.stringify(right.rows)}`;
  return ruleHolds(effective, object, key, right.rows, factsOf(object, data, record), at.owner, path, problems);
}

export const outside = (object: ResolvedObject, path: string, verb: Verb): Problem =>
  problem("forbidden", path, `The record would not be among those of "${object.name}" that you may ${verb}.`);

/** When a change is made, and what its rules know of who makes it. */
export const moment = (actor: Actor) => {
  const now = new Date().toISOString();
  return { now, at: { ...contextOf(actor, now), owner: ownerContextOf(actor, now) } };
};

/** `ifMatch`: a version, or an ETag of one (`"3"`, `W/"3"`); `*` matches any. */
export function versionConflict(ifMatch: string | number | undefined, version: number): Problem | undefined {
  if (ifMatch === undefined) return undefined;
  const wanted = String(ifMatch)
    .trim()
    .replace(/^W\//, "")
    .replace(/^"(.*)"$/, "$1");
  if (wanted === "*" || wanted === String(version)) return undefined;
  return problem("version_conflict", "", `The record has version ${version} by now.`, {
    details: { expected: /^[0-9]{1,15}$/.test(wanted) ? Number(wanted) : wanted.slice(0, 80), actual: version },
  });
}

import type { Tx } from "#db";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { accessTo, contextOf, ownerContextOf, type Access, type Right, type Verb } from "../permissions/access.ts";
import { compileVerdicts } from "./compile.ts";
import type { Condition } from "./condition.ts";
import type { Data } from "./judge.ts";
import type { StoredRecord } from "./record.ts";
import { noRecord } from "./run.ts";
import { rowsOf } from "./scope.ts";
import { slotsOf } from "./slots.ts";
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
    return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`, { reason: "object" }));
  if (verb !== "create" && (!isRecordId(id) || (access.only !== undefined && access.only !== id)))
    return refused(noRecord(objectName, id ?? ""));
  const right = access[verb];
  return right === undefined
    ? refused(
        problem("forbidden", "", `You may not ${verb} records of "${objectName}".`, { reason: verb, details: { object: objectName } }),
      )
    : ok({ object, access, right });
}

/** The same where no record is named yet, as for work on many; whoever can reach a single record alone has no such right. */
export function grantedOnMany(effective: Effective, actor: Actor, objectName: string, verb: Verb): Result<Granted> {
  return grantedOn(effective, actor, objectName, verb, noRecordYet);
}
const noRecordYet = "00000000-0000-0000-0000-000000000000";

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
  const { text, params } = compileVerdicts(effective.tenantId, object.id, { ids }, conditions);
  const found = new Map((await tx.query(text, [...params])).map((row) => [row["id"] as string, row]));
  return ok((verb, id) => free(verb) || found.get(id)?.[`c${limited.indexOf(verb)}`] === true);
}

/** The same for one right, of records as they are about to be written. */
export async function reachAs(
  tx: Pick<Tx, "query">,
  effective: Effective,
  actor: Actor,
  { object, access }: Pick<Granted, "object" | "access">,
  verb: Verb,
  records: readonly { readonly data: Data; readonly record: Omit<StoredRecord, "data"> }[],
  now: string,
): Promise<Result<(id: string) => boolean>> {
  const right = access[verb];
  if (right?.limited !== true || records.length === 0) return ok(() => right !== undefined);
  const condition = rowsOf(effective, actor, object.name, right, now, verb);
  if (!condition.ok) return condition;
  const rows = records.map(({ data, record }) =>
    slotsOf(object, data, {
      tenant_id: effective.tenantId,
      object_id: object.id,
      id: record.id,
      version: record.version,
      data,
      created_at: record.createdAt,
      created_by: record.createdBy,
      updated_at: record.updatedAt,
      updated_by: record.updatedBy,
    }),
  );
  const { text, params } = compileVerdicts(effective.tenantId, object.id, { rows }, [condition.value]);
  const met = new Set((await tx.query(text, [...params])).flatMap((row) => (row["c0"] === true ? [row["id"] as string] : [])));
  return ok((id) => met.has(id));
}

export const outside = (object: ResolvedObject, path: string, verb: Exclude<Verb, "read" | "export" | "share">): Problem =>
  problem("forbidden", path, `The record would not be among those of "${object.name}" that you may ${verb}.`, {
    reason: `row_${verb}`,
    details: { object: object.name },
  });

/** When a change is made, and what its rules know of who makes it. */
export const moment = (actor: Actor, now = new Date().toISOString()) => {
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

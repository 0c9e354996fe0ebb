import { ok, problem, refused, type Logic, type Problem, type Result } from "#metadata";
import { accessTo, may, ownerContextOf, verbOnWhole, wholesOf, type Access, type Right, type Verb } from "../permissions/access.ts";
import { mostPeople, mostShareIds, readsStanding } from "../permissions/standing.ts";
import { searchedFields } from "../search/searched.ts";
import { wordsOf } from "../search/words.ts";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { columnOf, fieldColumn, type Column } from "./column.ts";
import { always, both, columnsOf, never, type Condition } from "./condition.ts";
import { lowerRule } from "./lower.ts";
import { seenBy } from "./path.ts";
import type { Plan } from "./plan.ts";
import { slowFields } from "./slow.ts";
import { unknownField } from "./unknown-field.ts";

export interface Scoped {
  readonly plan: Plan;
  /** fields of the answer */
  readonly fields: readonly ResolvedField[];
  readonly access: Access;
}

export interface RowLimits {
  readonly rows?: Right["rows"];
  readonly only?: Access["only"];
}

/**
 * What is allowed: Plan → Plan. The role's rule over records is ANDed whole, never applied afterwards; what a hidden field
 * holds can be asked by no channel, for it answers like a field that does not exist.
 */
export function scope(effective: Effective, actor: Actor, plan: Plan, now: string, verb: "read" | "export" = "read"): Result<Scoped> {
  const object = effective.objects.get(plan.object);
  const access = accessTo(effective, actor, plan.object);
  if (object === undefined || access === undefined)
    return refused(problem("not_found", "", `There is no object "${plan.object}".`, { reason: "object" }));
  const right = access[verb];
  if (right === undefined)
    return refused(problem("forbidden", "", `You may not ${verb} "${plan.object}".`, { reason: verb, details: { object: plan.object } }));

  const problems: Problem[] = [];
  const refuseHidden = (name: string, path: string) => {
    if (object.byName.has(name) && !right.sees(name) && !problems.some((each) => each.path === path && each.details?.["field"] === name)) {
      problems.push(unknownField(object, name, path));
    }
  };
  const refuseColumn = (column: Column, path: string) => {
    refuseHidden(column.name.split(".")[0]!, path);
    if (column.via !== undefined && !readableAlong(effective, actor, column)) problems.push(unknownField(object, column.name, path));
  };
  for (const column of columnsOf(plan.where)) refuseColumn(column, "/filter");
  for (const { column } of plan.sort) refuseColumn(column, "/sort");
  for (const name of plan.fields ?? []) refuseHidden(name, "/fields");
  for (const { field } of plan.expand) refuseHidden(field, "/expand");
  if (problems.length > 0) return refused(...problems);

  const rows = rowsOf(effective, actor, plan.object, { ...right, ...access }, now, verb);
  if (!rows.ok) return rows;
  const seen = verb === "read" ? seenBy(effective, actor, object).fields : object.fields.filter((field) => right.sees(field.name));
  const fields = plan.fields === undefined ? seen : seen.filter((field) => plan.fields!.includes(field.name));
  const search: Condition[] =
    plan.search === undefined
      ? []
      : [
          {
            kind: "search",
            objectId: object.id,
            fields: searchedFields(object).flatMap(({ id, name }) => (right.sees(name) ? [id] : [])),
            words: wordsOf(plan.search),
          },
        ];
  const lasting = plan.lasting && !right.limited && access.only === undefined;
  return ok({
    plan: Object.freeze({ ...plan, where: both(rows.value, plan.where, ...search), unindexed: slowFields(plan), scoped: true, lasting }),
    fields,
    access,
  });
}

/** Whether a path leads only through fields that the actor may see, of objects that he may read. */
function readableAlong(effective: Effective, actor: Actor, { name, via = [] }: Column): boolean {
  const [, ...names] = name.split(".");
  return via.every((hop, index) => accessTo(effective, actor, hop.object)?.read?.sees(names[index]!) === true);
}

/**
 * The records an actor may reach for an act, as a condition: those of his roles' rule or shared with him, of them the parts of
 * what he may reach. A rule that cannot be lowered whole is a fault of publishing and lets nobody through: it is refused, never left out.
 */
export function rowsOf(
  effective: Effective,
  actor: Actor,
  objectName: string,
  limits: RowLimits,
  now: string,
  verb: Verb = "read",
): Result<Condition> {
  const object = effective.objects.get(objectName)!;
  const only: Condition[] =
    limits.only === undefined ? [] : [{ kind: "is", column: columnOf(object, "id")!, by: "eq", value: limits.only }];
  const rows = limits.rows === undefined ? ok(always) : ruleOf(effective, actor, object, limits.rows, now);
  if (!rows.ok) return rows;
  const shared = limits.rows === undefined ? undefined : sharedWith(actor, object, verb);
  const whole = actor.unrestricted === true ? ok(always) : ofReachedWhole(effective, actor, object, now, verb);
  if (!whole.ok) return whole;
  return ok(both(...only, shared === undefined ? rows.value : { kind: "or", parts: [rows.value, shared] }, whole.value));
}

/** A rule over records as a condition, for this actor at this moment. */
export function ruleOf(effective: Effective, actor: Actor, object: ResolvedObject, rule: Logic, now: string): Result<Condition> {
  if (readsStanding(rule)) {
    if (actor.standing === undefined && actor.userId !== null)
      throw new Error(`A rule over <${object.name}> asks where <${actor.by}> stands, which was not looked up: stand() comes before.`);
    const crowded = [...(actor.standing?.crowded ?? [])].find((name) => JSON.stringify(rule).includes(name));
    if (crowded !== undefined)
      return refused(
        problem("limit_exceeded", "", `The rule over the records of "${object.name}" asks for more than ${mostPeople} people.`, {
          help: `Let it ask for teams ($user.teamIds) instead of ${crowded}.`,
          reason: "row_rule",
          details: { object: object.name, name: crowded, limit: mostPeople },
        }),
      );
  }
  const rows = lowerRule(effective, object, rule, ownerContextOf(actor, now), "");
  return rows.ok ? rows : refused(problem("forbidden", "", `The rule over the records of "${object.name}" cannot be applied.`));
}

/** Records given to somebody one by one, to read or to change; undefined where he was given none of the object. */
function sharedWith(actor: Actor, object: ResolvedObject, verb: Verb): Condition | undefined {
  const count = verb === "read" || verb === "update" ? actor.standing?.shared.get(object.id) : undefined;
  if (count === undefined) return undefined;
  return { kind: "shared", objectId: object.id, holders: actor.standing!.holders, update: verb === "update", few: count <= mostShareIds };
}

/** Who may reach a part may reach the whole, and who may change it may change that. */
export function ofReachedWhole(effective: Effective, actor: Actor, object: ResolvedObject, now: string, verb: Verb): Result<Condition> {
  const conditions: Condition[] = [];
  for (const { field, object: name } of wholesOf(object)) {
    const onWhole = verbOnWhole(verb);
    const right = may(effective, actor, name, onWhole);
    if (right === undefined) return ok(never);
    if (!right.limited) continue;
    const whole = effective.objects.get(name)!;
    const rows = rowsOf(effective, actor, name, right, now, onWhole);
    if (!rows.ok) return rows;
    const via = [{ reference: fieldColumn(field), object: name, objectId: whole.id, rows: rows.value }];
    conditions.push({ kind: "not", part: { kind: "absent", column: { ...columnOf(whole, "id")!, via } } });
  }
  return ok(both(...conditions));
}

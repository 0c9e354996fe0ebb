import { ok, problem, refused, type Problem, type Result } from "#metadata";
import { accessTo, ownerContextOf, type Access, type Right } from "../permissions/access.ts";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { columnOf, fieldColumn } from "./column.ts";
import { both, columnsOf, type Condition } from "./condition.ts";
import { lowerRule } from "./lower.ts";
import type { Plan } from "./plan.ts";
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
  if (object === undefined || access === undefined) return refused(problem("not_found", "", `There is no object "${plan.object}".`));
  const right = access[verb];
  if (right === undefined) return refused(problem("forbidden", "", `You may not ${verb} "${plan.object}".`));

  const problems: Problem[] = [];
  const refuseHidden = (name: string, path: string) => {
    if (object.byName.has(name) && !right.sees(name) && !problems.some((each) => each.path === path && each.details?.["field"] === name)) {
      problems.push(unknownField(object, name, path));
    }
  };
  for (const column of columnsOf(plan.where)) refuseHidden(column.name, "/filter");
  for (const { column } of plan.sort) refuseHidden(column.name, "/sort");
  for (const name of plan.fields ?? []) refuseHidden(name, "/fields");
  for (const { field } of plan.expand) refuseHidden(field, "/expand");
  if (problems.length > 0) return refused(...problems);

  const rows = rowsOf(effective, actor, plan.object, { ...right, ...access }, now);
  if (!rows.ok) return rows;
  const seen = object.fields.filter((field) => right.sees(field.name));
  const fields = plan.fields === undefined ? seen : seen.filter((field) => plan.fields!.includes(field.name));
  const search: Condition[] =
    plan.search === undefined
      ? []
      : [{ kind: "search", columns: seen.map(fieldColumn).filter((column) => column.type === "text"), text: plan.search }];
  return ok({
    plan: Object.freeze({ ...plan, where: both(rows.value, plan.where, ...search), scoped: true }),
    fields,
    access,
  });
}

/**
 * The records an actor may reach, as a condition. A rule that cannot be lowered whole is a fault of publishing and lets
 * nobody through: it is refused, never left out.
 */
export function rowsOf(effective: Effective, actor: Actor, objectName: string, limits: RowLimits, now: string): Result<Condition> {
  const object = effective.objects.get(objectName)!;
  const only: Condition[] =
    limits.only === undefined ? [] : [{ kind: "is", column: columnOf(object, "id")!, by: "eq", value: limits.only }];
  if (limits.rows === undefined) return ok(both(...only));
  const rows = lowerRule(effective, object, limits.rows, ownerContextOf(actor, now), "");
  return rows.ok
    ? ok(both(...only, rows.value))
    : refused(problem("forbidden", "", `The rule over the records of "${objectName}" cannot be applied.`));
}

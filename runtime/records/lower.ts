import type { Logic, Result } from "#metadata";
import { lowerExpression } from "#runtime/rules";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Condition } from "./condition.ts";
import { namedValues } from "./named.ts";
import { resolve } from "./resolve.ts";
import { typesOf } from "./expressions.ts";

/** An expression over the records of an object as a condition: all of it, or the problems that stand in the way. */
export function lower(
  effective: Effective,
  object: ResolvedObject,
  logic: Logic,
  context: Parameters<typeof namedValues>[0],
  path: string,
): Result<Condition> {
  const predicate = lowerExpression(logic, { operators: effective.language.operators, types: typesOf(object) });
  if (!predicate.ok) return { ok: false, problems: predicate.problems.map((each) => ({ ...each, path: `${path}${each.path}` })) };
  return resolve(predicate.value, object, namedValues(context), path);
}

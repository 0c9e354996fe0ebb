import type { Logic, Predicate, Result } from "#metadata";
import { lowerExpression } from "#runtime/rules";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Condition } from "./condition.ts";
import { namedValues } from "./named.ts";
import { resolve } from "./resolve.ts";
import { typesOf } from "./expressions.ts";

/** An expression over the records of an object as a condition: all of it, or the problems that stand in the way. */
export function lower(effective: Effective, object: ResolvedObject, logic: Logic, context: Context, path: string): Result<Condition> {
  return resolved(lowerExpression(logic, optionsOf(effective, object)), object, context, path);
}

/** The same for a rule of a published document, which is read once. */
export function lowerRule(effective: Effective, object: ResolvedObject, logic: Logic, context: Context, path: string): Result<Condition> {
  const predicate = effective.memo(`predicate:${object.name}:${JSON.stringify(logic)}`, () =>
    lowerExpression(logic, optionsOf(effective, object)),
  );
  return resolved(predicate, object, context, path);
}

type Context = Parameters<typeof namedValues>[0];

const optionsOf = (effective: Effective, object: ResolvedObject) => ({ operators: effective.language.operators, types: typesOf(object) });

function resolved(predicate: Result<Predicate>, object: ResolvedObject, context: Context, path: string): Result<Condition> {
  if (!predicate.ok) return { ok: false, problems: predicate.problems.map((each) => ({ ...each, path: `${path}${each.path}` })) };
  return resolve(predicate.value, object, namedValues(context), path);
}

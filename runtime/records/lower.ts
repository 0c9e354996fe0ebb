import type { Logic, Predicate, Result } from "#metadata";
import { lowerExpression, type EvaluationContext } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Condition } from "./condition.ts";
import { inZone } from "./expressions.ts";
import { namedValues } from "./named.ts";
import { lookingAtAll, type Looking } from "./path.ts";
import { recent } from "./recent.ts";
import { resolve, type NamedValues } from "./resolve.ts";

/** Longest filter that is read once for all tenants alike. */
const longestShared = 500;

/** An expression over the records of an object as a condition: all of it, or the problems that stand in the way. `looking`: as whom; absent = as the platform. */
export function lower(
  effective: Effective,
  object: ResolvedObject,
  logic: Logic,
  context: EvaluationContext,
  path: string,
  looking: Looking = lookingAtAll(effective, object),
): Result<Condition> {
  return resolved(lowerExpression(logic, optionsOf(effective, looking)), looking, namedValues(inZone(effective, context)), path);
}

/** The same for what somebody asks, and asks again with the next page: what was asked lately is read once for all of these roles. */
export function lowerAsked(
  effective: Effective,
  { roles, only, unrestricted }: Actor,
  logic: Logic,
  named: NamedValues,
  path: string,
  looking: Looking,
): Result<Condition> {
  const key = `asked:${looking.name}:${only?.object ?? ""}:${unrestricted === true}:${JSON.stringify(roles)}`;
  const lately = effective.memo(key, () => recent<Result<Predicate>>());
  const text = JSON.stringify(logic);
  const make = () => lowerExpression(logic, optionsOf(effective, looking));
  // what it means follows from documents and roles: tenants of the same package ask alike
  const predicate = lately.of(text, () => (text.length > longestShared ? make() : effective.shared(`${key}:${text}`, make)));
  return resolved(predicate, looking, named, path);
}

/** The same for a rule of a published document, which is read once. A rule reads what it needs, whoever asks. */
export function lowerRule(
  effective: Effective,
  object: ResolvedObject,
  logic: Logic,
  context: EvaluationContext,
  path: string,
): Result<Condition> {
  const looking = lookingAtAll(effective, object);
  const predicate = effective.memo(`predicate:${object.name}:${JSON.stringify(logic)}`, () =>
    lowerExpression(logic, optionsOf(effective, looking)),
  );
  return resolved(predicate, looking, namedValues(inZone(effective, context)), path);
}

const optionsOf = (effective: Effective, looking: Looking) => ({ operators: effective.language.operators, types: looking.type });

function resolved(predicate: Result<Predicate>, looking: Looking, named: NamedValues, path: string): Result<Condition> {
  if (!predicate.ok) return { ok: false, problems: predicate.problems.map((each) => ({ ...each, path: `${path}${each.path}` })) };
  return resolve(predicate.value, looking, named, path);
}

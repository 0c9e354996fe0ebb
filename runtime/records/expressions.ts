import { problem, type Json, type Logic, type Problem, type Result, type ValueType } from "#metadata";
import { compileExpression, EvaluationError, truthy, type EvaluationContext, type Expression } from "#runtime/rules";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { lookingAtAll } from "./path.ts";

/** The types of the paths that an expression over a record reads: its own fields, and those of what it refers to. */
export const typesOf = (effective: Effective, object: ResolvedObject): ((path: string) => ValueType | undefined) =>
  lookingAtAll(effective, object).type;

/** The days of an expression are those of the tenant's time zone, where nobody says otherwise. */
export const inZone = (effective: Effective, at: EvaluationContext): EvaluationContext =>
  at.timezone === undefined && effective.timezone !== "UTC" ? { ...at, timezone: effective.timezone } : at;

/** An expression of a published document over the records of an object, compiled once. `key`: its place in the object. */
export function expressionOf(effective: Effective, object: ResolvedObject, key: string, logic: Logic): Result<Expression> {
  return effective.memo(`expression:${object.name}:${key}`, () =>
    compileExpression(logic, { operators: effective.language.operators, types: typesOf(effective, object) }),
  );
}

/** What an expression gives over a record, or the problem of the rule that could not be computed, at `path`. */
export function evaluateOver(
  effective: Effective,
  object: ResolvedObject,
  key: string,
  logic: Logic,
  facts: Readonly<Record<string, Json>>,
  at: EvaluationContext,
  path: string,
): Result<unknown> {
  const expression = expressionOf(effective, object, key, logic);
  if (!expression.ok) return { ok: false, problems: expression.problems.map((each) => ({ ...each, path })) };
  try {
    return { ok: true, value: expression.value.evaluate(facts, inZone(effective, at)) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const rule = `${object.name}/${key}`;
    return {
      ok: false,
      problems: [problem(error.code, path, `The rule ${rule} cannot be computed: ${error.message}`, { details: { rule } })],
    };
  }
}

/** Whether a rule holds; a rule that cannot be computed holds for nobody, and its problem is added. */
export function ruleHolds(
  effective: Effective,
  object: ResolvedObject,
  key: string,
  logic: Logic,
  facts: Readonly<Record<string, Json>>,
  at: EvaluationContext,
  path: string,
  problems: Problem[],
): boolean {
  const result = evaluateOver(effective, object, key, logic, facts, at, path);
  if (!result.ok) problems.push(...result.problems);
  return result.ok && truthy(result.value);
}

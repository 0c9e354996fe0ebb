import { inLocale, inOrder, pointer, problem, type Json, type Problem } from "#metadata";
import type { EvaluationContext } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { readValue } from "./change.ts";
import { evaluateOver, ruleHolds } from "./expressions.ts";
import { factsOf, type StoredRecord } from "./record.ts";

export type Data = Readonly<Record<string, Json>>;

/** A record before and after a change, and who changes it. `before` is absent when it is made. */
export interface Judged {
  readonly effective: Effective;
  readonly object: ResolvedObject;
  readonly actor: Actor;
  readonly before?: Data;
  readonly after: Data;
  /** columns that every record has, as they will be */
  readonly record?: Omit<StoredRecord, "data">;
  /** field ids that the change names */
  readonly named: ReadonlySet<string>;
  /** fields whose value could not be read: already said */
  readonly failed: ReadonlySet<string>;
  readonly at: EvaluationContext;
  readonly path: string;
}

/** Values for fields that were not given, in the order of the fields, so that a default may read an earlier one. */
export function withDefaults(
  effective: Effective,
  object: ResolvedObject,
  data: Data,
  at: EvaluationContext,
  path: string,
): { data: Data; problems: Problem[] } {
  const problems: Problem[] = [];
  const filled: Record<string, Json> = { ...data };
  for (const field of object.fields) {
    if (field.default === undefined || Object.hasOwn(filled, field.id) || field.fieldType.generated !== undefined) continue;
    const here = `${path}${pointer(field.name)}`;
    const result = evaluateOver(effective, object, `fields/${field.id}/default`, field.default, factsOf(object, filled), at, here);
    if (!result.ok) problems.push(...result.problems);
    else if (result.value !== null && result.value !== undefined) {
      const read = readValue(field, result.value, here);
      if ("value" in read) filled[field.id] = read.value;
      else problems.push(...read.problems);
    }
  }
  return { data: filled, problems };
}

/** The rules of the object over the record after the change: read-only, shown, required, validations. All at once. */
export function judge(judged: Judged): Problem[] {
  const { effective, object, actor, before, after, record, named, failed, at, path } = judged;
  const problems: Problem[] = [];
  const facts = factsOf(object, after, record);
  const earlier = before === undefined ? facts : factsOf(object, before, record);
  const place = (field: ResolvedField) => `${path}${pointer(field.name)}`;
  const holds = (field: ResolvedField, rule: "visible" | "requiredWhen" | "readOnly", over: typeof facts): boolean | undefined => {
    const logic = field[rule];
    return logic === undefined
      ? undefined
      : ruleHolds(effective, object, `fields/${field.id}/${rule}`, logic, over, at, place(field), problems);
  };

  for (const field of object.fields) {
    if (failed.has(field.id) || field.fieldType.generated !== undefined) continue;
    const changed = named.has(field.id) && !sameJson(before?.[field.id], after[field.id]);
    const shown = holds(field, "visible", facts) ?? true;
    if (changed && actor.unrestricted !== true) {
      if (!shown)
        problems.push(
          problem("read_only", place(field), `"${field.name}" does not apply to this record.`, { details: { field: field.name } }),
        );
      else if (holds(field, "readOnly", earlier) === true) {
        problems.push(
          problem("read_only", place(field), `"${field.name}" cannot be changed on this record.`, { details: { field: field.name } }),
        );
      }
    }
    // a field that was made required later does not stand in the way of other changes
    const mustHold = before === undefined || named.has(field.id);
    const required =
      shown && isEmpty(after[field.id]) && ((mustHold && field.required === true) || holds(field, "requiredWhen", facts) === true);
    if (required) problems.push(problem("required", place(field), `"${field.name}" is required.`, { details: { field: field.name } }));
  }

  // a value that could not be read would fail rules that it might well meet
  if (failed.size > 0) return problems;
  for (const validation of inOrder(object.document.validations ?? {})) {
    const at_ = validation.field === undefined ? path : `${path}${pointer(validation.field)}`;
    const found: Problem[] = [];
    if (ruleHolds(effective, object, `validations/${validation.id}`, validation.rule, facts, at, at_, found)) continue;
    // a rule over a value that is required and missing has been answered already
    if (problems.some((each) => each.path === at_ && each.code === "required")) continue;
    problems.push(
      ...found,
      ...(found.length > 0
        ? []
        : [
            problem("invalid", at_, inLocale(validation.message, actor.locale, "The record breaks a rule."), {
              details: { validation: validation.id, message: validation.message },
            }),
          ]),
    );
  }
  return problems;
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** Canonical values are equal when their JSON is. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

import { inLocale, inOrder, isBlank, pointer, problem, type Json, type Problem } from "#metadata";
import type { EvaluationContext } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { readValue } from "./change.ts";
import { evaluateOver, ruleHolds } from "./expressions.ts";
import { perField, perObject } from "./per-object.ts";
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
  /** the record after the change as expressions see it */
  readonly facts: Readonly<Record<string, Json>>;
  /** what the change names, by field id */
  readonly given: ReadonlyMap<string, Json | null>;
  /** fields whose value could not be read: already said */
  readonly failed: ReadonlySet<string>;
  readonly at: EvaluationContext;
  readonly path: string;
}

/** What an object asks of its records, as far as it asks anything. */
const rulesOf = perObject((object) => ({
  ruled: object.fields.filter(
    ({ visible, readOnly, requiredWhen, required, fieldType, settings }) =>
      (visible !== undefined || readOnly !== undefined || requiredWhen !== undefined || required === true) &&
      fieldType.generated === undefined &&
      fieldType.derived?.(settings) === undefined,
  ),
  defaults: object.fields.filter(
    ({ default: given, fieldType, settings }) =>
      given !== undefined && fieldType.generated === undefined && fieldType.derived?.(settings) === undefined,
  ),
  validations: inOrder(object.document.validations ?? {}),
}));

const pointerOf = perField(({ name }) => pointer(name));

/** Does anything of the object have to be looked at before a record of it is written? */
export const hasRules = (object: ResolvedObject): boolean => {
  const { ruled, validations } = rulesOf(object);
  return ruled.length + validations.length > 0;
};

/** Fills in fields that were not given, in the order of the fields, so that a default may read an earlier one. */
export function withDefaults(
  effective: Effective,
  object: ResolvedObject,
  data: Record<string, Json>,
  failed: ReadonlySet<string>,
  at: EvaluationContext,
  path: string,
): Problem[] {
  const { defaults } = rulesOf(object);
  if (defaults.length === 0) return [];
  const problems: Problem[] = [];
  let facts: Record<string, Json> | undefined;
  for (const field of defaults) {
    if (Object.hasOwn(data, field.id) || failed.has(field.id)) continue;
    const here = `${path}${pointer(field.name)}`;
    let value: unknown = field.default;
    if (typeof value === "object" && value !== null) {
      facts ??= factsOf(object, data);
      const result = evaluateOver(effective, object, `fields/${field.id}/default`, field.default!, facts, at, here);
      if (!result.ok) problems.push(...result.problems);
      value = result.ok ? result.value : null;
    }
    if (value === null || value === undefined) continue;
    const read = readValue(field, value, here);
    if ("value" in read) {
      data[field.id] = read.value;
      if (facts !== undefined) facts[field.name] = read.value;
    } else problems.push(...read.problems);
  }
  return problems;
}

/** The rules of the object over the record after the change: read-only, shown, required, validations. All at once. */
export function judge(judged: Judged): Problem[] {
  const { effective, object, actor, before, after, record, facts, given, failed, at, path } = judged;
  const { ruled, validations } = rulesOf(object);
  const problems: Problem[] = [];
  const place = (field: ResolvedField) => `${path}${pointerOf(field)}`;
  const holds = (field: ResolvedField, rule: "visible" | "requiredWhen" | "readOnly", over: typeof facts): boolean | undefined => {
    const logic = field[rule];
    return logic === undefined
      ? undefined
      : ruleHolds(effective, object, `fields/${field.id}/${rule}`, logic, over, at, place(field), problems);
  };

  let earlier: typeof facts | undefined = before === undefined ? facts : undefined;
  for (const field of ruled) {
    if (failed.has(field.id)) continue;
    const named = given.has(field.id);
    const shown = holds(field, "visible", facts) ?? true;
    if (named && actor.unrestricted !== true && !sameJson(before?.[field.id], after[field.id])) {
      if (!shown) {
        problems.push(
          problem("read_only", place(field), `"${field.name}" does not apply to this record.`, {
            reason: "hidden",
            details: { field: field.name },
          }),
        );
      } else if (field.readOnly !== undefined && holds(field, "readOnly", (earlier ??= factsOf(object, before!, record))) === true) {
        problems.push(
          problem("read_only", place(field), `"${field.name}" cannot be changed on this record.`, {
            reason: "rule",
            details: { field: field.name },
          }),
        );
      }
    }
    // a field that was made required later does not stand in the way of other changes
    const mustHold = before === undefined || named;
    const required =
      shown && isBlank(after[field.id]) && ((mustHold && field.required === true) || holds(field, "requiredWhen", facts) === true);
    if (required) problems.push(problem("required", place(field), `"${field.name}" is required.`, { details: { field: field.name } }));
  }

  // a value that could not be read would fail rules that it might well meet
  if (failed.size > 0) return problems;
  for (const validation of validations) {
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
              details: { validation: validation.id, text: validation.message },
            }),
          ]),
    );
  }
  return problems;
}

/** Canonical values are equal when their JSON is, whatever the order of its keys: the database keeps one of its own. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, index) => sameJson(each, b[index]));
  const [one, other] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]));
}

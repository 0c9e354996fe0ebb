import { nanoid } from "nanoid";
import type { RuleGroupType, RuleType } from "react-querybuilder";
import type { Json, Logic } from "#metadata";
import {
  type Comparison,
  type Condition,
  comparisons,
  type Group,
  isSaid,
  logicOf,
  needsValue,
  noConditions,
  type Part,
  takesList,
} from "./condition.ts";
import { readGroup } from "./read-logic.ts";

/*
 * Conditions as the builder holds them. Its own reading of JSON Logic leaves out what it does not know, so expressions are read and
 * written here (read-logic.ts, condition.ts): whatever conditions cannot say stands as a locked rule and goes back as it came.
 */

/** Field of a rule that holds an expression as it is written. */
export const lockedField = "~locked";

/** Conditions that are put together, as the builder's query. Ids are fresh: they only tell its lines apart. */
export const queryOf = (group: Group): RuleGroupType => ({
  id: nanoid(8),
  combinator: group.all ? "and" : "or",
  rules: group.parts.map((part) => (part.kind === "group" ? queryOf(part) : ruleOf(part))),
});

export function ruleOf(part: Exclude<Part, Group>): RuleType {
  const id = nanoid(8);
  if (part.kind === "locked") return { id, field: lockedField, operator: "is", value: part.logic };
  return { id, field: part.path, operator: part.is, value: part.lines ?? part.value };
}

export const groupOf = (query: RuleGroupType): Group => ({
  kind: "group",
  all: query.combinator !== "or",
  parts: query.rules.map((rule): Part => ("rules" in rule ? groupOf(rule) : partOf(rule))),
});

const isGroup = (value: unknown): value is Group =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "group";

/** What a rule says; a value that was given for another comparison is not one for this. */
export function partOf(rule: RuleType): Exclude<Part, Group> {
  if (rule.field === lockedField) return { kind: "locked", logic: rule.value as Logic };
  const is = (comparisons as readonly string[]).includes(rule.operator) ? (rule.operator as Comparison) : "is";
  const condition: Condition = { kind: "condition", path: rule.field, is };
  if (is === "some" || is === "none") return { ...condition, lines: isGroup(rule.value) ? rule.value : noConditions };
  const value = rule.value as Json | undefined;
  return value === undefined || value === "" || !fits(is, value) ? condition : { ...condition, value };
}

function fits(is: Comparison, value: Json): boolean {
  if (!needsValue(is)) return false;
  if (is === "between") return Array.isArray(value) && value.length === 2;
  return takesList(is) === Array.isArray(value);
}

/**
 * The guard before the builder: the conditions an expression is shown as, or undefined where it is for the code editor – because nothing of
 * it is a condition, or because it would come back otherwise than it is written.
 */
export function shownAsConditions(logic: Logic | undefined): Group | undefined {
  if (logic === undefined) return noConditions;
  const group = readGroup(logic);
  if (group.parts.every(({ kind }) => kind === "locked")) return undefined;
  return canonical(logicOf(groupOf(queryOf(group)))) === canonical(logic) ? group : undefined;
}

/** JSON in one spelling: keys in order. */
function canonical(value: Json | undefined): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
      : each,
  );
}

/** Is everything said that the conditions need. */
export const isSaidTo = (part: Part): boolean =>
  part.kind === "locked" ||
  (part.kind === "group" ? part.parts.every(isSaidTo) : isSaid(part) && (part.lines === undefined || isSaidTo(part.lines)));

import type { Json, Logic } from "#metadata";
import { isAsker, logicOf, noConditions, type Comparison, type Condition, type Group, type Part } from "./condition.ts";

/** Deeper than this an expression is shown as it is. */
const deepest = 6;

/** An expression as conditions. What they cannot say word for word is locked, so that nothing of it is ever lost. */
export function readLogic(logic: Logic | undefined, depth = 0): Part {
  if (logic === undefined) return noConditions;
  const read = depth > deepest ? undefined : reading(logic, depth);
  return read !== undefined && same(logicOf(read), logic) ? read : { kind: "locked", logic };
}

/** The same as a list of which all must hold. */
export function readGroup(logic: Logic | undefined): Group {
  const part = readLogic(logic);
  return part.kind === "group" && part.all ? part : { kind: "group", all: true, parts: [part] };
}

function reading(logic: Logic, depth: number): Part | undefined {
  const [name, operands] = callOf(logic) ?? [];
  if (name === undefined || operands === undefined) return undefined;
  const [left, right] = operands;
  switch (name) {
    case "and":
      return betweenOf(operands) ?? groupOf(operands, true, depth);
    case "or":
      return amongOf(logic) ?? groupOf(operands, false, depth);
    case "!!":
      return heldBy(left, "holdsSome");
    case "!": {
      const none = heldBy(left, "holdsNone");
      if (none !== undefined) return none;
      const inner = left === undefined ? undefined : callOf(left);
      const held = inner?.[0] === "in" ? pathOf(inner[1][1]) : undefined;
      if (held !== undefined && !isAsker(held)) return condition(held, "notContains", inner![1][0]);
      const among = left === undefined ? undefined : amongOf(left);
      return among === undefined ? undefined : { ...among, is: "noneOf" };
    }
    case "===":
    case "!==": {
      const path = pathOf(left);
      if (path === undefined || isAsker(path)) return undefined;
      if (isAsker(pathOf(right))) return name === "===" ? amongOf(logic) : undefined;
      if (right === null) return condition(path, name === "===" ? "isEmpty" : "isNotEmpty");
      return right !== undefined && isConstant(right) ? condition(path, name === "===" ? "is" : "isNot", right) : undefined;
    }
    case ">":
      return compared("over", left, right);
    case "<":
      return compared("under", left, right);
    case ">=":
      return compared("atLeast", left, right);
    case "<=":
      return compared("atMost", left, right);
    case "date.during":
      return compared("during", left, right);
    case "in": {
      const held = pathOf(right);
      if (held !== undefined && !isAsker(held)) return typeof left === "string" ? condition(held, "contains", left) : undefined;
      return amongOf(logic);
    }
    case "some":
    case "none":
      return overList(name, left, right, depth);
    default:
      return undefined;
  }
}

const groupOf = (operands: readonly Json[], all: boolean, depth: number): Group => ({
  kind: "group",
  all,
  parts: operands.map((each) => readLogic(each, depth + 1)),
});

const condition = (path: string, is: Comparison, value?: Json): Condition => ({
  kind: "condition",
  path,
  is,
  ...(value === undefined ? {} : { value }),
});

function compared(is: Comparison, left: Json | undefined, right: Json | undefined): Condition | undefined {
  const path = pathOf(left);
  return path === undefined || path === "" || isAsker(path) || right === undefined || right === null || !isConstant(right)
    ? undefined
    : condition(path, is, right);
}

function heldBy(list: Json | undefined, is: Comparison): Condition | undefined {
  const path = pathOf(list);
  return path === undefined || path === "" || isAsker(path) ? undefined : condition(path, is);
}

function betweenOf(operands: readonly Json[]): Condition | undefined {
  const [first, second, ...more] = operands.map((each) => reading(each, deepest));
  if (more.length > 0 || first?.kind !== "condition" || second?.kind !== "condition") return undefined;
  if (first.is !== "atLeast" || second.is !== "atMost" || first.path !== second.path) return undefined;
  return condition(first.path, "between", [first.value ?? null, second.value ?? null]);
}

/** One of a list of constants, of the people around who asks, or of both. */
function amongOf(logic: Json): Condition | undefined {
  const [name, operands] = callOf(logic) ?? [];
  if (operands === undefined) return undefined;
  if (name === "or") {
    const parts = operands.map(amongOf);
    const path = parts[0]?.path;
    if (path === undefined || parts.some((part) => part?.path !== path)) return undefined;
    return condition(
      path,
      "anyOf",
      parts.flatMap((part) => part!.value as readonly Json[]),
    );
  }
  const path = pathOf(operands[0]);
  if (path === undefined || isAsker(path) || (name !== "in" && name !== "===")) return undefined;
  const person = pathOf(operands[1]);
  if (isAsker(person)) return condition(path, "anyOf", [person!]);
  if (name !== "in" || !Array.isArray(operands[1])) return undefined;
  const values = operands[1] as readonly Json[];
  return values.length > 0 && values.every((each) => isConstant(each) && each !== null) ? condition(path, "anyOf", values) : undefined;
}

function overList(is: "some" | "none", list: Json | undefined, body: Json | undefined, depth: number): Condition | undefined {
  const path = pathOf(list);
  if (path === undefined || body === undefined) return undefined;
  const among = amongOf(body);
  if (among?.path === "") return condition(path, is === "some" ? "hasAny" : "hasNone", among.value ?? []);
  if (body === true) return { kind: "condition", path, is, lines: noConditions };
  const part = readLogic(body, depth + 1);
  const lines: Group = part.kind === "group" && part.all ? part : { kind: "group", all: true, parts: [part] };
  return { kind: "condition", path, is, lines };
}

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** { "===": [a, b] } → ["===", [a, b]] */
function callOf(logic: Json): readonly [string, readonly Json[]] | undefined {
  if (!isObject(logic)) return undefined;
  const [name, ...more] = Object.keys(logic);
  if (name === undefined || more.length > 0) return undefined;
  const operands = logic[name] as Json;
  return [name, Array.isArray(operands) ? (operands as readonly Json[]) : [operands]];
}

function pathOf(logic: Json | undefined): string | undefined {
  if (!isObject(logic) || Object.keys(logic).length !== 1) return undefined;
  const name = logic["var"];
  return typeof name === "string" ? name : undefined;
}

/** A value as it is, not something to compute. An amount of money is one. */
const isConstant = (value: Json): boolean =>
  typeof value !== "object" ||
  value === null ||
  (isObject(value) && typeof value["currency"] === "string" && typeof value["minor"] === "number");

/** Equal as JSON, in the order in which it is written. */
const same = (one: Json | undefined, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

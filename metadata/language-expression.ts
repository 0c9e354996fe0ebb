import type * as z from "zod";
import { globalRegistry } from "zod";
import { logicSchema } from "./documents/parts.ts";
import { deepest, forbiddenKeys } from "./language-scan.ts";
import { definitionOf, own, suggest } from "./language-shape.ts";
import { below, isMap, type Pointer } from "./layers/patch.ts";
import type { Operator } from "./operator.ts";
import { problem, type Problem } from "./problem.ts";
import type { Registry } from "./registry.ts";

type Schema = z.core.$ZodType;

/** Most nodes of one expression: operators, variables and constants together. */
export const mostNodes = 2_000;

/** The reading of data is part of the language itself, whatever operators there are. */
const readers = ["var", "missing", "missing_some"];
/** Operators whose later operands see one element at a time instead of the data. */
const iterators = new Set(["map", "filter", "all", "some", "none", "reduce"]);

export interface FoundExpression {
  readonly at: Pointer;
  readonly logic: unknown;
}

/** Every expression of a value, found by its schema: wherever the schema says "Logic", an expression stands. */
export function expressionsIn(schema: Schema, value: unknown, at: Pointer = ""): FoundExpression[] {
  const found: FoundExpression[] = [];
  collect(schema, value, at, found);
  return found;
}

// .meta() and .describe() copy a schema and keep the original as its parent
const isLogic = (schema: Schema): boolean =>
  schema === logicSchema ||
  globalRegistry.get(schema as z.ZodType)?.id === "Logic" ||
  (schema._zod.parent !== undefined && isLogic(schema._zod.parent));

const collect = (schema: Schema, value: unknown, at: Pointer, found: FoundExpression[]): void =>
  walk(schema, value, at, (each, here, place) => {
    if (!holdsLogic(each)) return false;
    if (!isLogic(each)) return true;
    found.push({ at: place, logic: here });
    return false;
  });

/** Goes through a value along its schema, outside in; `enter` says whether to go on inside. */
export function walk(schema: Schema, value: unknown, at: Pointer, enter: (schema: Schema, value: unknown, at: Pointer) => boolean): void {
  if (value === undefined || !enter(schema, value, at)) return;
  const { type, innerType, in: inside, element, shape, valueType, options } = definitionOf(schema);
  if (innerType !== undefined) walk(innerType, value, at, enter);
  else if (type === "pipe" && inside !== undefined) walk(inside, value, at, enter);
  else if (element !== undefined && Array.isArray(value)) value.forEach((each, index) => walk(element, each, `${at}/${index}`, enter));
  else if (!isMap(value)) return;
  else if (shape !== undefined) for (const [key, each] of Object.entries(shape)) walk(each, own(value, key), below(at, key), enter);
  else if (valueType !== undefined) for (const [key, each] of Object.entries(value)) walk(valueType, each, below(at, key), enter);
  else if (options !== undefined) {
    const fitting = options.find((option) => (option as z.ZodType).safeParse(value).success);
    if (fitting !== undefined) walk(fitting, value, at, enter);
  }
}

/** Remembered per schema, so that the 5,000 rows of a table, which hold no expression, are not gone through. */
const holding = new WeakMap<Schema, boolean>();
function holdsLogic(schema: Schema): boolean {
  let holds = holding.get(schema);
  if (holds === undefined) {
    holding.set(schema, false);
    const { innerType, in: inside, element, shape, valueType, options } = definitionOf(schema);
    const parts = [innerType, inside, element, valueType, ...Object.values(shape ?? {}), ...(options ?? [])];
    holds = isLogic(schema) || parts.some((part) => part !== undefined && holdsLogic(part));
    holding.set(schema, holds);
  }
  return holds;
}

/** Whether a JSON value is an operation and not a constant: an object with one key. */
export const isOperation = (value: unknown): value is Readonly<Record<string, unknown>> => isMap(value) && Object.keys(value).length === 1;

/** Well said? Operators of the closed list, with as many operands as they take, variables as literal paths, within the bounds. */
export function expressionProblems(logic: unknown, operators: Registry<Operator>, at: Pointer): Problem[] {
  const problems: Problem[] = [];
  let nodes = 0;
  const visit = (value: unknown, here: Pointer, depth: number): boolean => {
    nodes += 1;
    if (nodes > mostNodes || depth > deepest) return false;
    if (Array.isArray(value)) return value.every((each, index) => visit(each, `${here}/${index}`, depth + 1));
    if (!isMap(value)) return true;
    const keys = Object.keys(value);
    if (keys.length !== 1) {
      if (!isMoney(value)) {
        problems.push(
          problem(
            "invalid_expression",
            here,
            `An operation has one key, the operator; this has ${keys.length === 0 ? "none" : keys.join(", ")}`,
          ),
        );
      }
      return true;
    }
    const name = keys[0]!;
    const operands = Array.isArray(value[name]) ? (value[name] as readonly unknown[]) : [value[name]];
    const operator = operators.get(name);
    if (operator === undefined && !readers.includes(name)) {
      problems.push(
        problem("unknown_operator", below(here, name), `There is no operator "${name}"${suggest(name, [...operators.names, ...readers])}`, {
          details: { operator: name },
        }),
      );
    } else if (name === "var") variableProblem(operands, below(here, name), problems);
    else if (operator !== undefined && (operands.length < operator.arity[0] || operands.length > operator.arity[1])) {
      const [least, most] = operator.arity;
      const takes = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
      problems.push(problem("invalid_expression", below(here, name), `"${name}" takes ${takes} operands, not ${operands.length}`));
    }
    return Array.isArray(value[name])
      ? operands.every((each, index) => visit(each, `${below(here, name)}/${index}`, depth + 1))
      : visit(value[name], below(here, name), depth + 1);
  };
  if (!visit(logic, at, 1)) {
    problems.push(
      problem("expression_too_large", at, `An expression has at most ${mostNodes} parts and ${deepest} levels`, {
        details: { nodes: mostNodes, depth: deepest },
      }),
    );
  }
  return problems;
}

function variableProblem(operands: readonly unknown[], at: Pointer, problems: Problem[]): void {
  const [path] = operands;
  if (operands.length > 2 || typeof path !== "string") {
    problems.push(problem("invalid_expression", at, `A variable is a path in quotes, and perhaps a default: {"var": ["amount", 0]}`));
  } else if (path.split(".").some((name) => forbiddenKeys.has(name))) {
    problems.push(problem("invalid_expression", at, `"${path}" is no path that an expression may read`));
  }
}

/** A money constant: the one object that is a value. */
const isMoney = (value: Readonly<Record<string, unknown>>): boolean =>
  typeof value["currency"] === "string" && "minor" in value && Object.keys(value).length === 2;

/** Paths of the data that an expression reads, without what iterators read of their elements and without `$now` and its like. */
export function variablesOf(logic: unknown, at: Pointer): { readonly name: string; readonly at: Pointer }[] {
  if (Array.isArray(logic)) return logic.flatMap((each, index) => variablesOf(each, `${at}/${index}`));
  if (!isOperation(logic)) return [];
  const [name, value] = Object.entries(logic)[0]!;
  const here = below(at, name);
  const operands = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  const place = (index: number) => (Array.isArray(value) ? `${here}/${index}` : here);
  const isData = (path: unknown): path is string => typeof path === "string" && path !== "" && !path.startsWith("$");
  if (name === "var") {
    const [path, otherwise] = operands;
    return [...(isData(path) ? [{ name: path, at: place(0) }] : []), ...variablesOf(otherwise, place(1))];
  }
  if (name === "missing") return operands.flatMap((path, index) => (isData(path) ? [{ name: path, at: place(index) }] : []));
  if (name === "missing_some") {
    const [, paths] = operands;
    return Array.isArray(paths) ? paths.flatMap((path, index) => (isData(path) ? [{ name: path, at: `${place(1)}/${index}` }] : [])) : [];
  }
  if (iterators.has(name)) return [0, 2].flatMap((index) => (index < operands.length ? variablesOf(operands[index], place(index)) : []));
  return operands.flatMap((each, index) => variablesOf(each, place(index)));
}

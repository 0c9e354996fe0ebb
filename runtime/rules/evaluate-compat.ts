import { compareText, kindOf, problem, truthy, type Result } from "#metadata";
import { EvaluationError } from "./evaluation-error.ts";
import { limits } from "./limits.ts";

/**
 * JSON Logic as json-logic-js 2.0.5 evaluates it, for rules brought from elsewhere: loose equality, texts turned into numbers, truth by value.
 * Bounded, and closed where the original is open: own properties only, keys of `missing` are never run as logic, no `log`, no `method`.
 * Where implementations disagree (a comparison with a list, arithmetic that gives NaN, a third operand of >) it refuses instead of choosing.
 */
export function evaluateCompat(logic: unknown, data: unknown): Result<unknown> {
  try {
    const result = apply(logic, data, { left: limits.work, path: "" }, 1) ?? null;
    measure(result);
    return { ok: true, value: result };
  } catch (error) {
    if (error instanceof EvaluationError) return { ok: false, problems: [error.toProblem()] };
    if (error instanceof Unknown) return { ok: false, problems: [problem("unknown_operator", "", error.message)] };
    throw error;
  }
}

class Unknown extends Error {}
interface Run {
  left: number;
  readonly path: string;
}

const wrong = (message: string): never => {
  throw new EvaluationError("evaluation_error", "", message);
};
const tooLarge = (message: string): never => {
  throw new EvaluationError("expression_too_large", "", message);
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function spend(run: Run, amount: number): void {
  run.left -= amount;
  if (run.left < 0) tooLarge(`The expression takes more than ${limits.work} steps`);
}

function apply(logic: unknown, data: unknown, run: Run, depth: number): unknown {
  spend(run, 1);
  if (depth > limits.depth) tooLarge(`An expression has at most ${limits.depth} levels`);
  if (Array.isArray(logic)) return logic.map((each) => apply(each, data, run, depth + 1) ?? null);
  if (!isMap(logic)) return logic;
  const keys = Object.keys(logic);
  const [name] = keys;
  // an object of none or several keys is data
  if (name === undefined || keys.length > 1) return logic;
  const operand = logic[name];
  const args: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const lazily = Object.hasOwn(lazy, name) ? lazy[name] : undefined;
  if (lazily !== undefined && !Array.isArray(operand)) wrong(`"${name}" takes a list of operands`);
  const evaluate = (each: unknown, over: unknown = data): unknown => apply(each, over, run, depth + 1);
  if (lazily !== undefined) return lazily(args, evaluate, data, run);
  const values = args.map((each) => evaluate(each));
  if (name === "var" || name === "missing" || name === "missing_some") return read(name, values, data);
  const eager = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (eager === undefined) throw new Unknown(`There is no operator "${name.slice(0, 64)}"`);
  let size = 0;
  for (const each of values) size += Array.isArray(each) ? each.length : typeof each === "string" ? each.length >> 3 : 0;
  spend(run, size);
  if (size > limits.list * 2) tooLarge(`"${name}" is given more than ${limits.list * 2} elements`);
  const result = eager(values);
  if (Array.isArray(result) && result.length > limits.list) tooLarge(`"${name}" gives more than ${limits.list} elements`);
  if (typeof result === "string" && result.length > limits.text) tooLarge(`"${name}" gives more than ${limits.text} characters`);
  return result;
}

/** Every value the result would be when it is written out. */
function measure(result: unknown): void {
  let left: number = limits.result;
  const visit = (value: unknown, depth: number): void => {
    left -= 1;
    if (left < 0 || depth > limits.depth * 2) tooLarge(`The result holds more than ${limits.result} values`);
    if (Array.isArray(value)) for (const each of value) visit(each, depth + 1);
    else if (isMap(value)) for (const key of Object.keys(value)) visit(value[key], depth + 1);
  };
  visit(result, 0);
}

type Evaluate = (logic: unknown, over?: unknown) => unknown;
const lazy: Readonly<Record<string, (args: readonly unknown[], evaluate: Evaluate, data: unknown, run: Run) => unknown>> = {
  if: choose,
  "?:": choose,
  and: (args, evaluate) => chain(args, evaluate, (value) => !truthy(value)),
  or: (args, evaluate) => chain(args, evaluate, truthy),
  filter: (args, evaluate, _, run) => elements("filter", args, evaluate, run).filter((each) => truthy(evaluate(args[1], each ?? null))),
  map: (args, evaluate, _, run) => elements("map", args, evaluate, run).map((each) => evaluate(args[1], each ?? null) ?? null),
  reduce: (args, evaluate, _, run) => {
    const list = elements("reduce", args, evaluate, run);
    if (args.length < 3) wrong('"reduce" needs an initial value');
    const initial = evaluate(args[2]);
    return list.reduce<unknown>((accumulator, current) => evaluate(args[1], { current, accumulator }) ?? null, initial ?? null);
  },
  all: (args, evaluate, _, run) => {
    const found = elements("all", args, evaluate, run);
    return found.length > 0 && found.every((each) => truthy(evaluate(args[1], each ?? null)));
  },
  none: (args, evaluate, _, run) => !elements("none", args, evaluate, run).some((each) => truthy(evaluate(args[1], each ?? null))),
  some: (args, evaluate, _, run) => elements("some", args, evaluate, run).some((each) => truthy(evaluate(args[1], each ?? null))),
};

function choose(args: readonly unknown[], evaluate: Evaluate): unknown {
  let at = 0;
  for (; at + 1 < args.length; at += 2) if (truthy(evaluate(args[at]))) return evaluate(args[at + 1]);
  return at < args.length ? evaluate(args[at]) : null;
}

/** They answer yes or no: of no list at all implementations say different things. */
const asks = new Set(["all", "none", "some"]);

function chain(args: readonly unknown[], evaluate: Evaluate, ends: (value: unknown) => boolean): unknown {
  if (args.length === 0) return wrong('"and" and "or" need an operand');
  let value: unknown;
  for (const each of args) {
    value = evaluate(each);
    if (ends(value)) return value;
  }
  return value;
}

function elements(name: string, [list, body]: readonly unknown[], evaluate: Evaluate, run: Run): readonly unknown[] {
  if (list === null || list === undefined || body === null || body === undefined) wrong(`"${name}" takes a list and an expression`);
  const value = evaluate(list);
  if (value === null || value === undefined) return asks.has(name) ? wrong(`"${name}" needs a list, and found nothing`) : [];
  if (!Array.isArray(value)) return wrong(`"${name}" goes over a list, not over ${kindOf(value)}`);
  spend(run, value.length);
  return value;
}

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

function read(name: string, values: readonly unknown[], data: unknown): unknown {
  if (name === "var") return variable(values[0], values[1], data);
  const isMissing = (key: unknown): boolean => {
    const value = variable(key, null, data);
    return value === null || value === undefined || value === "";
  };
  if (name === "missing") {
    const keys = Array.isArray(values[0]) ? (values[0] as readonly unknown[]) : values;
    return keys.filter(isMissing);
  }
  const [need, keys] = values;
  if (!Array.isArray(keys) || typeof need !== "number") return wrong('"missing_some" takes a number and a list of paths');
  const absent = keys.filter(isMissing);
  return keys.length - absent.length >= need ? [] : absent;
}

function variable(path: unknown, otherwise: unknown, data: unknown): unknown {
  if (path === undefined || path === "" || path === null) return data;
  if (typeof path !== "string" && typeof path !== "number") return wrong(`A path is text or a number, not ${kindOf(path)}`);
  let value = data;
  for (const name of String(path).split(".")) {
    if (forbidden.has(name)) return wrong(`That is no path that an expression may read`);
    if (value === null || value === undefined) return otherwise ?? null;
    value = own(value, name);
    if (value === undefined) return otherwise ?? null;
  }
  return value;
}

const own = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) && !(Array.isArray(value) && !/^[0-9]+$/.test(name))
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

type Scalar = string | number | boolean | null | undefined;
const isScalar = (value: unknown): value is Scalar => typeof value !== "object" || value === null;

function number(value: unknown, name: string): number {
  // as parseFloat, without taking "12abc" for 12
  const read = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  return Number.isNaN(read) ? wrong(`"${name}" computes with numbers, not with ${kindOf(value)}`) : read;
}
const finite = (value: number, name: string): number => (Number.isFinite(value) ? value : wrong(`"${name}" gives no number`));

function loose(values: readonly unknown[], name: string): boolean {
  const [a, b] = pair(values, name);
  const nothing = (value: unknown): boolean => value === null || value === undefined;
  if (nothing(a) || nothing(b)) {
    // implementations disagree on null beside 0, false and ""
    if (nothing(a) !== nothing(b) && !truthy(nothing(a) ? b : a)) wrong(`"${name}" cannot tell nothing from ${kindOf(nothing(a) ? b : a)}`);
    return nothing(a) && nothing(b);
  }
  if (typeof a === typeof b) return a === b;
  const [left, right] = [Number(a), Number(b)];
  return Number.isNaN(left) || Number.isNaN(right)
    ? wrong(`"${name}" cannot compare ${kindOf(a)} with ${kindOf(b)} like these`)
    : left === right;
}

function pair(values: readonly unknown[], name: string): readonly [Scalar, Scalar] {
  const [a, b] = values;
  if (values.length < 2) wrong(`"${name}" takes two operands`);
  if (!isScalar(a) || !isScalar(b)) return wrong(`"${name}" compares single values, not lists or objects`);
  return [a, b];
}

const ordered =
  (name: string, most: number, holds: (sign: number) => boolean) =>
  (values: readonly unknown[]): boolean => {
    if (values.length > most) wrong(`"${name}" takes ${most === 2 ? "two" : "two or three"} operands`);
    const sign = (first: unknown, second: unknown): number => {
      const [a, b] = pair([first, second], name);
      if (typeof a === "string" && typeof b === "string") return compareText(a, b);
      const [left, right] = [Number(a ?? null), Number(b ?? null)];
      return Number.isNaN(left) || Number.isNaN(right)
        ? wrong(`"${name}" cannot order ${kindOf(a)} and ${kindOf(b)} like these`)
        : left - right;
    };
    pair(values, name);
    return holds(sign(values[0], values[1])) && (values.length < 3 || holds(sign(values[1], values[2])));
  };

function strict(values: readonly unknown[], name: string): boolean {
  const [a, b] = pair(values, name);
  return (a ?? null) === (b ?? null);
}

function one(values: readonly unknown[]): unknown {
  return values[0];
}

const operations: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  "==": (values) => loose(values, "=="),
  "!=": (values) => !loose(values, "!="),
  "===": (values) => strict(values, "==="),
  "!==": (values) => !strict(values, "!=="),
  ">": ordered(">", 2, (sign) => sign > 0),
  ">=": ordered(">=", 2, (sign) => sign >= 0),
  "<": ordered("<", 3, (sign) => sign < 0),
  "<=": ordered("<=", 3, (sign) => sign <= 0),
  "!": (values) => !truthy(one(values)),
  "!!": (values) => truthy(one(values)),
  "%": (values) => finite(number(values[0], "%") % number(values[1], "%"), "%"),
  "+": (values) =>
    finite(
      values.reduce<number>((sum, each) => sum + number(each, "+"), 0),
      "+",
    ),
  "*": (values) =>
    values.length === 0
      ? wrong('"*" needs an operand')
      : finite(
          values.reduce<number>((product, each) => product * number(each, "*"), 1),
          "*",
        ),
  "-": (values) => {
    if (values.length > 2) wrong('"-" takes one or two operands');
    return values.length === 1 ? -number(values[0], "-") : finite(number(values[0], "-") - number(values[1], "-"), "-");
  },
  "/": (values) => (values.length === 2 ? finite(number(values[0], "/") / number(values[1], "/"), "/") : wrong('"/" takes two operands')),
  max: (values) => finite(Math.max(...values.map((each) => number(each, "max"))), "max"),
  min: (values) => finite(Math.min(...values.map((each) => number(each, "min"))), "min"),
  in: ([item, within]) => {
    if (Array.isArray(within)) return within.includes(item ?? null);
    if (typeof within !== "string" || within === "") return false;
    return isScalar(item) ? within.includes(String(item)) : wrong('"in" looks for text in text');
  },
  cat: (values) =>
    values
      .map((each) => (each === null || each === undefined ? "" : isScalar(each) ? String(each) : wrong('"cat" joins texts and numbers')))
      .join(""),
  substr: ([text, from, length]) => {
    if (!isScalar(text)) return wrong('"substr" takes text');
    const whole = String(text);
    const rest = whole.slice(number(from, "substr"));
    if (length === undefined || length === null) return rest;
    const count = number(length, "substr");
    return count < 0 ? rest.slice(0, rest.length + count < 0 ? 0 : rest.length + count) : rest.slice(0, count);
  },
  merge: (values) => values.flat(1),
};

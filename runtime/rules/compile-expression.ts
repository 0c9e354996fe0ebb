import { clockIn, dayOf, OperandError, truthy, type OperatorContext, type Result } from "#metadata";
import { EvaluationError } from "./evaluation-error.ts";
import { limits } from "./limits.ts";
import { parseExpression, type ContextName, type ExpressionOptions, type Node } from "./parse-expression.ts";

/** What an expression knows apart from the data. Injected, so that an evaluation can be replayed. */
export interface EvaluationContext {
  /** canonical instant, "2026-03-19T06:30:00.000Z" */
  readonly now: string;
  readonly user?: AskingUser | undefined;
  /** IANA zone of `$today`; absent = UTC */
  readonly timezone?: string | undefined;
  /** units of work that this and what is evaluated beside it may still do; absent = an evaluation is bounded by itself alone */
  readonly work?: Work | undefined;
}

export interface Work {
  left: number;
}

/** Who asks, as expressions know him. */
export interface AskingUser {
  readonly id: string | null;
  readonly roles: readonly string[];
  /** "user:<id>" and its like: what created_by and updated_by hold */
  readonly by?: string;
  /** his teams */
  readonly teamIds?: readonly string[];
  /** himself and the people of his own teams; people who stand below him, by their role or in a team that he leads; above him */
  readonly mateIds?: readonly string[];
  readonly belowIds?: readonly string[];
  readonly aboveIds?: readonly string[];
  /** the same people as `created_by` holds them */
  readonly mateBy?: readonly string[];
  readonly belowBy?: readonly string[];
  readonly aboveBy?: readonly string[];
}

export interface Expression {
  /**
   * Absent values come out as null. Pure: same data and context, same answer.
   * @throws EvaluationError with `code` and `path` when the values do not fit or too much is asked
   */
  readonly evaluate: (data: unknown, at: EvaluationContext) => unknown;
  /** paths of the data it reads, without what iterators read of their elements */
  readonly reads: readonly string[];
  readonly node: Node;
}

/** JSON Logic → closures. No code is generated, so a strict content security policy holds. */
export function compileExpression(logic: unknown, options: ExpressionOptions): Result<Expression> {
  const parsed = parseExpression(logic, options);
  if (!parsed.ok) return parsed;
  const { node, reads } = parsed.value;
  const run = compile(node);
  const evaluate = (data: unknown, at: EvaluationContext): unknown => {
    const most = at.work === undefined ? limits.work : Math.max(0, Math.min(limits.work, at.work.left));
    const evaluation: Run = { at, left: most };
    let result: unknown;
    try {
      result = run(data, evaluation) ?? null;
    } finally {
      if (at.work !== undefined) at.work.left -= most - evaluation.left;
    }
    if (typeof result === "object" && result !== null) boundResult(result);
    return result;
  };
  return { ok: true, value: { evaluate, reads, node } };
}

/** One evaluation: its context and the work it may still do. */
interface Run {
  readonly at: EvaluationContext;
  left: number;
}
type Closure = (data: unknown, run: Run) => unknown;

function compile(node: Node): Closure {
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "list": {
      const items = node.items.map(compile);
      return (data, run) => items.map((each) => each(data, run) ?? null);
    }
    case "data":
      return compileData(node);
    case "context": {
      const { name } = node;
      const otherwise = node.otherwise === undefined ? undefined : compile(node.otherwise);
      return (data, run) => readContext(name, run.at) ?? otherwise?.(data, run);
    }
    case "missing": {
      const paths = node.paths.map((each) => ({ path: each.path, read: compileData(each) }));
      const { least } = node;
      return (data, run) => {
        const absent = paths.filter(({ read }) => isEmpty(read(data, run))).map(({ path }) => path);
        return paths.length - absent.length >= least ? [] : absent;
      };
    }
    case "core":
      return compileCore(node);
    case "call":
      return compileCall(node);
  }
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === "";

/** Own properties of plain data only: nothing is reached through a prototype, and texts have no parts. */
function step(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  if (Array.isArray(value) && !/^[0-9]+$/.test(name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function compileData(node: Extract<Node, { kind: "data" }>): Closure {
  const { segments } = node;
  const [first] = segments;
  const { path } = node;
  const read = (data: unknown): unknown => {
    if (segments.length === 1) return step(data, first as string);
    // what a path over related records leads to stands in the facts under the whole path: the reference itself is an id
    if (typeof data === "object" && data !== null && Object.hasOwn(data, path)) return (data as Readonly<Record<string, unknown>>)[path];
    return segments.reduce<unknown>((value, name) => step(value, name), data);
  };
  if (node.otherwise === undefined) return read;
  const otherwise = compile(node.otherwise);
  return (data, run) => read(data) ?? otherwise(data, run);
}

function readContext(name: ContextName, at: EvaluationContext): unknown {
  switch (name) {
    case "$now":
      return at.now;
    case "$today":
      return at.timezone === undefined ? at.now.slice(0, 10) : dayOf(clockIn(at.timezone, Date.parse(at.now)));
    case "$user.id":
      return at.user?.id;
    case "$user.roles":
      return at.user?.roles ?? [];
    case "$user.by":
      return at.user?.by;
    case "$user.teamIds":
      return at.user?.teamIds ?? [];
    case "$user.mateIds":
      return at.user?.mateIds ?? [];
    case "$user.belowIds":
      return at.user?.belowIds ?? [];
    case "$user.aboveIds":
      return at.user?.aboveIds ?? [];
    case "$user.mateBy":
      return at.user?.mateBy ?? [];
    case "$user.belowBy":
      return at.user?.belowBy ?? [];
    case "$user.aboveBy":
      return at.user?.aboveBy ?? [];
  }
}

/** Work is paid for before it is done. */
function charge(run: Run, amount: number, at: string): void {
  run.left -= amount;
  if (run.left < 0)
    throw new EvaluationError(
      "expression_too_large",
      at,
      run.at.work === undefined || run.at.work.left > limits.work
        ? `The expression takes more than ${limits.work} steps over this data`
        : "The expressions that are asked together take more steps over this data than they may",
    );
}

function compileCall(node: Extract<Node, { kind: "call" }>): Closure {
  const { evaluate, at } = node;
  const args = node.args.map(compile);
  const apply = (values: readonly unknown[], run: Run): unknown => {
    let size = 0;
    for (const value of values) {
      if (typeof value === "string") size += value.length >> 3;
      else if (Array.isArray(value)) size += value.length;
    }
    if (size > 0) charge(run, size, at);
    if (size > limits.list * 2)
      throw new EvaluationError("expression_too_large", at, `"${node.operator.name}" is given more than ${limits.list * 2} elements`);
    try {
      const result = evaluate(values, run.at as OperatorContext);
      if (typeof result === "string" ? result.length > limits.text : Array.isArray(result) && result.length > limits.list) {
        throw new EvaluationError(
          "expression_too_large",
          at,
          `"${node.operator.name}" gives more than ${limits.list} elements or ${limits.text} characters`,
        );
      }
      return result;
    } catch (error) {
      if (!(error instanceof OperandError)) throw error;
      throw new EvaluationError(error.reason === "limit" ? "expression_too_large" : "evaluation_error", at, error.message);
    }
  };
  const [a, b] = args;
  if (args.length === 1) return (data, run) => apply([a!(data, run)], run);
  if (args.length === 2) return (data, run) => apply([a!(data, run), b!(data, run)], run);
  return (data, run) =>
    apply(
      args.map((each) => each(data, run)),
      run,
    );
}

function compileCore(node: Extract<Node, { kind: "core" }>): Closure {
  const args = node.args.map(compile);
  switch (node.name) {
    case "and":
      return chain(args, (value) => !truthy(value));
    case "or":
      return chain(args, truthy);
    case "if":
    case "?:":
      return choose(args);
    default:
      return iterate(node, args);
  }
}

/** The first value that ends the chain, else the last. */
const chain =
  (args: readonly Closure[], ends: (value: unknown) => boolean): Closure =>
  (data, run) => {
    let value: unknown;
    for (const each of args) {
      value = each(data, run);
      if (ends(value)) return value;
    }
    return value;
  };

const choose =
  (args: readonly Closure[]): Closure =>
  (data, run) => {
    let at = 0;
    for (; at + 1 < args.length; at += 2) if (truthy(args[at]!(data, run))) return args[at + 1]!(data, run);
    return at < args.length ? args[at]!(data, run) : null;
  };

function iterate(node: Extract<Node, { kind: "core" }>, [list, body, initial]: readonly Closure[]): Closure {
  const { at, name, size } = node;
  const elements = (data: unknown, run: Run): readonly unknown[] => {
    const value = list!(data, run);
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) throw new EvaluationError("evaluation_error", at, `"${name}" goes over a list, and found ${typeof value}`);
    charge(run, value.length * (size + 1), at);
    return value;
  };
  const holds = (run: Run) => (each: unknown) => truthy(body!(each, run));
  switch (name) {
    case "map":
      return (data, run) => elements(data, run).map((each) => body!(each, run) ?? null);
    case "filter":
      return (data, run) => elements(data, run).filter(holds(run));
    case "some":
      return (data, run) => elements(data, run).some(holds(run));
    case "none":
      return (data, run) => !elements(data, run).some(holds(run));
    case "all":
      return (data, run) => {
        const all = elements(data, run);
        return all.length > 0 && all.every(holds(run));
      };
    default:
      return (data, run) =>
        elements(data, run).reduce<unknown>(
          (accumulator, current) => body!({ current, accumulator }, run) ?? null,
          initial!(data, run) ?? null,
        );
  }
}

/** A list may hold another twice, and that one another twice…: small here, without end once it is written out. */
function boundResult(result: object): void {
  let left: number = limits.result;
  const visit = (value: unknown, depth: number): void => {
    left -= 1;
    if (left < 0 || depth > limits.depth * 2)
      throw new EvaluationError("expression_too_large", "", `The result holds more than ${limits.result} values`);
    if (Array.isArray(value)) for (const each of value) visit(each, depth + 1);
    else if (typeof value === "object" && value !== null)
      for (const key of Object.keys(value)) visit((value as Record<string, unknown>)[key], depth + 1);
  };
  visit(result, 0);
}

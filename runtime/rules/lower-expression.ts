import { predicateOf, problem, truthy, type Lowered, type Predicate, type Problem, type Result, type Term } from "#metadata";
import { parseExpression, type ExpressionOptions, type Node } from "./parse-expression.ts";

/**
 * JSON Logic → the closed core the database understands. Whole or refused (`not_filterable`): a filter is never half-applied.
 * A constant condition becomes { always }.
 */
export function lowerExpression(logic: unknown, options: ExpressionOptions): Result<Predicate> {
  const parsed = parseExpression(logic, options);
  if (!parsed.ok) return parsed;
  try {
    return { ok: true, value: simplify(predicateOf(lower(parsed.value.node))) };
  } catch (error) {
    if (error instanceof NotFilterable) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

class NotFilterable extends Error {
  readonly problem: Problem;
  constructor(at: string, message: string) {
    super(message);
    this.problem = problem("not_filterable", at, message);
  }
}

const term = (value: Term): Lowered => ({ term: value });
const predicate = (value: Predicate): Lowered => ({ predicate: value });

function lower(node: Node): Lowered {
  switch (node.kind) {
    case "literal":
      return Array.isArray(node.value) ? { list: node.value.map((literal: unknown) => ({ literal })) } : term({ literal: node.value });
    case "list":
      return {
        list: node.items.map((each) => {
          const lowered = lower(each);
          if ("term" in lowered) return lowered.term;
          throw new NotFilterable("", "A list in a filter holds constants and fields");
        }),
      };
    case "data":
      if (node.otherwise !== undefined) throw new NotFilterable("", `A default of "${node.path}" cannot stand here in a filter`);
      if (!node.top || node.path === "") throw new NotFilterable("", "A filter reads the fields of the record by name");
      return term({ field: node.path });
    case "context":
      if (node.otherwise !== undefined) throw new NotFilterable("", `A default of "${node.name}" cannot stand in a filter`);
      return term({ context: node.name });
    case "missing":
      return predicate({ or: lowerMissing(node) });
    case "core":
      return predicate(lowerCore(node));
    case "call":
      return predicate(lowerCall(node));
  }
}

const asPredicate = (node: Node): Predicate =>
  node.kind === "data" && node.otherwise !== undefined ? withDefault(node, asPredicate) : predicateOf(lower(node));

/** What holds of a value with a default: it is there and it holds of it, or it is absent and it holds of the default. */
function withDefault(node: Extract<Node, { kind: "data" }>, holds: (node: Node) => Predicate): Predicate {
  const plain: Node = { ...node, otherwise: undefined };
  const there = lower(plain);
  const empty: Predicate = { empty: "term" in there ? there.term : { field: node.path } };
  return { or: [{ and: [{ not: empty }, holds(plain)] }, { and: [empty, holds(node.otherwise as Node)] }] };
}

function lowerMissing(node: Extract<Node, { kind: "missing" }>): readonly Predicate[] {
  if (node.least !== Infinity)
    throw new NotFilterable("", '"missing_some" cannot be used in a filter; write which fields are needed with "missing"');
  return node.paths.map((each) => {
    const field = { field: each.path };
    return each.type === "text" ? { or: [{ empty: field }, { eq: [field, { literal: "" }] }] } : { empty: field };
  });
}

function lowerCall(node: Extract<Node, { kind: "call" }>): Predicate {
  const defaulted = node.args.findIndex((each) => each.kind === "data" && each.otherwise !== undefined);
  if (defaulted >= 0) {
    return withDefault(node.args[defaulted] as Extract<Node, { kind: "data" }>, (value) =>
      lowerCall({ ...node, args: node.args.with(defaulted, value) }),
    );
  }
  if (node.args.every((each) => each.kind === "literal")) {
    return {
      always: truthy(
        node.evaluate(
          node.args.map((each) => each.value),
          { now: "" },
        ),
      ),
    };
  }
  const lowered = node.operator.lower?.(node.args.map((each) => boolean(each) ?? lower(each)));
  if (lowered === undefined)
    throw new NotFilterable(node.at, `"${node.operator.name}" cannot be used like this in a filter: the database could not answer it`);
  return lowered;
}

/** A defaulted field that is asked for yes or no. */
const boolean = (node: Node): Lowered | undefined =>
  node.kind === "data" && node.otherwise !== undefined ? predicate(asPredicate(node)) : undefined;

function lowerCore(node: Extract<Node, { kind: "core" }>): Predicate {
  switch (node.name) {
    case "and":
      return { and: node.args.map(asPredicate) };
    case "or":
      return { or: node.args.map(asPredicate) };
    case "if":
    case "?:":
      return branches(node.args);
    case "some":
      return someOf(node);
    case "none":
      return { not: someOf(node) };
    default:
      throw new NotFilterable(node.at, `"${node.name}" cannot be used in a filter`);
  }
}

function branches([condition, then, ...rest]: readonly Node[]): Predicate {
  if (condition === undefined) return { always: false };
  const holds = asPredicate(condition);
  if (then === undefined) return holds;
  return { or: [{ and: [holds, asPredicate(then)] }, { and: [{ not: holds }, branches(rest)] }] };
}

/** Some element equals a constant, or is one of some constants. */
function someOf(node: Extract<Node, { kind: "core" }>): Predicate {
  const [list, body] = node.args;
  const inList = list === undefined ? undefined : lower(list);
  const found =
    body?.kind === "call" ? body.operator.lower?.(body.args.map((each) => (isElement(each) ? term(element) : lower(each)))) : undefined;
  const wanted = found === undefined ? undefined : constantsOf(found);
  if (inList === undefined || !("term" in inList) || wanted === undefined) {
    throw new NotFilterable(node.at, `"${node.name}" in a filter asks whether an element equals a constant, or is one of some constants`);
  }
  const { term: within } = inList;
  return { or: wanted.map((each) => ({ contains: [within, each] as const })) };
}

const element: Term = { field: "" };
const isElement = (node: Node): boolean => node.kind === "data" && !node.top && node.path === "" && node.otherwise === undefined;

function constantsOf(found: Predicate): readonly Term[] | undefined {
  if ("eq" in found && found.eq[0] === element && "literal" in found.eq[1]) return [found.eq[1]];
  if ("in" in found && found.in[0] === element && found.in[1].every((each) => "literal" in each)) return found.in[1];
  return undefined;
}

/** Constants taken out, nested ands and ors made flat. */
export function simplify(found: Predicate): Predicate {
  if ("not" in found) {
    const inner = simplify(found.not);
    if ("always" in inner) return { always: !inner.always };
    return "not" in inner ? inner.not : { not: inner };
  }
  if (!("and" in found) && !("or" in found)) return found;
  const isAnd = "and" in found;
  const parts = (isAnd ? found.and : found.or)
    .map(simplify)
    .flatMap((each) => (isAnd && "and" in each ? each.and : !isAnd && "or" in each ? each.or : [each]));
  // what decides alone: false for and, true for or
  if (parts.some((each) => "always" in each && each.always !== isAnd)) return { always: !isAnd };
  const rest = parts.filter((each) => !("always" in each));
  const [only] = rest;
  if (only === undefined) return { always: isAnd };
  if (rest.length === 1) return only;
  return isAnd ? { and: rest } : { or: rest };
}

import { OperandError, predicateOf, problem, truthy, type Lowered, type Predicate, type Problem, type Result, type Term } from "#metadata";
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
      if (node.top && node.path === "") throw new NotFilterable("", "A filter reads the fields of the record by name");
      return term({ field: node.path });
    case "context":
      if (node.otherwise !== undefined) throw new NotFilterable("", `A default of "${node.name}" cannot stand in a filter`);
      return term({ context: node.name });
    case "missing":
      return predicate(lowerMissing(node));
    case "core":
      return predicate(lowerCore(node));
    case "call":
      return node.operator.computes === undefined ? predicate(lowerCall(node)) : term(lowerMade(node, node.operator.computes));
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

/** Most ways in which "missing_some" may be met. */
const mostWays = 200;

/** Something of what is named is absent; of `missing_some`, so much that fewer than so many are there. */
function lowerMissing({ paths, least }: Extract<Node, { kind: "missing" }>): Predicate {
  const absent = paths.map(({ path, type }): Predicate => {
    const field = { field: path };
    return type === "text" || type === "json" ? { or: [{ empty: field }, { eq: [field, { literal: "" }] }] } : { empty: field };
  });
  if (least === Infinity || least >= paths.length) return { or: absent };
  if (least === 0) return { always: false };
  const ways = choices(absent, least);
  if (ways === undefined) throw new NotFilterable("", `"missing_some" has more than ${mostWays} ways to be met here; name fewer fields`);
  return { and: ways.map((some) => ({ or: some })) };
}

/** Every choice of `count` of the parts; undefined: too many. */
function choices<Part>(parts: readonly Part[], count: number): readonly (readonly Part[])[] | undefined {
  let found: readonly (readonly Part[])[] = [[]];
  let from: readonly number[] = [0];
  for (let taken = 0; taken < count; taken++) {
    const next = found.flatMap((each, which) =>
      parts
        .slice(from[which]!, parts.length - (count - taken) + 1)
        .map((part, index) => [[...each, part], from[which]! + index + 1] as const),
    );
    if (next.length > mostWays) return undefined;
    found = next.map(([each]) => each);
    from = next.map(([, after]) => after);
  }
  return found;
}

/** A sum, difference or product inside a comparison. */
function lowerMade(node: Extract<Node, { kind: "call" }>, by: "+" | "-" | "*"): Term {
  if (node.args.every((each) => each.kind === "literal")) return { literal: constantOf(node) };
  // a name that is not there is told where names are looked up
  const type = typeof node.type === "string" ? node.type : "number";
  return { made: by, of: node.args.map((each) => operandOf(each, node)), type };
}

function operandOf(node: Node, within: Extract<Node, { kind: "call" }>): Term {
  if (node.kind === "data" && node.otherwise !== undefined) {
    const type = typeof node.type === "string" ? node.type : "number";
    return { made: "??", of: [{ field: node.path }, operandOf(node.otherwise, within)], type };
  }
  const lowered = lower(node);
  if ("term" in lowered) return lowered.term;
  throw new NotFilterable(within.at, `"${within.operator.name}" in a filter computes with fields and constants`);
}

/** What an operation on constants comes to. */
function constantOf({ operator, evaluate, args, at }: Extract<Node, { kind: "call" }>): unknown {
  try {
    return evaluate(
      args.map((each) => (each.kind === "literal" ? each.value : null)),
      { now: "" },
    );
  } catch (error) {
    if (error instanceof OperandError) throw new NotFilterable(at, `"${operator.name}" cannot be computed: ${error.message}`);
    throw error;
  }
}

function lowerCall(node: Extract<Node, { kind: "call" }>): Predicate {
  const defaulted = node.args.findIndex((each) => each.kind === "data" && each.otherwise !== undefined);
  if (defaulted >= 0) {
    return withDefault(node.args[defaulted] as Extract<Node, { kind: "data" }>, (value) =>
      lowerCall({ ...node, args: node.args.with(defaulted, value) }),
    );
  }
  if (node.operator.atNow !== true && node.args.every((each) => each.kind === "literal")) {
    return { always: truthy(constantOf(node)) };
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
    case "all":
      return allOf(node);
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

/** Some element meets the body; where it equals a constant, or is one of some, the list is asked whether it contains one. */
function someOf(node: Extract<Node, { kind: "core" }>): Predicate {
  const { within, body } = goneOver(node);
  const wanted = constantsOf(body);
  return wanted === undefined ? { some: [within, body] } : { or: wanted.map((each) => ({ contains: [within, each] as const })) };
}

/** Every element meets the body, and there is one. */
function allOf(node: Extract<Node, { kind: "core" }>): Predicate {
  const { within, body } = goneOver(node);
  return { and: [{ some: [within, { always: true }] }, { not: { some: [within, { not: body }] } }] };
}

function goneOver(node: Extract<Node, { kind: "core" }>): { within: Term; body: Predicate } {
  const [list, body] = node.args;
  const within = list === undefined || (list.kind === "data" && !list.top) ? undefined : lower(list);
  if (within === undefined || body === undefined || !("term" in within) || !("field" in within.term)) {
    throw new NotFilterable(node.at, `"${node.name}" in a filter goes over a field that holds a list`);
  }
  return { within: within.term, body: simplify(asPredicate(body)) };
}

const isElement = (term: Term): boolean => "field" in term && term.field === "";

function constantsOf(found: Predicate): readonly Term[] | undefined {
  if ("eq" in found && isElement(found.eq[0]) && "literal" in found.eq[1]) return [found.eq[1]];
  if ("in" in found && isElement(found.in[0]) && found.in[1].every((each) => "literal" in each)) return found.in[1];
  return undefined;
}

/** Constants taken out, nested ands and ors made flat. */
export function simplify(found: Predicate): Predicate {
  if ("not" in found) {
    const inner = simplify(found.not);
    if ("always" in inner) return { always: !inner.always };
    return "not" in inner ? inner.not : { not: inner };
  }
  if ("some" in found) return { some: [found.some[0], simplify(found.some[1])] };
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

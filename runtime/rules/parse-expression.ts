import {
  closest,
  isMoney,
  pointer,
  problem,
  readLiteral,
  show,
  typeName,
  typeOfLiteral,
  type Operator,
  type OperatorContext,
  type Problem,
  type Registry,
  type Result,
  type ValueType,
} from "#metadata";
import { limits } from "./limits.ts";

export interface ExpressionOptions {
  readonly operators: Registry<Operator>;
  /** The type of a path of the data; undefined = unknown. With it, literals are read by the type beside them and mistakes are found before anything runs. */
  readonly types?: ((path: string) => ValueType | undefined) | undefined;
  /** Callers that hold a whole vocabulary may hand it on as it is; what a path's type is, `types` says. */
  readonly fields?: unknown;
}

/** An expression understood: operators resolved, literals canonical, every type that can be known known. */
export type Node =
  | { readonly kind: "literal"; readonly value: unknown; readonly type: ValueType | undefined }
  | { readonly kind: "list"; readonly items: readonly Node[]; readonly type: ValueType | undefined }
  | {
      readonly kind: "data";
      readonly path: string;
      readonly segments: readonly string[];
      readonly otherwise: Node | undefined;
      /** reads the data itself, not an element inside an iterator */
      readonly top: boolean;
      readonly type: ValueType | undefined;
    }
  | { readonly kind: "context"; readonly name: ContextName; readonly otherwise: Node | undefined; readonly type: ValueType }
  | {
      readonly kind: "missing";
      readonly paths: readonly Extract<Node, { kind: "data" }>[];
      readonly least: number;
      readonly type: ValueType;
    }
  | {
      readonly kind: "core";
      readonly name: CoreName;
      readonly args: readonly Node[];
      readonly at: string;
      readonly size: number;
      readonly type: ValueType | undefined;
    }
  | {
      readonly kind: "call";
      readonly operator: Operator;
      readonly evaluate: (args: readonly unknown[], at: OperatorContext) => unknown;
      readonly args: readonly Node[];
      readonly at: string;
      readonly type: ValueType | undefined;
    };

/** Operators whose operands are not all evaluated, or not over the same data. Closed: every engine knows them by name. */
const core = ["if", "?:", "and", "or", "map", "filter", "all", "none", "some", "reduce"] as const;
type CoreName = (typeof core)[number];
const isCore = (name: string): name is CoreName => (core as readonly string[]).includes(name);

/** Named values of the context, apart from the data. */
export const contextTypes = {
  "$user.id": "text",
  "$user.roles": { list: "text" },
  "$user.by": "text",
  "$user.teamIds": { list: "text" },
  "$user.mateIds": { list: "text" },
  "$user.belowIds": { list: "text" },
  "$user.aboveIds": { list: "text" },
  "$user.mateBy": { list: "text" },
  "$user.belowBy": { list: "text" },
  "$user.aboveBy": { list: "text" },
  $now: "instant",
  $today: "date",
} as const satisfies Record<string, ValueType>;
export type ContextName = keyof typeof contextTypes;

/** Names that reach into JavaScript instead of the data. */
const forbidden = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "__defineSetter__",
]);

interface Scope {
  readonly top: boolean;
  readonly types: (path: string) => ValueType | undefined;
}

/** JSON Logic → a tree of nodes, or everything that is wrong with it. Nothing is evaluated. */
export function parseExpression(
  logic: unknown,
  options: ExpressionOptions,
): Result<{ readonly node: Node; readonly reads: readonly string[]; readonly size: number }> {
  const parser = new Parser(options.operators);
  try {
    const node = parser.read(logic, "", 1, { top: true, types: options.types ?? (() => undefined) });
    if (parser.problems.length === 0) return { ok: true, value: { node, reads: [...parser.reads], size: parser.count } };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    parser.problems.push(
      problem("expression_too_large", "", `An expression has at most ${limits.nodes} parts and ${limits.depth} levels`, {
        details: { nodes: limits.nodes, depth: limits.depth },
      }),
    );
  }
  return { ok: false, problems: parser.problems };
}

class TooLarge extends Error {}
const nothing: Node = { kind: "literal", value: null, type: undefined };

class Parser {
  readonly problems: Problem[] = [];
  readonly reads = new Set<string>();
  readonly operators: Registry<Operator>;
  count = 0;

  constructor(operators: Registry<Operator>) {
    this.operators = operators;
  }

  read(logic: unknown, at: string, depth: number, scope: Scope): Node {
    this.count += 1;
    if (this.count > limits.nodes || depth > limits.depth) throw new TooLarge();
    if (Array.isArray(logic)) return this.list(logic, at, depth, scope);
    if (typeof logic !== "object" || logic === null) return this.constant(logic, at);
    const keys = Object.keys(logic);
    const [name] = keys;
    if (name === undefined || keys.length > 1) {
      if (isMoney(logic)) return { kind: "literal", value: logic, type: "money" };
      return this.refuse(
        at,
        `An operation has one key, the operator; this has ${keys.length === 0 ? "none" : keys.slice(0, 6).join(", ")}`,
      );
    }
    return this.operation(name, (logic as Record<string, unknown>)[name], at + pointer(name), depth, scope);
  }

  private list(items: readonly unknown[], at: string, depth: number, scope: Scope): Node {
    const nodes = items.map((each, index) => this.read(each, `${at}/${index}`, depth + 1, scope));
    if (nodes.every((each) => each.kind === "literal")) {
      const value = nodes.map((each) => each.value);
      return { kind: "literal", value, type: typeOfLiteral(value) };
    }
    const types = new Set(nodes.map((each) => each.type));
    const [only] = types;
    return { kind: "list", items: nodes, type: types.size === 1 && typeof only === "string" ? { list: only } : undefined };
  }

  private constant(value: unknown, at: string): Node {
    if (typeof value === "number" && !Number.isFinite(value)) return this.refuse(at, "A number must be finite");
    if (value === undefined || typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
      return this.refuse(at, "Must be JSON");
    return { kind: "literal", value, type: typeOfLiteral(value) };
  }

  private operation(name: string, operand: unknown, at: string, depth: number, scope: Scope): Node {
    const args = Array.isArray(operand) ? (operand as readonly unknown[]) : [operand];
    const place = (index: number): string => (Array.isArray(operand) ? `${at}/${index}` : at);
    const operator = this.operators.get(name);
    if (operator === undefined) {
      const near = closest(name, this.operators.names);
      this.problems.push(
        problem(
          "unknown_operator",
          at,
          `There is no operator "${name.slice(0, 64)}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
          {
            details: { operator: name.slice(0, 64), ...(near === undefined ? {} : { suggestion: near }) },
          },
        ),
      );
      return nothing;
    }
    const [least, most] = operator.arity;
    if (args.length < least || args.length > most) {
      const takes = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
      return this.refuse(at, `"${name}" takes ${takes} operand${takes === "1" ? "" : "s"}, not ${args.length}`);
    }
    if (name === "var") return this.variable(args, place, depth, scope);
    if (name === "missing" || name === "missing_some") return this.missing(name, args, at, place, scope);
    if (isCore(name)) {
      if (!Array.isArray(operand)) return this.refuse(at, `"${name}" takes a list of operands`);
      return this.core(name, args, at, place, depth, scope);
    }
    const nodes = args.map((each, index) => this.read(each, place(index), depth + 1, scope));
    return this.call(operator, nodes, at);
  }

  private call(operator: Operator, nodes: readonly Node[], at: string): Node {
    if (operator.evaluate === undefined) throw new Error(`The operator ${operator.name} has nothing to evaluate it`);
    const resolved =
      operator.resolve?.(nodes.map((each) => (each.kind === "literal" ? { type: each.type, literal: each.value } : { type: each.type }))) ??
      {};
    if ("wrong" in resolved) return this.refuse(at, `"${operator.name}": ${resolved.wrong}`, "wrong_type");
    const args = nodes.map((each, index) => {
      const literal = resolved.literals?.[index];
      return each.kind === "literal" && literal !== undefined ? { ...each, value: literal } : each;
    });
    return { kind: "call", operator, evaluate: resolved.evaluate ?? operator.evaluate, args, at, type: resolved.type };
  }

  private variable(args: readonly unknown[], place: (index: number) => string, depth: number, scope: Scope): Node {
    const [path] = args;
    const given = args.length > 1 ? this.read(args[1], place(1), depth + 1, scope) : undefined;
    const data = this.path(path, place(0), scope);
    if (data === undefined) return nothing;
    const otherwise = given === undefined ? undefined : this.beside(given, data.type, place(1));
    return { ...data, otherwise };
  }

  /** A default is of the type it stands in for. */
  private beside(given: Node, type: ValueType | undefined, at: string): Node {
    if (type === undefined || type === "json") return given;
    if (given.kind !== "literal") {
      const fits = given.type === undefined || JSON.stringify(given.type) === JSON.stringify(type);
      return fits ? given : this.refuse(at, `The default is ${typeName(given.type!)}, the value ${typeName(type)}`, "wrong_type");
    }
    if (given.value === null) return given;
    if (typeof type !== "string")
      return Array.isArray(given.value) ? given : this.refuse(at, `The default must be ${typeName(type)}`, "wrong_type");
    const read = readLiteral(given.value, type);
    return "wrong" in read ? this.refuse(at, read.wrong, "wrong_type") : { ...given, value: read.value, type };
  }

  private path(path: unknown, at: string, scope: Scope): Extract<Node, { kind: "data" | "context" }> | undefined {
    if (typeof path !== "string") {
      this.refuse(
        at,
        `A variable is a path in quotes, and perhaps a default: {"var": ["amount", 0]}${typeof path === "number" ? `; write "${path}"` : ""}`,
      );
      return undefined;
    }
    if (path.startsWith("$")) {
      if (Object.hasOwn(contextTypes, path))
        return { kind: "context", name: path as ContextName, otherwise: undefined, type: contextTypes[path as ContextName] };
      const near = closest(path, Object.keys(contextTypes));
      this.problems.push(
        problem(
          "unknown_name",
          at,
          `There is no ${path.slice(0, 64)} in the context${near === undefined ? `, only ${Object.keys(contextTypes).join(", ")}` : `; did you mean ${near}?`}`,
        ),
      );
      return undefined;
    }
    const segments = path === "" ? [] : path.split(".");
    if (path.length > 512 || segments.some((each) => forbidden.has(each) || each === "")) {
      this.refuse(at, `${show(path)} is no path that an expression may read`);
      return undefined;
    }
    if (scope.top && path !== "") this.reads.add(path);
    return { kind: "data", path, segments, otherwise: undefined, top: scope.top, type: scope.types(path) };
  }

  private missing(name: string, args: readonly unknown[], at: string, place: (index: number) => string, scope: Scope): Node {
    // one list of paths may stand in place of many operands
    const single = name === "missing" && args.length === 1 && Array.isArray(args[0]);
    const given: unknown = name === "missing_some" ? args[1] : single ? args[0] : args;
    const least = name === "missing_some" ? args[0] : Infinity;
    const under = (index: number): string =>
      name === "missing_some" ? `${place(1)}/${index}` : single ? `${place(0)}/${index}` : place(index);
    if (!Array.isArray(given) || given.some((each) => typeof each !== "string" || each === "")) {
      return this.refuse(at, `"${name}" takes paths in quotes; they are written down, never computed`);
    }
    if (typeof least !== "number" || (least !== Infinity && (!Number.isInteger(least) || least < 0)))
      return this.refuse(place(0), "How many are needed is a whole number");
    this.count += given.length;
    if (this.count > limits.nodes) throw new TooLarge();
    const paths = (given as readonly string[]).map((each, index) => this.path(each, under(index), scope));
    return { kind: "missing", paths: paths.filter((each) => each?.kind === "data"), least, type: { list: "text" } };
  }

  private core(name: CoreName, args: readonly unknown[], at: string, place: (index: number) => string, depth: number, scope: Scope): Node {
    const read = (index: number, inside: Scope): Node => this.read(args[index], place(index), depth + 1, inside);
    if (name === "if" || name === "?:" || name === "and" || name === "or") {
      const nodes = args.map((_, index) => read(index, scope));
      const results = name === "and" || name === "or" ? nodes : nodes.filter((_, index) => index % 2 === 1 || index === nodes.length - 1);
      return { kind: "core", name, args: nodes, at, size: 0, type: commonType(results) };
    }
    if (args[0] === null || args[1] === null) return this.refuse(at, `"${name}" takes a list and an expression`);
    const list = read(0, scope);
    if (list.type !== undefined && list.type !== "json" && typeof list.type === "string") {
      return this.refuse(place(0), `"${name}" goes over a list, not over ${typeName(list.type)}`, "wrong_type");
    }
    const element = typeof list.type === "object" ? list.type.list : undefined;
    // the fields of records that a field stands for are known under its own path
    const fieldOf = (path: string) => (list.kind === "data" && list.top ? scope.types(`${list.path}.${path}`) : undefined);
    const inside: Scope = { top: false, types: (path) => (path === "" ? element : fieldOf(path)) };
    const before = this.count;
    const body = read(1, name === "reduce" ? { ...inside, types: (path) => (path === "current" ? element : undefined) } : inside);
    const size = this.count - before;
    const nodes = name === "reduce" ? [list, body, read(2, scope)] : [list, body];
    return { kind: "core", name, args: nodes, at, size, type: iteratorType(name, list, body) };
  }

  private refuse(at: string, message: string, code: "invalid_expression" | "wrong_type" = "invalid_expression"): Node {
    this.problems.push(problem(code, at, message));
    return nothing;
  }
}

function iteratorType(name: CoreName, list: Node, body: Node): ValueType | undefined {
  if (name === "filter") return list.type;
  if (name === "map") return typeof body.type === "string" ? { list: body.type } : undefined;
  return name === "reduce" ? undefined : "boolean";
}

/** The one type of some results; written-down nothing goes with any. */
function commonType(nodes: readonly Node[]): ValueType | undefined {
  const types = nodes.filter((each) => !(each.kind === "literal" && each.value === null)).map((each) => each.type);
  const [first] = types;
  return first !== undefined && types.every((each) => JSON.stringify(each) === JSON.stringify(first)) ? first : undefined;
}

import type { Json, Logic } from "#metadata";
import { pathToLogic } from "./path.ts";

/** Where a condition cannot be read. */
export class ConditionError extends Error {
  override readonly name = "ConditionError";
}

interface Token {
  readonly kind: "path" | "literal" | "operator" | "end";
  readonly text: string;
  readonly value?: string | number | boolean | null;
}

const lexeme =
  /\s*(?:(\$[A-Za-z]*(?:\.[\p{L}_][\p{L}\p{N}_-]*|\[(?:\d+|'[^']*'|"[^"]*")\])*)|"((?:[^"\\]|\\.)*)"|`([^`]*)`|(-?\d+(?:\.\d+)?)|(true|false|null)\b|(\|\||&&|[=!<>]=|[<>()!]))/uy;

function tokens(condition: string): Token[] {
  const found: Token[] = [];
  lexeme.lastIndex = 0;
  let at = 0;
  while (at < condition.length && condition.slice(at).trim() !== "") {
    lexeme.lastIndex = at;
    const match = lexeme.exec(condition);
    if (match === null) throw new ConditionError(`cannot read <${condition.slice(at).trim().slice(0, 20)}>`);
    const [text, path, quoted, ticked, number, word, operator] = match;
    if (path !== undefined) found.push({ kind: "path", text: path });
    else if (quoted !== undefined) found.push({ kind: "literal", text, value: quoted.replace(/\\(.)/g, "$1") });
    else if (ticked !== undefined) found.push({ kind: "literal", text, value: ticked });
    else if (number !== undefined) found.push({ kind: "literal", text: number, value: Number(number) });
    else if (word !== undefined) found.push({ kind: "literal", text: word, value: word === "null" ? null : word === "true" });
    else found.push({ kind: "operator", text: operator! });
    at = lexeme.lastIndex;
    if (found.length > 500) throw new ConditionError("it has more than 500 parts");
  }
  return [...found, { kind: "end", text: "" }];
}

const comparisons: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  "==": "===",
  "!=": "!==",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
});

/**
 * An FDL condition as an expression over { input }. `&&` binds tighter than `||`, comparisons tighter than both.
 * A comparison with a path that leads nowhere is false, whatever the comparison; nothing is converted: "100" is not 100.
 * @throws ConditionError
 */
export function conditionToLogic(condition: string): Logic {
  const all = tokens(condition);
  let at = 0;
  const peek = (): Token => all[at]!;
  const take = (): Token => all[at++]!;

  interface Operand {
    readonly logic: Logic;
    readonly path: boolean;
    readonly literal: boolean;
  }

  function operand(): Operand {
    const token = take();
    if (token.kind === "literal") return { logic: token.value ?? null, path: false, literal: true };
    if (token.kind === "path") {
      const logic = pathToLogic(token.text, "input");
      if (logic === undefined) throw new ConditionError(`<${token.text}> is no path`);
      return { logic, path: true, literal: false };
    }
    if (token.text === "(") {
      const inner = either();
      if (take().text !== ")") throw new ConditionError("a parenthesis is not closed");
      return { logic: inner, path: false, literal: false };
    }
    if (token.text === "!") return { logic: { "!": [asCondition(operand())] }, path: false, literal: false };
    throw new ConditionError(token.kind === "end" ? "it ends too early" : `<${token.text}> stands where a value should`);
  }

  /** A bare path is a condition of its own. */
  const asCondition = ({ logic, path }: Operand): Logic => (path ? { "!!": [logic] } : logic);

  function comparison(): Logic {
    const left = operand();
    const operator = peek().kind === "operator" ? comparisons[peek().text] : undefined;
    if (operator === undefined) return asCondition(left);
    take();
    const right = operand();
    const compared: Json = { [operator]: [left.logic, right.logic] };
    const isEquality = operator === "===" || operator === "!==";
    const withNull = (left.literal && left.logic === null) || (right.literal && right.logic === null);
    if (!isEquality || withNull) return compared;
    // orderings and equality with a constant are false by themselves when a value is absent
    const guarded = operator === "!==" ? [left, right].filter(({ path }) => path) : left.path && right.path ? [left] : [];
    return guarded.length === 0 ? compared : { and: [...guarded.map(({ logic }): Json => ({ "!==": [logic, null] })), compared] };
  }

  function chain(operator: "||" | "&&", name: "or" | "and", next: () => Logic): Logic {
    const parts = [next()];
    while (peek().text === operator && peek().kind === "operator") {
      take();
      parts.push(next());
    }
    return parts.length === 1 ? parts[0]! : { [name]: parts };
  }
  const both = (): Logic => chain("&&", "and", comparison);
  function either(): Logic {
    return chain("||", "or", both);
  }

  const logic = either();
  if (peek().kind !== "end") throw new ConditionError(`<${peek().text}> is left over`);
  return logic;
}

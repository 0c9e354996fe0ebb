import { defineOperator } from "../operator.ts";
import { alike, typeName, typeOfLiteral } from "../operator-types.ts";
import type { Lowered, Operand, Predicate } from "../operator.ts";
import type { ScalarType, ValueType } from "../value-type.ts";
import { kindOf } from "../unreadable.ts";
import { equalDecimals, equalValues, OperandError } from "../values/index.ts";

/** One of a list, or text within text. Nothing is in nothing. */
export const isIn = defineOperator({
  name: "in",
  label: { en: "Is one of", zh: "属于" },
  arity: [2, 2],
  evaluate: contains(equalValues),
  resolve: ([item, within]) => {
    if (item === undefined || within === undefined) return { type: "boolean" };
    if (Object.hasOwn(item, "literal") && item.literal === null) return { wrong: "nothing is in nothing; ask for it with === null" };
    if (typeof item.type === "object") return { wrong: "in looks for one value, not for a list" };
    // constants of a list are read by the type beside them
    const written = Array.isArray(within.literal) ? (within.literal as readonly unknown[]) : undefined;
    if (written === undefined && (within.type === undefined || within.type === "json")) return { type: "boolean" };
    if (written === undefined && typeof within.type === "string") {
      if (within.type !== "text") return { wrong: `in looks in a list or in text, not in ${typeName(within.type)}` };
      const textual = item.type === undefined || item.type === "text" || item.type === "json";
      return textual ? { type: "boolean" } : { wrong: `in looks for text in text, not for ${typeName(item.type as ValueType)}` };
    }
    const elements: readonly Operand[] = written?.map((literal) => ({ type: typeOfLiteral(literal), literal })) ?? [
      { type: (within.type as { readonly list: ScalarType }).list },
    ];
    const one = alike([item, ...elements]);
    if ("wrong" in one) return one;
    const literals = [one.literals[0], written?.map((each, index) => one.literals[index + 1] ?? each)];
    return { type: "boolean", literals, ...(one.type === "decimal" ? { evaluate: contains(equalDecimals) } : {}) };
  },
  lower,
  examples: [
    { logic: { in: [{ var: "s" }, ["a", "b"]] }, data: { s: "b" }, is: true },
    { logic: { in: [{ var: "s" }, ["a", "b"]] }, data: {}, types: { s: "text" }, is: false },
    { logic: { "!": { in: [{ var: "s" }, ["a", "b"]] } }, data: {}, types: { s: "text" }, is: true },
    { logic: { in: [{ var: "n" }, [1, 2]] }, data: { n: 2 }, is: true },
    { logic: { in: ["x", { var: "l" }] }, data: { l: ["x", "y"] }, is: true },
    { logic: { in: ["x", { var: "l" }] }, data: {}, types: { l: { list: "text" } }, is: false },
    { logic: { in: ["pring", { var: "s" }] }, data: { s: "Springfield" }, is: true },
    { logic: { in: ["%", { var: "s" }] }, data: { s: "a_b" }, is: false },
    { logic: { in: [{ var: "m" }, ["1.00", "2.00"]] }, data: { m: { currency: "CNY", minor: 200 } }, types: { m: "money" }, is: true },
  ],
});

function contains(equal: (a: unknown, b: unknown) => boolean) {
  return ([item, within]: readonly unknown[]): boolean => {
    if (item === null || item === undefined || within === null || within === undefined) return false;
    if (Array.isArray(within)) return within.some((each) => equal(each, item));
    if (typeof within === "string" && typeof item === "string") return within.includes(item);
    throw new OperandError(`in looks in a list, or for text in text, not for ${kindOf(item)} in ${kindOf(within)}`);
  };
}

function lower([item, within]: readonly Lowered[]): Predicate | undefined {
  if (item === undefined || !("term" in item) || within === undefined) return undefined;
  if ("list" in within)
    return "literal" in item.term
      ? undefined
      : { in: [item.term, within.list.filter((each) => !("literal" in each && each.literal === null))] };
  return "term" in within ? { contains: [within.term, item.term] } : undefined;
}

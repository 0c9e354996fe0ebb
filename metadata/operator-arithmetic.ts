import { typeName } from "./operator-types.ts";
import type { Operand, OperatorContext, Resolved } from "./operator.ts";
import { isMoney } from "./values/index.ts";

type Evaluate = (args: readonly unknown[], at: OperatorContext) => unknown;

const numeric = (operand: Operand): boolean => operand.type === "number" || operand.type === "decimal";
const unknown = (operand: Operand): boolean => operand.type === undefined || operand.type === "json";

/** A decimal operand makes the whole computation exact: plain JSON Logic over decimal fields never goes through floats. */
export const exactly =
  (name: string, decimals: Evaluate, money: "all" | "first" | "one" | "none") =>
  (operands: readonly Operand[]): Resolved | { readonly wrong: string } => {
    const amounts = operands.filter((each) => each.type === "money");
    const decimal = operands.some((each) => each.type === "decimal");
    for (const each of operands) {
      if (unknown(each) || numeric(each) || each.type === "money") continue;
      // a bare amount written beside money, or a decimal written beside a decimal
      const written = Object.hasOwn(each, "literal") && typeof each.literal === "string" && /^-?[0-9]+(\.[0-9]+)?$/.test(each.literal);
      if (written && (decimal || amounts.length > 0)) continue;
      return { wrong: `${name} computes with numbers, not with ${typeName(each.type!)}` };
    }
    if (amounts.length === 0) return decimal ? { type: "decimal", evaluate: decimals } : operands.every(numeric) ? { type: "number" } : {};
    if (money === "none") return { wrong: `${name} does not compute with money` };
    if (money === "all" && operands.some((each) => numeric(each) && !(Object.hasOwn(each, "literal") && !isMoney(each.literal)))) {
      return { wrong: `${name} needs money with money; make a number an amount with money.of` };
    }
    if (money === "one" && amounts.length > 1) return { wrong: `${name} cannot multiply two amounts of money` };
    if (money === "first" && (amounts.length > 1 || operands[0]?.type !== "money"))
      return { wrong: `${name} divides an amount by a number` };
    return { type: "money" };
  };

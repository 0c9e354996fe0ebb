import { alike } from "./operator-types.ts";
import type { Operand, Resolved } from "./operator.ts";
import { kindOf } from "./unreadable.ts";
import { compareDecimals, compareValues, equalDecimals, equalValues, OperandError, type Compare, type Equal } from "./values/index.ts";

type Resolve = (operands: readonly Operand[]) => Resolved | { readonly wrong: string };

const isList = (value: unknown): boolean => typeof value === "object" && value !== null && !("minor" in value);

/** Equality of values of one type. `strict`: two types are simply unequal; otherwise they are an error, as nobody means to compare them. */
const equal = (same: Equal, name: string, strict: boolean) => {
  const wanted = !name.startsWith("!");
  return ([a, b]: readonly unknown[]): boolean => {
    if (isList(a) || isList(b)) throw new OperandError(`${name} compares single values, not ${kindOf(isList(a) ? a : b)}`);
    if (
      !strict &&
      a !== null &&
      b !== null &&
      a !== undefined &&
      b !== undefined &&
      typeof a !== typeof b &&
      typeof a !== "object" &&
      typeof b !== "object"
    ) {
      throw new OperandError(`${name} compares values of one type, not ${kindOf(a)} with ${kindOf(b)}`);
    }
    return same(a, b) === wanted;
  };
};

/** == != === !== */
export const equality = (name: "==" | "!=" | "===" | "!=="): { evaluate: (args: readonly unknown[]) => boolean; resolve: Resolve } => ({
  evaluate: equal(equalValues, name, name.length === 3),
  resolve: (operands) => {
    const one = alike(operands);
    if ("wrong" in one) return one;
    return { type: "boolean", literals: one.literals, ...(one.type === "decimal" ? { evaluate: equal(equalDecimals, name, true) } : {}) };
  },
});

const order = (compare: Compare, holds: (sign: number) => boolean) => (args: readonly unknown[]) => {
  const [a, b, c] = args;
  const first = compare(a, b);
  if (first === undefined || !holds(first)) return false;
  if (args.length < 3) return true;
  const second = compare(b, c);
  return second !== undefined && holds(second);
};

/** < <= > >= : false when an operand is absent, or the currencies differ. */
export const ordering = (holds: (sign: number) => boolean): { evaluate: (args: readonly unknown[]) => boolean; resolve: Resolve } => ({
  evaluate: order(compareValues, holds),
  resolve: (operands) => {
    if (operands.some((each) => Object.hasOwn(each, "literal") && each.literal === null))
      return { wrong: "nothing has no place in an order; ask for it with === null" };
    const one = alike(operands);
    if ("wrong" in one) return one;
    if (one.type === "boolean") return { wrong: "yes and no have no order" };
    return { type: "boolean", literals: one.literals, ...(one.type === "decimal" ? { evaluate: order(compareDecimals, holds) } : {}) };
  },
});

/** The greatest or least of values of one type, as it stands. */
export const extreme = (name: "max" | "min"): { evaluate: (args: readonly unknown[]) => unknown; resolve: Resolve } => {
  const sign = name === "max" ? 1 : -1;
  const pick = (compare: Compare) => (args: readonly unknown[]) => {
    if (args.some((each) => each === null || each === undefined))
      throw new OperandError(`${name} needs values that have an order, and found nothing; give it a default: {"var": ["…", 0]}`);
    const orderless = args.find((each) => typeof each === "boolean");
    if (orderless !== undefined) throw new OperandError(`${name} needs values that have an order, not ${kindOf(orderless)}`);
    return args.reduce((best, each) => {
      const against = compare(each, best);
      if (against === undefined) throw new OperandError(`${name} needs one currency`);
      return against === sign ? each : best;
    });
  };
  return {
    evaluate: pick(compareValues),
    resolve: (operands) => {
      const one = alike(operands);
      if ("wrong" in one) return one;
      if (one.type === "boolean") return { wrong: "yes and no have no order" };
      return {
        ...(one.type === undefined ? {} : { type: one.type }),
        literals: one.literals,
        ...(one.type === "decimal" ? { evaluate: pick(compareDecimals) } : {}),
      };
    },
  };
};

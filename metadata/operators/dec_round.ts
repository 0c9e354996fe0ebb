import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { kindOf } from "../unreadable.ts";
import { decimalOf, decimalText, numberOf, OperandError } from "../values/index.ts";

/** Rounding modes of decimal.js. */
const modes = { up: 0, down: 1, ceiling: 2, floor: 3, half_up: 4, half_even: 6 } as const;

/** half_up (away from zero), half_even, down (towards zero), up, floor, ceiling. */
export const decRound = defineOperator({
  name: "dec.round",
  label: { en: "Round", zh: "四舍五入" },
  arity: [2, 3],
  evaluate: ([value, places, mode = "half_up"]) => {
    const digits = numberOf(places, "dec.round");
    if (!Number.isInteger(digits) || digits < 0 || digits > 20) throw new OperandError("dec.round takes 0 to 20 places");
    if (typeof mode !== "string" || !Object.hasOwn(modes, mode))
      throw new OperandError(`dec.round rounds ${Object.keys(modes).join(", ")}, not ${kindOf(mode)}`);
    return decimalText(decimalOf(value, "dec.round").toDecimalPlaces(digits, modes[mode as keyof typeof modes]), digits);
  },
  resolve: takes(["decimal", "number", "text"], "decimal"),
  examples: [
    { logic: { "dec.round": ["2.345", 2] }, is: "2.35", sql: false },
    { logic: { "dec.round": ["2.345", 2, "half_even"] }, is: "2.34", sql: false },
    { logic: { "dec.round": ["-2.5", 0] }, is: "-3", sql: false },
    { logic: { "dec.round": ["2.341", 2, "up"] }, is: "2.35", sql: false },
  ],
});

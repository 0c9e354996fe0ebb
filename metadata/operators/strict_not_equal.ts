import { defineOperator } from "../operator.ts";
import { equality } from "../operator-compare.ts";
import { lowerUnequal } from "../operator-lower.ts";

/** Not equal; an absent value is not equal to any that is there. */
export const strictNotEqual = defineOperator({
  name: "!==",
  label: { en: "Does not equal", zh: "不等于" },
  arity: [2, 2],
  ...equality("!=="),
  lower: lowerUnequal,
  examples: [
    { logic: { "!==": [{ var: "s" }, "a"] }, data: { s: "b" }, is: true },
    { logic: { "!==": [{ var: "s" }, "a"] }, data: {}, types: { s: "text" }, is: true },
    { logic: { "!==": [{ var: "s" }, null] }, data: {}, types: { s: "text" }, is: false },
    { logic: { "!": { "!==": [{ var: "s" }, "a"] } }, data: { s: "a" }, is: true },
  ],
});

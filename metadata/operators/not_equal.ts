import { defineOperator } from "../operator.ts";
import { equality } from "../operator-compare.ts";
import { lowerUnequal } from "../operator-lower.ts";

/** As !==. */
export const notEqual = defineOperator({
  name: "!=",
  label: { en: "Does not equal (loose)", zh: "不等于（宽松）" },
  arity: [2, 2],
  ...equality("!="),
  lower: lowerUnequal,
  examples: [
    { logic: { "!=": [{ var: "n" }, 1] }, data: { n: 2 }, is: true },
    { logic: { "!=": [{ var: "n" }, 0] }, data: {}, types: { n: "number" }, is: true },
  ],
});

import { defineOperator } from "../operator.ts";
import { equality } from "../operator-compare.ts";
import { lowerEqual } from "../operator-lower.ts";

/** As ===. Two values of different types are an error instead of being turned into one another. */
export const equal = defineOperator({
  name: "==",
  label: { en: "Equals (loose)", zh: "等于（宽松）" },
  arity: [2, 2],
  ...equality("=="),
  lower: lowerEqual,
  examples: [
    { logic: { "==": [{ var: "n" }, 1] }, data: { n: 1 }, is: true },
    { logic: { "==": [{ var: "n" }, 0] }, data: {}, types: { n: "number" }, is: false },
    { logic: { "==": [{ var: "s" }, ""] }, data: { s: "" }, is: true },
  ],
});

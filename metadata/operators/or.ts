import { defineOperator } from "../operator.ts";

/** The first operand that is true, else the last. */
export const or = defineOperator({
  name: "or",
  label: { en: "Any of", zh: "或者" },
  arity: [1, Infinity],
  examples: [
    { logic: { or: [false, "a"] }, is: "a", sql: false },
    { logic: { or: [{ ">": [{ var: "n" }, 1] }, { "===": [{ var: "s" }, "a"] }] }, data: { s: "a" }, is: true },
    { logic: { "!": { or: [{ ">": [{ var: "n" }, 1] }, { "===": [{ var: "s" }, "a"] }] } }, data: {}, is: true },
  ],
});

import { defineOperator } from "../operator.ts";

/** The first operand that is not true, else the last. */
export const and = defineOperator({
  name: "and",
  label: { en: "All of", zh: "并且" },
  arity: [1, Infinity],
  examples: [
    { logic: { and: [true, "", 3] }, is: "", sql: false },
    { logic: { and: [1, 3] }, is: 3, sql: false },
    { logic: { and: [{ ">": [{ var: "n" }, 1] }, { "===": [{ var: "s" }, "a"] }] }, data: { n: 2, s: "a" }, is: true },
    { logic: { and: [{ ">": [{ var: "n" }, 1] }, { "===": [{ var: "s" }, "a"] }] }, data: { s: "a" }, is: false },
    { logic: { "!": { and: [{ ">": [{ var: "n" }, 1] }, { "===": [{ var: "s" }, "a"] }] } }, data: { s: "a" }, is: true },
  ],
});

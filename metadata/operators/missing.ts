import { defineOperator } from "../operator.ts";

/** The paths whose value is absent, null or "". Paths are written down, never computed. */
export const missing = defineOperator({
  name: "missing",
  label: { en: "Which are missing", zh: "缺少哪些" },
  arity: [1, Infinity],
  examples: [
    { logic: { missing: ["a", "b"] }, data: { a: "apple", b: "" }, is: ["b"], sql: false },
    { logic: { missing: ["a"] }, data: { a: 0 }, is: [], sql: false },
    { logic: { "!": { missing: ["a", "b"] } }, data: { a: "x", b: "y" }, is: true },
    { logic: { "!!": { missing: ["a", "b"] } }, data: { a: "x", b: "" }, is: true },
    { logic: { "!!": { missing: ["a", "n"] } }, data: { a: "x", n: 0 }, is: false },
  ],
});

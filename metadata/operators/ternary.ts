import { defineOperator } from "../operator.ts";

export const ternary = defineOperator({
  name: "?:",
  label: { en: "If, then, else", zh: "三元判断" },
  arity: [3, 3],
  examples: [
    { logic: { "?:": [true, 1, 2] }, is: 1, sql: false },
    { logic: { "?:": [{ var: "a" }, { var: "b" }, { var: "c" }] }, data: { a: false, b: false, c: true }, is: true },
  ],
});

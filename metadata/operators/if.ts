import { defineOperator } from "../operator.ts";

/** if, then, else if, then …, else. Only what is chosen is evaluated. */
export const choose = defineOperator({
  name: "if",
  label: { en: "If", zh: "如果" },
  arity: [1, Infinity],
  examples: [
    { logic: { if: [{ var: "a" }, "yes", "no"] }, data: { a: true }, is: "yes", sql: false },
    {
      logic: { if: [{ "<": [{ var: "t" }, 0] }, "ice", { "<": [{ var: "t" }, 100] }, "water", "steam"] },
      data: { t: 50 },
      is: "water",
      sql: false,
    },
    { logic: { if: [{ "<": [{ var: "t" }, 0] }, "ice"] }, data: { t: 5 }, is: null, sql: false },
    {
      logic: { if: [{ "===": [{ var: "a" }, 1] }, { "===": [{ var: "b" }, 1] }, { "===": [{ var: "b" }, 2] }] },
      data: { a: 1, b: 2 },
      is: false,
    },
    { logic: { if: [{ "===": [{ var: "a" }, 1] }, { "===": [{ var: "b" }, 1] }, { "===": [{ var: "b" }, 2] }] }, data: { b: 2 }, is: true },
  ],
});

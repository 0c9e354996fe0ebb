import { defineOperator } from "../operator.ts";
import { extreme } from "../operator-compare.ts";

export const max = defineOperator({
  name: "max",
  label: { en: "Greatest of", zh: "最大值" },
  arity: [1, Infinity],
  ...extreme("max"),
  examples: [
    { logic: { max: [1, 3, 2] }, is: 3, sql: false },
    { logic: { max: [{ var: "d" }, "10"] }, data: { d: "9.50" }, types: { d: "decimal" }, is: "10", sql: false },
  ],
});

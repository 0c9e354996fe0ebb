import { defineOperator } from "../operator.ts";
import { extreme } from "../operator-compare.ts";

export const min = defineOperator({
  name: "min",
  label: { en: "Least of", zh: "最小值" },
  arity: [1, Infinity],
  ...extreme("min"),
  examples: [
    { logic: { min: [1, 3, 2] }, is: 1, sql: false },
    { logic: { min: [{ var: "d" }, "10"] }, data: { d: "9.50" }, types: { d: "decimal" }, is: "9.50", sql: false },
  ],
});

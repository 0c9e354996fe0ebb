import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { addDecimals } from "../values/index.ts";

export const decAdd = defineOperator({
  name: "dec.add",
  label: { en: "Add exactly", zh: "精确加" },
  arity: [1, Infinity],
  evaluate: (args) => addDecimals(args),
  resolve: takes(["decimal"], "decimal"),
  examples: [
    { logic: { "dec.add": ["0.1", "0.2"] }, is: "0.3", sql: false },
    { logic: { "dec.add": ["1.50", "1"] }, is: "2.50", sql: false },
  ],
});

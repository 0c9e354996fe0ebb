import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { divideDecimals } from "../values/index.ts";

export const decDiv = defineOperator({
  name: "dec.div",
  label: { en: "Divide exactly", zh: "精确除" },
  arity: [2, 2],
  evaluate: (args) => divideDecimals(args),
  resolve: takes(["decimal"], "decimal"),
  examples: [{ logic: { "dec.div": ["1", "8"] }, is: "0.125", sql: false }],
});

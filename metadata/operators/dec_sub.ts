import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { subtractDecimals } from "../values/index.ts";

export const decSub = defineOperator({
  name: "dec.sub",
  label: { en: "Subtract exactly", zh: "精确减" },
  arity: [1, 2],
  evaluate: (args) => subtractDecimals(args),
  resolve: takes(["decimal"], "decimal"),
  examples: [{ logic: { "dec.sub": ["0.3", "0.1"] }, is: "0.2", sql: false }],
});

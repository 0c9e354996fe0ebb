import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { multiplyDecimals } from "../values/index.ts";

export const decMul = defineOperator({
  name: "dec.mul",
  label: { en: "Multiply exactly", zh: "精确乘" },
  arity: [1, Infinity],
  evaluate: (args) => multiplyDecimals(args),
  resolve: takes(["decimal"], "decimal"),
  examples: [{ logic: { "dec.mul": ["19.99", 100] }, is: "1999.00", sql: false }],
});

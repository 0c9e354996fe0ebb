import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { numberOf, OperandError } from "../values/index.ts";

export const remainder = defineOperator({
  name: "%",
  label: { en: "Remainder", zh: "取余" },
  arity: [2, 2],
  evaluate: ([left, right]) => {
    const by = numberOf(right, "%");
    if (by === 0) throw new OperandError("% by zero");
    return (numberOf(left, "%") % by) + 0;
  },
  resolve: takes(["number"], "number"),
  examples: [{ logic: { "%": [7, 3] }, is: 1, sql: false }],
});

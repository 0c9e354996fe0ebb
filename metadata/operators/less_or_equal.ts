import { defineOperator } from "../operator.ts";
import { ordering } from "../operator-compare.ts";
import { lowerOrder } from "../operator-lower.ts";

/** False when an operand is absent. Texts by code point, money of one currency. With three operands: between. */
export const lessOrEqual = defineOperator({
  name: "<=",
  label: { en: "Is at most", zh: "小于等于" },
  arity: [2, 3],
  ...ordering((sign) => sign <= 0),
  lower: lowerOrder("lte"),
  examples: [
    { logic: { "<=": [{ var: "n" }, 5] }, data: { n: 5 }, is: true },
    { logic: { "<=": [1, { var: "n" }, 3] }, data: { n: 3 }, is: true },
    { logic: { "<=": [{ var: "n" }, 5] }, data: {}, types: { n: "number" }, is: false },
  ],
});

import { defineOperator } from "../operator.ts";
import { ordering } from "../operator-compare.ts";
import { lowerOrder } from "../operator-lower.ts";

/** False when an operand is absent. Texts by code point, money of one currency. */
export const greaterOrEqual = defineOperator({
  name: ">=",
  label: { en: "Is at least", zh: "大于等于" },
  arity: [2, 2],
  ...ordering((sign) => sign >= 0),
  lower: lowerOrder("lte", true),
  examples: [
    { logic: { ">=": [{ var: "n" }, 5] }, data: { n: 5 }, is: true },
    { logic: { ">=": [{ var: "d" }, "1.5"] }, data: { d: "1.50" }, types: { d: "decimal" }, is: true },
    { logic: { ">=": [{ var: "n" }, 0] }, data: {}, types: { n: "number" }, is: false },
  ],
});

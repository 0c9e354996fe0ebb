import { defineOperator } from "../operator.ts";
import { ordering } from "../operator-compare.ts";
import { lowerOrder } from "../operator-lower.ts";

/** False when an operand is absent. Texts by code point, money of one currency. */
export const greater = defineOperator({
  name: ">",
  label: { en: "Is more than", zh: "大于" },
  arity: [2, 2],
  ...ordering((sign) => sign > 0),
  lower: lowerOrder("lt", true),
  examples: [
    { logic: { ">": [{ var: "n" }, 5] }, data: { n: 6 }, is: true },
    { logic: { ">": [{ var: "n" }, -1] }, data: {}, types: { n: "number" }, is: false },
    { logic: { ">": [{ var: "m" }, "0.00"] }, data: { m: { currency: "CNY", minor: 1 } }, types: { m: "money" }, is: true },
    { logic: { ">": [{ var: "t" }, "2024-01-01T00:00:00Z"] }, data: { t: "2024-01-01T00:00:00.001Z" }, types: { t: "instant" }, is: true },
  ],
});

import { defineOperator } from "../operator.ts";
import { ordering } from "../operator-compare.ts";
import { lowerOrder } from "../operator-lower.ts";

/** False when an operand is absent. Texts by code point, money of one currency. With three operands: between. */
export const less = defineOperator({
  name: "<",
  label: { en: "Is less than", zh: "小于" },
  arity: [2, 3],
  ...ordering((sign) => sign < 0),
  lower: lowerOrder("lt"),
  examples: [
    { logic: { "<": [{ var: "n" }, 5] }, data: { n: 3 }, is: true },
    { logic: { "<": [{ var: "n" }, 5] }, data: {}, types: { n: "number" }, is: false },
    { logic: { "!": { "<": [{ var: "n" }, 5] } }, data: {}, types: { n: "number" }, is: true },
    { logic: { "<": [1, { var: "n" }, 3] }, data: { n: 2 }, is: true },
    { logic: { "<": [1, { var: "n" }, 3] }, data: { n: 3 }, is: false },
    { logic: { "<": [{ var: "s" }, "b"] }, data: { s: "B" }, is: true },
    { logic: { "<": [{ var: "s" }, "～"] }, data: { s: "😀" }, is: false },
    { logic: { "<": [{ var: "d" }, "10"] }, data: { d: "9.5" }, types: { d: "decimal" }, is: true },
    { logic: { "<": [{ var: "m" }, "200.00"] }, data: { m: { currency: "CNY", minor: 19999 } }, types: { m: "money" }, is: true },
    {
      logic: { "<": [{ var: "m" }, { currency: "USD", minor: 1 }] },
      data: { m: { currency: "CNY", minor: 0 } },
      types: { m: "money" },
      is: false,
    },
    { logic: { "<": [{ var: "day" }, "2024-01-10"] }, data: { day: "2024-01-09" }, types: { day: "date" }, is: true },
  ],
});

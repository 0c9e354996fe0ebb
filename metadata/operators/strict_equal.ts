import { defineOperator } from "../operator.ts";
import { equality } from "../operator-compare.ts";
import { lowerEqual } from "../operator-lower.ts";

/** Equal and of one type. Nothing equals nothing. Money: same currency and same minor units. */
export const strictEqual = defineOperator({
  name: "===",
  label: { en: "Equals", zh: "等于" },
  arity: [2, 2],
  ...equality("==="),
  lower: lowerEqual,
  examples: [
    { logic: { "===": [{ var: "n" }, 1] }, data: { n: 1 }, is: true },
    { logic: { "===": [{ var: "n" }, 1] }, data: {}, types: { n: "number" }, is: false },
    { logic: { "===": [{ var: "s" }, "中文"] }, data: { s: "中文" }, is: true },
    { logic: { "===": [{ var: "s" }, null] }, data: {}, types: { s: "text" }, is: true },
    { logic: { "===": [{ var: "b" }, false] }, data: {}, types: { b: "boolean" }, is: false },
    { logic: { "===": [{ var: "a" }, { var: "b" }] }, data: {}, types: { a: "text", b: "text" }, is: true },
    { logic: { "===": [{ var: "d" }, "1.5"] }, data: { d: "1.50" }, types: { d: "decimal" }, is: true },
    { logic: { "===": [{ var: "m" }, "19.99"] }, data: { m: { currency: "CNY", minor: 1999 } }, types: { m: "money" }, is: true },
    {
      logic: { "===": [{ var: "m" }, { currency: "USD", minor: 1999 }] },
      data: { m: { currency: "CNY", minor: 1999 } },
      types: { m: "money" },
      is: false,
    },
    {
      logic: { "===": [{ var: "t" }, "2024-01-01T08:00:00+08:00"] },
      data: { t: "2024-01-01T00:00:00.000Z" },
      types: { t: "instant" },
      is: true,
    },
  ],
});

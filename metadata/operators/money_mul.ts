import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { multiplyMoney } from "../values/index.ts";

/** Money by a number, exact, then rounded half-up to the minor unit: 19.99 × 0.8 = 15.99. */
export const moneyMul = defineOperator({
  name: "money.mul",
  label: { en: "Amount times", zh: "金额乘以" },
  arity: [2, 2],
  evaluate: ([amount, factor]) => multiplyMoney(amount, factor),
  resolve: takes(["money", "decimal"], "money"),
  examples: [
    { logic: { "money.mul": [{ currency: "CNY", minor: 1999 }, "0.8"] }, is: { currency: "CNY", minor: 1599 }, sql: false },
    { logic: { "money.mul": [{ currency: "CNY", minor: 1999 }, 0.5] }, is: { currency: "CNY", minor: 1000 }, sql: false },
    { logic: { "money.mul": [{ currency: "JPY", minor: 101 }, "0.5"] }, is: { currency: "JPY", minor: 51 }, sql: false },
    { logic: { "money.mul": [{ currency: "CNY", minor: -1999 }, "0.5"] }, is: { currency: "CNY", minor: -1000 }, sql: false },
  ],
});

import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { amountOf, asMoney } from "../values/index.ts";

/** The amount in major units as a decimal. */
export const moneyAmount = defineOperator({
  name: "money.amount",
  label: { en: "Digits of an amount", zh: "金额数值" },
  arity: [1, 1],
  evaluate: ([money]) => amountOf(asMoney(money, "money.amount")),
  resolve: takes(["money"], "decimal"),
  examples: [{ logic: { "money.amount": { var: "m" } }, data: { m: { currency: "CNY", minor: 1999 } }, is: "19.99", sql: false }],
});

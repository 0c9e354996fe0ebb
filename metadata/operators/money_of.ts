import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { makeMoney } from "../values/index.ts";

/** A decimal as money of a currency; more digits than the currency has are an error. */
export const moneyOf = defineOperator({
  name: "money.of",
  label: { en: "Amount of", zh: "金额" },
  arity: [2, 2],
  evaluate: ([amount, currency]) => makeMoney(amount, currency),
  resolve: takes(["decimal", "text"], "money"),
  examples: [
    { logic: { "money.of": ["19.99", "CNY"] }, is: { currency: "CNY", minor: 1999 }, sql: false },
    { logic: { "money.of": [500, "JPY"] }, is: { currency: "JPY", minor: 500 }, sql: false },
    { logic: { "money.of": ["1.234", "KWD"] }, is: { currency: "KWD", minor: 1234 }, sql: false },
  ],
});

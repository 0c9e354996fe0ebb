import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { subtractMoney } from "../values/index.ts";

export const moneySub = defineOperator({
  name: "money.sub",
  label: { en: "Subtract amounts", zh: "金额相减" },
  arity: [1, 2],
  evaluate: (args) => subtractMoney(args),
  resolve: takes(["money"], "money"),
  examples: [{ logic: { "money.sub": [{ currency: "CNY", minor: 1999 }, "0.99"] }, is: { currency: "CNY", minor: 1900 }, sql: false }],
});

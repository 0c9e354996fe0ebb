import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { addMoney } from "../values/index.ts";

/** Amounts of one currency; a bare amount takes the currency beside it. */
export const moneyAdd = defineOperator({
  name: "money.add",
  label: { en: "Add amounts", zh: "金额相加" },
  arity: [1, Infinity],
  evaluate: (args) => addMoney(args),
  resolve: takes(["money"], "money"),
  examples: [
    {
      logic: {
        "money.add": [
          { currency: "CNY", minor: 1999 },
          { currency: "CNY", minor: 1 },
        ],
      },
      is: { currency: "CNY", minor: 2000 },
      sql: false,
    },
  ],
});

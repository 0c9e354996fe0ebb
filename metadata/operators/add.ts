import { defineOperator } from "../operator.ts";
import { exactly } from "../operator-arithmetic.ts";
import { addAny, addDecimals } from "../values/index.ts";

/** Numbers; exact where a decimal is among them; money with money of one currency. */
export const add = defineOperator({
  name: "+",
  label: { en: "Plus", zh: "加" },
  arity: [1, Infinity],
  evaluate: addAny,
  resolve: exactly("+", (args) => addDecimals(args, "+"), "all"),
  computes: "+",
  examples: [
    { logic: { "+": [1, 2, 3] }, is: 6, sql: false },
    { logic: { "+": [{ var: "a" }, "0.2"] }, data: { a: "0.1" }, types: { a: "decimal" }, is: "0.3", sql: false },
    {
      logic: { "+": [{ var: "m" }, "0.01"] },
      data: { m: { currency: "CNY", minor: 1999 } },
      types: { m: "money" },
      is: { currency: "CNY", minor: 2000 },
      sql: false,
    },
  ],
});

import { defineOperator } from "../operator.ts";
import { exactly } from "../operator-arithmetic.ts";
import { multiplyAny, multiplyDecimals } from "../values/index.ts";

/** Numbers; exact where a decimal is among them; money by a number, half-up to the minor unit. */
export const multiply = defineOperator({
  name: "*",
  label: { en: "Times", zh: "乘" },
  arity: [1, Infinity],
  evaluate: multiplyAny,
  resolve: exactly("*", (args) => multiplyDecimals(args, "*"), "one"),
  computes: "*",
  examples: [
    { logic: { "*": [2, 3, 4] }, is: 24, sql: false },
    {
      logic: { "*": [{ var: "m" }, 0.8] },
      data: { m: { currency: "CNY", minor: 1999 } },
      types: { m: "money" },
      is: { currency: "CNY", minor: 1599 },
      sql: false,
    },
    { logic: { "*": [{ var: "d" }, "3"] }, data: { d: "1.1" }, types: { d: "decimal" }, is: "3.3", sql: false },
  ],
});

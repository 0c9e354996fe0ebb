import { defineOperator } from "../operator.ts";
import { exactly } from "../operator-arithmetic.ts";
import { divideAny, divideDecimals } from "../values/index.ts";

/** By zero is an error. */
export const divide = defineOperator({
  name: "/",
  label: { en: "Divided by", zh: "除以" },
  arity: [2, 2],
  evaluate: divideAny,
  resolve: exactly("/", (args) => divideDecimals(args, "/"), "first"),
  examples: [
    { logic: { "/": [4, 2] }, is: 2, sql: false },
    {
      logic: { "/": [{ var: "m" }, 3] },
      data: { m: { currency: "CNY", minor: 1000 } },
      types: { m: "money" },
      is: { currency: "CNY", minor: 333 },
      sql: false,
    },
  ],
});

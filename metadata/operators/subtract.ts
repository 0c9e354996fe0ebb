import { defineOperator } from "../operator.ts";
import { exactly } from "../operator-arithmetic.ts";
import { subtractAny, subtractDecimals } from "../values/index.ts";

export const subtract = defineOperator({
  name: "-",
  label: { en: "Minus", zh: "减" },
  arity: [1, 2],
  evaluate: subtractAny,
  resolve: exactly("-", (args) => subtractDecimals(args, "-"), "all"),
  computes: "-",
  examples: [
    { logic: { "-": [3, 2] }, is: 1, sql: false },
    { logic: { "-": [3] }, is: -3, sql: false },
    { logic: { "-": [{ var: "a" }, "0.1"] }, data: { a: "0.3" }, types: { a: "decimal" }, is: "0.2", sql: false },
  ],
});

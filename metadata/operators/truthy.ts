import { defineOperator } from "../operator.ts";
import { predicateOf } from "../operator-lower.ts";
import { truthy } from "../values/index.ts";

export const isTruthy = defineOperator({
  name: "!!",
  label: { en: "Is given", zh: "有值" },
  arity: [1, 1],
  evaluate: ([value]) => truthy(value),
  resolve: () => ({ type: "boolean" }),
  lower: ([operand]) => (operand === undefined ? undefined : predicateOf(operand)),
  examples: [
    { logic: { "!!": [[]] }, is: false, sql: false },
    { logic: { "!!": { var: "s" } }, data: { s: "" }, is: false },
    { logic: { "!!": { var: "s" } }, data: { s: "0" }, is: true },
    { logic: { "!!": { var: "n" } }, data: { n: 0 }, is: false },
    { logic: { "!!": { var: "l" } }, data: { l: [] }, types: { l: { list: "text" } }, is: false },
  ],
});

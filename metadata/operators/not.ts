import { defineOperator } from "../operator.ts";
import { predicateOf } from "../operator-lower.ts";
import { truthy } from "../values/index.ts";

export const not = defineOperator({
  name: "!",
  label: { en: "Not", zh: "非" },
  arity: [1, 1],
  evaluate: ([value]) => !truthy(value),
  resolve: () => ({ type: "boolean" }),
  lower: ([operand]) => (operand === undefined ? undefined : { not: predicateOf(operand) }),
  examples: [
    { logic: { "!": [[]] }, is: true, sql: false },
    { logic: { "!": ["0"] }, is: false, sql: false },
    { logic: { "!": { var: "b" } }, data: { b: true }, is: false },
    { logic: { "!": { var: "b" } }, data: {}, types: { b: "boolean" }, is: true },
    { logic: { "!": { var: "n" } }, data: { n: 0 }, is: true },
    { logic: { "!": { ">=": [{ var: "n" }, 1] } }, data: {}, types: { n: "number" }, is: true },
  ],
});

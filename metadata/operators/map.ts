import { defineOperator } from "../operator.ts";

/** Over a list; an absent list is an empty one. Inside, `var` reads the element. */
export const map = defineOperator({
  name: "map",
  label: { en: "Each turned into", zh: "逐项计算" },
  arity: [2, 2],
  examples: [
    { logic: { map: [{ var: "l" }, { "*": [{ var: "" }, 2] }] }, data: { l: [1, 2] }, is: [2, 4], sql: false },
    { logic: { map: [{ var: "l" }, { var: "qty" }] }, data: { l: [{ qty: 1 }, {}] }, is: [1, null], sql: false },
    { logic: { map: [{ var: "l" }, 1] }, data: {}, is: [], sql: false },
  ],
});

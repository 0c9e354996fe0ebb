import { defineOperator } from "../operator.ts";

/** Over a list; an absent list is an empty one. Inside, `var` reads the element. */
export const all = defineOperator({
  name: "all",
  label: { en: "All are", zh: "全部满足" },
  arity: [2, 2],
  examples: [
    { logic: { all: [{ var: "l" }, { ">": [{ var: "" }, 0] }] }, data: { l: [1, 2] }, is: true, sql: false },
    { logic: { all: [{ var: "l" }, { ">": [{ var: "" }, 0] }] }, data: { l: [] }, is: false, sql: false },
    { logic: { all: [{ var: "l" }, true] }, data: {}, is: false, sql: false },
  ],
});

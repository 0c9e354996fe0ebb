import { defineOperator } from "../operator.ts";

/** Over a list; an absent list is an empty one. Inside, `var` reads the element. */
export const some = defineOperator({
  name: "some",
  label: { en: "Some are", zh: "存在满足" },
  arity: [2, 2],
  examples: [
    { logic: { some: [{ var: "l" }, { ">": [{ var: "qty" }, 1] }] }, data: { l: [{ qty: 1 }, { qty: 2 }] }, is: true, sql: false },
    { logic: { some: [{ var: "l" }, { "===": [{ var: "" }, "a"] }] }, data: { l: ["b", "a"] }, is: true },
    { logic: { some: [{ var: "l" }, { in: [{ var: "" }, ["a", "c"]] }] }, data: { l: ["b"] }, is: false },
  ],
});

import { defineOperator } from "../operator.ts";

/** Over a list; an absent list is an empty one. Inside, `var` reads the element. */
export const none = defineOperator({
  name: "none",
  label: { en: "None is", zh: "全不满足" },
  arity: [2, 2],
  examples: [
    { logic: { none: [{ var: "l" }, { ">": [{ var: "" }, 1] }] }, data: { l: [1] }, is: true, sql: false },
    { logic: { none: [{ var: "l" }, { "===": [{ var: "" }, "a"] }] }, data: { l: ["a", "b"] }, is: false },
    { logic: { none: [{ var: "l" }, { "===": [{ var: "" }, "a"] }] }, data: {}, types: { l: { list: "text" } }, is: true },
  ],
});

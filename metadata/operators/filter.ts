import { defineOperator } from "../operator.ts";

/** Over a list; an absent list is an empty one. Inside, `var` reads the element. */
export const filter = defineOperator({
  name: "filter",
  label: { en: "Those that", zh: "筛选" },
  arity: [2, 2],
  examples: [{ logic: { filter: [{ var: "l" }, { ">": [{ var: "" }, 1] }] }, data: { l: [1, 2, 3] }, is: [2, 3], sql: false }],
});

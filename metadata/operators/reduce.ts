import { defineOperator } from "../operator.ts";

/** Over a list, from an initial value that must be given. Inside, `var` reads `current` and `accumulator`. */
export const reduce = defineOperator({
  name: "reduce",
  label: { en: "Fold", zh: "累计" },
  arity: [3, 3],
  examples: [
    {
      logic: { reduce: [{ var: "l" }, { "+": [{ var: "current" }, { var: "accumulator" }] }, 0] },
      data: { l: [1, 2, 3] },
      is: 6,
      sql: false,
    },
    {
      logic: { reduce: [{ var: "l" }, { "+": [{ var: "current.qty" }, { var: "accumulator" }] }, 1] },
      data: { l: [{ qty: 2 }] },
      is: 3,
      sql: false,
    },
    { logic: { reduce: [{ var: "l" }, { var: "accumulator" }, 7] }, data: {}, is: 7, sql: false },
  ],
});

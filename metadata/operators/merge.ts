import { defineOperator } from "../operator.ts";

/** One list of all elements; what is no list counts as one element. */
export const merge = defineOperator({
  name: "merge",
  label: { en: "Lists into one", zh: "合并列表" },
  arity: [0, Infinity],
  evaluate: (args) => args.flat(1),
  examples: [
    { logic: { merge: [[1, 2], [3]] }, is: [1, 2, 3], sql: false },
    { logic: { merge: [1, [2]] }, is: [1, 2], sql: false },
  ],
});

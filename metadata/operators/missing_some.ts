import { defineOperator } from "../operator.ts";

/** Nothing when at least so many of the paths have a value, else those that have none. */
export const missingSome = defineOperator({
  name: "missing_some",
  label: { en: "Missing, of which some are needed", zh: "至少需要其中几项" },
  arity: [2, 2],
  examples: [
    { logic: { missing_some: [1, ["a", "b"]] }, data: { a: "apple" }, is: [], sql: false },
    { logic: { missing_some: [2, ["a", "b", "c"]] }, data: { a: "apple" }, is: ["b", "c"], sql: false },
  ],
});

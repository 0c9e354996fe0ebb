import { defineOperator } from "../operator.ts";

/** A value of the data by its path, with a default for what is absent. Own properties only. `$user.id`, `$user.roles`, `$now`, `$today` come from the context. */
export const variable = defineOperator({
  name: "var",
  label: { en: "Value of", zh: "取值" },
  arity: [1, 2],
  examples: [
    { logic: { var: "a" }, data: { a: 1 }, is: 1, sql: false },
    { logic: { var: "a.b" }, data: { a: { b: "x" } }, is: "x", sql: false },
    { logic: { var: "missing" }, data: {}, is: null, sql: false },
    { logic: { var: ["missing", 26] }, data: {}, is: 26, sql: false },
    { logic: { var: ["a", 26] }, data: { a: null }, is: 26, sql: false },
    { logic: { var: "list.1" }, data: { list: ["x", "y"] }, is: "y", sql: false },
    { logic: { var: "name.length" }, data: { name: "abc" }, is: null, sql: false },
  ],
});

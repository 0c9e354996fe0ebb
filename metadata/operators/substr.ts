import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { kindOf } from "../unreadable.ts";
import { numberOf, OperandError } from "../values/index.ts";

/** By code points: never half a character. */
export const substr = defineOperator({
  name: "substr",
  label: { en: "Part of text", zh: "截取文本" },
  arity: [2, 3],
  evaluate: ([text, from, length]) => {
    if (typeof text !== "string") throw new OperandError(`substr takes text, not ${kindOf(text)}`);
    const points = Array.from(text);
    const start = numberOf(from, "substr");
    const begin = start < 0 ? Math.max(0, points.length + start) : start;
    if (length === undefined || length === null) return points.slice(begin).join("");
    const count = numberOf(length, "substr");
    return points.slice(begin, count < 0 ? Math.max(begin, points.length + count) : begin + count).join("");
  },
  resolve: takes(["text", "number"], "text"),
  examples: [
    { logic: { substr: ["jsonlogic", 4] }, is: "logic", sql: false },
    { logic: { substr: ["jsonlogic", -5, -2] }, is: "log", sql: false },
    { logic: { substr: ["😀好", 0, 1] }, is: "😀", sql: false },
  ],
});

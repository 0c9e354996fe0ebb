import { defineOperator } from "../operator.ts";
import { OperandError, show } from "../values/index.ts";

/** Nothing is joined as nothing. */
export const cat = defineOperator({
  name: "cat",
  label: { en: "Join text", zh: "拼接文本" },
  arity: [0, Infinity],
  evaluate: (args) =>
    args
      .map((each) => {
        if (each === null || each === undefined) return "";
        if (typeof each === "object") throw new OperandError(`cat joins texts and numbers, not ${show(each)}`);
        return String(each);
      })
      .join(""),
  resolve: (operands) =>
    operands.some((each) => each.type === "money" || typeof each.type === "object")
      ? { wrong: "cat joins texts and numbers; take the amount of money with money.amount" }
      : { type: "text" },
  examples: [
    { logic: { cat: ["I love", " pie"] }, is: "I love pie", sql: false },
    { logic: { cat: ["a", 1, null, true] }, is: "a1true", sql: false },
  ],
});

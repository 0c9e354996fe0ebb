import { defineOperator } from "../operator.ts";
import { kindOf } from "../unreadable.ts";
import { OperandError } from "../values/index.ts";

/** 1e21 and 1e-7 are how a machine writes numbers. */
const plain = /^-?\d+(\.\d+)?$/;

/** Nothing is joined as nothing. */
export const cat = defineOperator({
  name: "cat",
  label: { en: "Join text", zh: "拼接文本" },
  arity: [0, Infinity],
  evaluate: (args) =>
    args
      .map((each) => {
        if (each === null || each === undefined) return "";
        if (typeof each === "object") throw new OperandError(`cat joins texts and numbers, not ${kindOf(each)}`);
        const text = String(each);
        if (typeof each === "number" && !plain.test(text))
          throw new OperandError(
            `cat writes numbers as they are said, and one so large or so small has no such form; make it a decimal: {"dec.add": [{"var": "…"}, 0]}`,
          );
        return text;
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

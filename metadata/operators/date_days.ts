import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { kindOf } from "../unreadable.ts";
import { isDate, OperandError } from "../values/index.ts";

/** Whole days from the first day to the second. */
export const dateDays = defineOperator({
  name: "date.days",
  label: { en: "Days between", zh: "相差天数" },
  arity: [2, 2],
  evaluate: ([from, to]) => {
    const wrong = [from, to].find((each) => !isDate(each));
    if (!isDate(from) || !isDate(to)) throw new OperandError(`date.days takes days such as "2026-03-19", not ${kindOf(wrong)}`);
    return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
  },
  resolve: takes(["date"], "number"),
  examples: [{ logic: { "date.days": ["2024-02-28", "2024-03-01"] }, is: 2, sql: false }],
});

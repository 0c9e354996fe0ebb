import { defineOperator } from "../operator.ts";
import { takes } from "../operator-types.ts";
import { kindOf } from "../unreadable.ts";
import { isDate, numberOf, OperandError } from "../values/index.ts";

/** A day of the calendar, so many days later or (negative) earlier. */
export const dateAdd = defineOperator({
  name: "date.add",
  label: { en: "Day plus days", zh: "日期加天数" },
  arity: [2, 2],
  evaluate: ([day, days]) => {
    if (!isDate(day)) throw new OperandError(`date.add takes a day such as "2026-03-19", not ${kindOf(day)}`);
    const count = numberOf(days, "date.add");
    const to = new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000);
    if (!Number.isInteger(count) || Number.isNaN(to.getTime()) || to.getUTCFullYear() < 1 || to.getUTCFullYear() > 9999) {
      throw new OperandError(`date.add adds whole days, and stays within the years 1 to 9999`);
    }
    return to.toISOString().slice(0, 10);
  },
  resolve: takes(["date", "number"], "date"),
  examples: [
    { logic: { "date.add": ["2024-02-28", 2] }, is: "2024-03-01", sql: false },
    { logic: { "date.add": ["2024-03-01", -1] }, is: "2024-02-29", sql: false },
  ],
});

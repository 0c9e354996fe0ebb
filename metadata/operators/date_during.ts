import { defineOperator } from "../operator.ts";
import { termOf } from "../operator-lower.ts";
import { typeName } from "../operator-types.ts";
import { kindOf } from "../unreadable.ts";
import { compareText, isDate, isPeriod, OperandError, periodAt, periodNames } from "../values/index.ts";

/**
 * Whether a day or an instant lies in a stretch of time that is named from today: "today", "this_month", "last_quarter",
 * "last_30_days". Days are those of the tenant's time zone. What is absent lies in none.
 */
export const dateDuring = defineOperator({
  name: "date.during",
  label: { en: "Is during", zh: "处于时段" },
  arity: [2, 2],
  atNow: true,
  evaluate: ([value, name], { now, timezone }) => {
    if (value === null || value === undefined) return false;
    const period = periodAt(String(name), now, timezone);
    if (period === undefined || typeof value !== "string")
      throw new OperandError(
        `date.during asks of a day or an instant whether it is during "this_month" and its like, not ${kindOf(value)}`,
      );
    const by = isDate(value) ? "date" : "instant";
    return compareText(period.start[by], value) <= 0 && compareText(value, period.end[by]) < 0;
  },
  resolve: ([value, period]) => {
    if (!isPeriod(period?.literal)) return { wrong: `names a stretch of time: ${periodNames.join(", ")}` };
    const { type } = value ?? {};
    const fits = type === undefined || type === "json" || type === "date" || type === "instant";
    return fits ? { type: "boolean" } : { wrong: `needs a day or an instant, not ${typeName(type)}` };
  },
  lower: ([value, name]) => {
    const [what, named] = [termOf(value), termOf(name)];
    if (what === undefined || named === undefined || !("literal" in named)) return undefined;
    const period = String(named.literal);
    return { and: [{ lte: [{ period, edge: "start" }, what] }, { lt: [what, { period, edge: "end" }] }] };
  },
  examples: [
    { logic: { "date.during": [{ var: "d" }, "this_month"] }, data: { d: "2026-03-01" }, types: { d: "date" }, is: true },
    { logic: { "date.during": [{ var: "d" }, "last_7_days"] }, data: { d: "2026-03-12" }, types: { d: "date" }, is: false },
    { logic: { "date.during": [{ var: "d" }, "this_week"] }, data: { d: "2026-03-22" }, types: { d: "date" }, is: true },
    { logic: { "date.during": [{ var: "t" }, "today"] }, data: { t: "2026-03-19T23:59:59.999Z" }, types: { t: "instant" }, is: true },
    {
      logic: { "date.during": [{ var: "t" }, "last_quarter"] },
      data: { t: "2025-12-31T00:00:00.000Z" },
      types: { t: "instant" },
      is: true,
    },
    { logic: { "!": { "date.during": [{ var: "t" }, "tomorrow"] } }, data: {}, types: { t: "instant" }, is: true },
  ],
});

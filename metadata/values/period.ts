import { clockIn, dayOf, startOfDay, weekdayOf } from "../zone.ts";

/** A stretch of time: its first day and the first day after it, and the instants at which those begin in a zone. */
export interface Period {
  readonly start: { readonly date: string; readonly instant: string };
  readonly end: { readonly date: string; readonly instant: string };
}

/** Stretches by name. With N days, today is one of them. */
export const periodNames = [
  "today",
  "yesterday",
  "tomorrow",
  "this_week",
  "last_week",
  "next_week",
  "this_month",
  "last_month",
  "next_month",
  "this_quarter",
  "last_quarter",
  "next_quarter",
  "this_year",
  "last_year",
  "next_year",
  "last_N_days",
  "next_N_days",
] as const;

const calendar = /^(this|last|next)_(week|month|quarter|year)$/;
const days = /^(last|next)_([1-9][0-9]{0,3})_days$/;

export const isPeriod = (name: unknown): name is string =>
  typeof name === "string" &&
  (name === "today" || name === "yesterday" || name === "tomorrow" || calendar.test(name) || (days.test(name) && mostDays(name)));

const mostDays = (name: string): boolean => Number(days.exec(name)![2]) <= 3_660;

/** The stretch that a name means at a moment (canonical instant) in a zone; weeks begin on Monday. undefined: no such name. */
export function periodAt(name: string, now: string, zone = "UTC"): Period | undefined {
  if (!isPeriod(name)) return undefined;
  const [first, after] = rangeOf(name, clockIn(zone, Date.parse(now)));
  const edge = (day: Date) => ({ date: dayOf(day), instant: new Date(startOfDay(zone, day)).toISOString() });
  return { start: edge(first), end: edge(after) };
}

/** The first day and the first one after, as Dates whose UTC parts they are. */
function rangeOf(name: string, today: Date): [first: Date, after: Date] {
  const daysOn = (count: number): Date => shifted(today, { days: count });
  if (name === "today") return [today, daysOn(1)];
  if (name === "yesterday") return [daysOn(-1), today];
  if (name === "tomorrow") return [daysOn(1), daysOn(2)];
  const counted = days.exec(name);
  if (counted !== null) {
    const count = Number(counted[2]);
    return counted[1] === "last" ? [daysOn(1 - count), daysOn(1)] : [today, daysOn(count)];
  }
  const [, which, unit] = calendar.exec(name)! as unknown as [string, "this" | "last" | "next", "week" | "month" | "quarter" | "year"];
  const month = today.getUTCMonth();
  const first =
    unit === "week" ? daysOn(1 - weekdayOf(today)) : firstOf(today, unit === "month" ? month : unit === "year" ? 0 : month - (month % 3));
  const step = (times: number) => (unit === "week" ? { days: 7 * times } : { months: { month: 1, quarter: 3, year: 12 }[unit] * times });
  const start = which === "this" ? first : shifted(first, step(which === "last" ? -1 : 1));
  return [start, shifted(start, step(1))];
}

function shifted(day: Date, { days: more = 0, months = 0 }: { readonly days?: number; readonly months?: number }): Date {
  const moved = new Date(day);
  moved.setUTCMonth(day.getUTCMonth() + months, day.getUTCDate() + more);
  return moved;
}

function firstOf(day: Date, month: number): Date {
  const first = new Date(day);
  first.setUTCMonth(month, 1);
  return first;
}

import { Temporal } from "temporal-polyfill";

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
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate();
  const [first, after] = rangeOf(name, today);
  const edge = (day: Temporal.PlainDate) => ({
    date: day.toString(),
    instant: new Date(day.toZonedDateTime(zone).epochMilliseconds).toISOString(),
  });
  return { start: edge(first), end: edge(after) };
}

function rangeOf(name: string, today: Temporal.PlainDate): [first: Temporal.PlainDate, after: Temporal.PlainDate] {
  const one = (day: Temporal.PlainDate): [Temporal.PlainDate, Temporal.PlainDate] => [day, day.add({ days: 1 })];
  if (name === "today") return one(today);
  if (name === "yesterday") return one(today.subtract({ days: 1 }));
  if (name === "tomorrow") return one(today.add({ days: 1 }));
  const counted = days.exec(name);
  if (counted !== null) {
    const count = Number(counted[2]);
    return counted[1] === "last" ? [today.subtract({ days: count - 1 }), today.add({ days: 1 })] : [today, today.add({ days: count })];
  }
  const [, which, unit] = calendar.exec(name)! as unknown as [string, "this" | "last" | "next", "week" | "month" | "quarter" | "year"];
  const months = { month: 1, quarter: 3, year: 12 };
  const first =
    unit === "week"
      ? today.subtract({ days: today.dayOfWeek - 1 })
      : today.with({ day: 1, month: unit === "month" ? today.month : unit === "year" ? 1 : today.month - ((today.month - 1) % 3) });
  const step = unit === "week" ? { days: 7 } : { months: months[unit] };
  const start = which === "this" ? first : which === "last" ? first.subtract(step) : first.add(step);
  return [start, start.add(step)];
}

import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { isPeriod, periodAt, periodNames } from "./period.ts";

const days = (name: string, now: string, zone?: string) => {
  const period = periodAt(name, now, zone);
  return period === undefined ? undefined : [period.start.date, period.end.date];
};
// a Thursday
const now = "2026-03-19T06:30:00.000Z";

describe("a stretch of time named from today", () => {
  it.each([
    ["today", "2026-03-19", "2026-03-20"],
    ["yesterday", "2026-03-18", "2026-03-19"],
    ["tomorrow", "2026-03-20", "2026-03-21"],
    ["this_week", "2026-03-16", "2026-03-23"],
    ["last_week", "2026-03-09", "2026-03-16"],
    ["next_month", "2026-04-01", "2026-05-01"],
    ["this_quarter", "2026-01-01", "2026-04-01"],
    ["last_quarter", "2025-10-01", "2026-01-01"],
    ["next_year", "2027-01-01", "2028-01-01"],
    ["last_7_days", "2026-03-13", "2026-03-20"],
    ["next_1_days", "2026-03-19", "2026-03-20"],
  ])("%s begins on %s and ends before %s", (name, start, end) => expect(days(name, now)).toEqual([start, end]));

  it("is of the zone's days, also where a day has 23 hours", () => {
    expect(days("today", "2026-03-19T16:00:00.000Z", "Asia/Shanghai")).toEqual(["2026-03-20", "2026-03-21"]);
    expect(periodAt("today", "2026-03-19T16:00:00.000Z", "Asia/Shanghai")!.start.instant).toBe("2026-03-19T16:00:00.000Z");
    const { start, end } = periodAt("today", "2026-03-29T10:00:00.000Z", "Europe/Berlin")!;
    expect(Date.parse(end.instant) - Date.parse(start.instant)).toBe(23 * 3_600_000);
  });

  it("has a name of the closed list", () => {
    for (const name of ["", "this_day", "last_0_days", "last_9999_days", "last_-1_days", "this_month ", "constructor", 5, null])
      expect([name, isPeriod(name)]).toEqual([name, false]);
    expect(periodAt("this_day", now)).toBeUndefined();
  });
});

/** The same by another implementation of calendars. */
function rangeOf(name: string, today: Temporal.PlainDate): [first: Temporal.PlainDate, after: Temporal.PlainDate] {
  const one = (day: Temporal.PlainDate): [Temporal.PlainDate, Temporal.PlainDate] => [day, day.add({ days: 1 })];
  if (name === "today") return one(today);
  if (name === "yesterday") return one(today.subtract({ days: 1 }));
  if (name === "tomorrow") return one(today.add({ days: 1 }));
  const counted = /^(last|next)_([1-9][0-9]{0,3})_days$/.exec(name);
  if (counted !== null) {
    const count = Number(counted[2]);
    return counted[1] === "last" ? [today.subtract({ days: count - 1 }), today.add({ days: 1 })] : [today, today.add({ days: count })];
  }
  const [, which, unit] = /^(this|last|next)_(week|month|quarter|year)$/.exec(name)! as unknown as [
    string,
    "this" | "last" | "next",
    "week" | "month" | "quarter" | "year",
  ];
  const months = { month: 1, quarter: 3, year: 12 };
  const first =
    unit === "week"
      ? today.subtract({ days: today.dayOfWeek - 1 })
      : today.with({ day: 1, month: unit === "month" ? today.month : unit === "year" ? 1 : today.month - ((today.month - 1) % 3) });
  const step = unit === "week" ? { days: 7 } : { months: months[unit] };
  const start = which === "this" ? first : which === "last" ? first.subtract(step) : first.add(step);
  return [start, start.add(step)];
}

it("is what another implementation of calendars says, at any moment in any zone", () => {
  const names = periodNames.flatMap((name) =>
    name.includes("_N_") ? [1, 2, 30, 365, 3_660].map((n) => name.replace("N", String(n))) : [name],
  );
  const zones = ["UTC", "Asia/Shanghai", "America/Sao_Paulo", "Europe/Berlin", "Pacific/Apia", "America/Havana"];
  const moments = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2037, 0, 1) }).map((ms) => new Date(ms).toISOString());
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom(...zones), moments, (name, zone, now) => {
      const today = Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate();
      const [start, end] = rangeOf(name, today).map((day) => ({
        date: day.toString(),
        instant: new Date(day.toZonedDateTime(zone).epochMilliseconds).toISOString(),
      }));
      expect(periodAt(name, now, zone)).toEqual({ start, end });
    }),
    { numRuns: 3_000 },
  );
});

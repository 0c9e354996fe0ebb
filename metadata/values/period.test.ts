import { describe, expect, it } from "vitest";
import { isPeriod, periodAt } from "./period.ts";

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

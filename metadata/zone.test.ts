import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { clockIn, dayOf, startOfDay, weekdayOf } from "./zone.ts";

const zones = [
  "UTC",
  "Asia/Shanghai",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Africa/Cairo",
  "Asia/Beirut",
  "America/Havana",
  "Antarctica/Troll",
];
const instant = fc.oneof(
  fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2040, 0, 1) }),
  fc.integer({ min: Date.parse("0002-01-01T00:00:00Z"), max: Date.parse("9998-01-01T00:00:00Z") }),
  // around the nights at which clocks change
  fc.integer({ min: -200, max: 200 }).map((minutes) => Date.parse("2011-12-30T10:00:00Z") + minutes * 60_000),
  fc
    .tuple(fc.constantFrom("2018-11-04T03:00:00Z", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"), fc.integer({ min: -9e6, max: 9e6 }))
    .map(([text, more]) => Date.parse(text) + more),
);

it("shows what another implementation shows, at any instant in any zone", () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), instant, (zone, ms) => {
      const theirs = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
      const ours = clockIn(zone, ms);
      expect([dayOf(ours), weekdayOf(ours), ours.toISOString().slice(-13, -1)]).toEqual([
        theirs.toPlainDate().toString(),
        theirs.dayOfWeek,
        theirs.toPlainTime().toString({ fractionalSecondDigits: 3 }),
      ]);
    }),
    { numRuns: 3_000 },
  );
});

it("a day begins when another implementation says so, also where clocks leave midnight out", () => {
  const local = (text: string) => new Date(`${text}T00:00:00Z`);
  const theirs = (zone: string, text: string) => Temporal.PlainDate.from(text).toZonedDateTime(zone).epochMilliseconds;
  // clocks went from 23:59 to 01:00, back to 23:00, and past a whole day
  for (const [zone, day] of [
    ["America/Sao_Paulo", "2018-11-04"],
    ["America/Sao_Paulo", "2018-02-18"],
    ["Pacific/Apia", "2011-12-30"],
    ["Pacific/Apia", "2011-12-31"],
    ["Asia/Beirut", "2026-03-29"],
    ["Africa/Cairo", "2026-04-24"],
    ["America/Havana", "2026-11-01"],
  ] as const)
    expect([zone, day, startOfDay(zone, local(day))]).toEqual([zone, day, theirs(zone, day)]);
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 25_000 }), (zone, days) => {
      const day = dayOf(new Date(days * 86_400_000));
      expect(startOfDay(zone, local(day))).toBe(theirs(zone, day));
    }),
    { numRuns: 3_000 },
  );
});

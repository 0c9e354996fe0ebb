import { expect, it } from "vitest";
import { isoDay, isoInstant } from "./cell.ts";
import { guessMapping, guessType } from "./guess-mapping.ts";

it("reads days in the order that is said, and others where only one makes sense", () => {
  expect(isoDay("03/04/2026", "dmy")?.day).toBe("2026-04-03");
  expect(isoDay("03/04/2026", "mdy")?.day).toBe("2026-03-04");
  expect(isoDay("25/12/2026", "mdy")?.day).toBe("2026-12-25");
  expect(isoDay("2026年3月9日")?.day).toBe("2026-03-09");
  expect(isoDay("20260309")?.day).toBe("2026-03-09");
  expect(isoDay("soon")).toBeUndefined();
});

it("leaves a time of a day that is on no calendar as it is, for its type to say so", () => {
  for (const text of ["2026-02-30 10:00:00", "30.2.2026 10:00", "2026-04-31T10:00:00Z"])
    expect(isoInstant(text, { timezone: "Asia/Shanghai", dates: "dmy" })).not.toMatch(/-0[35]-0/);
});

it.each(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Monrovia"])(
  "knows the clocks of %s all year round",
  (timezone) => {
    const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
    for (let at = Date.UTC(2026, 0, 1, 12); at < Date.UTC(2027, 0, 1); at += 7 * 3_600_000 + 1_000) {
      const read = isoInstant(shown.format(at), { timezone });
      expect(shown.format(new Date(read))).toBe(shown.format(at));
    }
  },
);

it("takes a time without an offset as one of the tenant's zone, also around a change of clocks", () => {
  expect(isoInstant("2026-03-19 14:30", { timezone: "Asia/Shanghai" })).toBe("2026-03-19T06:30:00.000Z");
  expect(isoInstant("2026-03-29 01:30", { timezone: "Europe/Berlin" })).toBe("2026-03-29T00:30:00.000Z");
  expect(isoInstant("2026-03-29 03:30", { timezone: "Europe/Berlin" })).toBe("2026-03-29T01:30:00.000Z");
  expect(isoInstant("3/19/2026 2:05 PM", { timezone: "UTC", dates: "mdy" })).toBe("2026-03-19T14:05:00.000Z");
  expect(isoInstant("2026-03-19T14:30:00+08:00", { timezone: "UTC" })).toBe("2026-03-19T14:30:00.000+08:00");
});

it("guesses columns by name, label, sound and likeness, each field once", () => {
  const field = (name: string, en: string, zh: string) => ({ name, label: { en, zh } }) as never;
  const fields = [field("customer_name", "Customer", "客户名称"), field("phone", "Phone", "电话"), field("amount", "Amount", "金额")];
  expect(guessMapping(["客户名称", "Phone number", "jin'e", "Other"], fields)).toEqual({ 0: "customer_name", 1: "phone", 2: "amount" });
  expect(guessMapping(["Customer", "customer name"], fields)).toEqual({ 0: "customer_name" });
});

it("guesses the type that a new field would have", () => {
  expect(guessType(["2026-03-19", "19.03.2026"]).type).toBe("date");
  expect(guessType(["1", "2,000"]).type).toBe("number");
  expect(guessType(["1.50", "2.25"]).type).toBe("decimal");
  expect(guessType(["¥12", "¥1,300.50"]).type).toBe("money");
  expect(guessType(["是", "否"]).type).toBe("boolean");
  expect(guessType(["007", "008"]).type).toBe("text");
  expect(guessType(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? "open" : "shut")))).toEqual({
    type: "select",
    options: ["open", "shut"],
  });
});

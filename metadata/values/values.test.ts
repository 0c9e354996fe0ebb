import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals,
  amountOf,
  closest,
  compareText,
  compareValues,
  divideDecimals,
  exponentOf,
  instantMs,
  isDate,
  minorOf,
  multiplyMoney,
  readInstant,
  timeSeconds,
  timeText,
  truthy,
} from "./index.ts";

describe("values", () => {
  it("truth", () => {
    expect([null, undefined, false, 0, "", [], NaN].filter(truthy)).toEqual([]);
    expect([true, 1, -1, "0", " ", [0], {}].filter((each) => !truthy(each))).toEqual([]);
  });

  it("texts are ordered by code point, as Postgres orders under C", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), (a, b) => {
        const points = (text: string): Buffer => Buffer.from(text.toWellFormed(), "utf8");
        expect(compareText(a.toWellFormed(), b.toWellFormed())).toBe(Buffer.compare(points(a), points(b)));
      }),
    );
    expect(compareText("😀", "～")).toBe(1);
  });

  it("money: exponents, exact reading, half-up", () => {
    expect(["JPY", "CNY", "KWD", "XXX"].map(exponentOf)).toEqual([0, 2, 3, 2]);
    expect(["19.99", 19.99, "19.990", "1e2", "19.999", "0.1", -0.01].map((each) => minorOf(each, "CNY"))).toEqual([
      1999,
      1999,
      1999,
      undefined,
      undefined,
      10,
      -1,
    ]);
    expect(multiplyMoney({ currency: "CNY", minor: 1999 }, "0.8")).toEqual({ currency: "CNY", minor: 1599 });
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom("JPY", "CNY", "KWD"), (minor, currency) => {
        expect(minorOf(amountOf({ currency, minor }), currency)).toBe(minor + 0);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000 }), (minor, thousandths) => {
        const exact = BigInt(minor) * BigInt(thousandths);
        const half = exact < 0n ? -((-exact + 500n) / 1000n) : (exact + 500n) / 1000n;
        expect(multiplyMoney({ currency: "CNY", minor }, (thousandths / 1000).toFixed(3)).minor).toBe(Number(half));
      }),
    );
  });

  it("money compares only within its currency; a bare amount takes the currency beside it", () => {
    const cny = { currency: "CNY", minor: 19999 };
    expect(compareValues(cny, "200.00")).toBe(-1);
    expect(compareValues("199.99", cny)).toBe(0);
    expect(compareValues(cny, { currency: "USD", minor: 1 })).toBeUndefined();
    expect(() => compareValues(cny, "many")).toThrow("not an amount of the currency beside it");
  });

  it("decimals are exact and bounded", () => {
    expect(addDecimals(["0.1", "0.2"])).toBe("0.3");
    expect(divideDecimals(["1", "3"])).toBe("0.33333333333333333333");
    expect(() => divideDecimals(["1", "0"])).toThrow("by zero");
    expect(() => addDecimals(["1e5"])).toThrow("needs decimals");
  });

  it("days and instants", () => {
    expect(["2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2026-13-01", "2026-1-1", 1].map(isDate)).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(readInstant("2024-01-01T08:00:00+08:00")).toBe("2024-01-01T00:00:00.000Z");
    expect(readInstant("2024-01-01T00:00Z")).toBe("2024-01-01T00:00:00.000Z");
    expect(readInstant("2024-01-01T00:00:00.123456789Z")).toBe("2024-01-01T00:00:00.123Z");
    expect(readInstant("0001-01-01T00:00:00+01:00")).toBeUndefined();
    expect(readInstant("2024-01-01T24:00:00Z")).toBeUndefined();
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") }),
        (date) => instantMs(date.toISOString()) === date.getTime(),
      ),
    );
  });

  it("wall-clock times", () => {
    expect(["09:30", "24:00", "9:30", "23:59:59", "25:00"].map(timeSeconds)).toEqual([34_200, 86_400, undefined, 86_399, undefined]);
    expect([34_200, 86_399].map(timeText)).toEqual(["09:30", "23:59:59"]);
  });

  it("guesses what was meant", () => {
    expect(closest("mony.mul", ["money.add", "money.mul"])).toBe("money.mul");
    expect(closest("fitler", ["filter", "map"])).toBe("filter");
    expect(closest("zebra", ["filter", "map"])).toBeUndefined();
    expect(closest("x".repeat(10_000), ["filter"])).toBeUndefined();
  });
});

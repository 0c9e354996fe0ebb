import fc from "fast-check";
import { expect, it } from "vitest";
import { NumberPlaces } from "./places.ts";

/** The definition: how many points are smaller, and whether one is the key itself. */
const plainly = (points: readonly number[], key: number): number =>
  points.filter((point) => point < key).length * 2 + (points.includes(key) ? 1 : 0);

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 0, 1e-320, 9_007_199_254_740_991),
);

it("finds the place of any number among any points, as counting them does", () => {
  fc.assert(
    fc.property(fc.uniqueArray(number, { maxLength: 60 }), fc.array(number, { minLength: 1, maxLength: 20 }), (given, keys) => {
      const points = [...new Set(given.map((each) => each + 0))].sort((a, b) => a - b);
      const places = new NumberPlaces(Float64Array.from(points));
      for (const key of [...keys, ...points]) expect(places.of(key + 0)).toBe(plainly(points, key + 0));
    }),
    { numRuns: 2_000 },
  );
});

it("finds it among points that lie unevenly", () => {
  const points = Array.from({ length: 3_000 }, (_, n) => Math.round(n ** 3 / 7)).filter((each, n, all) => n === 0 || each !== all[n - 1]);
  const places = new NumberPlaces(Float64Array.from(points));
  for (let n = 0; n < points.length; n += 97)
    for (const key of [points[n]! - 0.5, points[n]!, points[n]! + 0.5]) expect(places.of(key)).toBe(plainly(points, key));
});

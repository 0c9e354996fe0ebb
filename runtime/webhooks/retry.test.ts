import { expect, it } from "vitest";
import { mostAttempts, nextPause, pauses, readRetryAfter } from "./retry.ts";

it("waits longer each time, for three days, then gives up", () => {
  const all = pauses.map((_, index) => nextPause(index + 1, undefined, 0)!);
  expect(all).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  expect(all.reduce((sum, each) => sum + each, 0) / 86_400).toBeGreaterThan(3);
  expect(nextPause(mostAttempts, undefined, 0)).toBeUndefined();
  expect(nextPause(2, undefined, 1)).toBe(360);
});

it("waits as long as the receiver asks, a day at most, and never shorter than it would", () => {
  expect(nextPause(1, 120, 0.5)).toBe(120);
  expect(nextPause(1, 9_999_999, 0)).toBe(86_400);
  expect(nextPause(2, 1, 0)).toBe(300);
  expect(nextPause(mostAttempts, 10, 0)).toBeUndefined();
});

it("reads Retry-After in seconds and as a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(readRetryAfter("120", now)).toBe(120);
  expect(readRetryAfter("Thu, 01 Jan 2026 00:01:00 GMT", now)).toBe(60);
  expect(readRetryAfter("Wed, 31 Dec 2025 00:01:00 GMT", now)).toBe(0);
  for (const odd of [undefined, "soon", "-1x", ["1"]]) expect(readRetryAfter(odd, now)).toBeUndefined();
});

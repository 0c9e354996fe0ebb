import { expect, it } from "vitest";
import { briefCache } from "./brief-cache.ts";

it("asks once for those who ask together, and again when the time is over", async () => {
  let asked = 0;
  const load = async () => ++asked;
  const long = briefCache<number>({ ms: 60_000 });
  expect(await Promise.all([long.get("a", load), long.get("a", load)])).toEqual([1, 1]);
  const none = briefCache<number>({ ms: -1 });
  expect([await none.get("a", load), await none.get("a", load)]).toEqual([2, 3]);
});

it("remembers neither absence nor faults", async () => {
  const cache = briefCache<string>({ ms: 60_000 });
  expect(await cache.get("a", async () => undefined)).toBeUndefined();
  await expect(cache.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await cache.get("a", async () => "found")).toBe("found");
});

it("forgets also what is on its way", async () => {
  const cache = briefCache<string>({ ms: 60_000 });
  let arrive = (_: string) => {};
  const first = cache.get("a", () => new Promise((resolve) => (arrive = resolve)));
  cache.clear();
  arrive("old");
  expect(await first).toBe("old");
  expect(await cache.get("a", async () => "new")).toBe("new");
});

it("keeps no more than it may", async () => {
  const cache = briefCache<string>({ ms: 60_000, most: 2 });
  for (const key of ["a", "b", "c"]) await cache.get(key, async () => "old");
  expect(await cache.get("a", async () => "new")).toBe("new");
  expect(await cache.get("c", async () => "new")).toBe("old");
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { freshCache } from "./fresh-cache.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Keys that exist, and every question that was asked. */
function stand(known: Record<string, string>) {
  const asked: string[][] = [];
  const load = async (keys: readonly string[]) => {
    asked.push([...keys]);
    return new Map(keys.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]] as const])));
  };
  return { asked, load, known };
}

it("asks once for all who ask together, and once in half a second for all who were there meanwhile", async () => {
  const { asked, load } = stand({ a: "A", b: "B", c: "C" });
  const cache = freshCache({ load });
  expect(await Promise.all(["a", "b", "a", "c"].map((key) => cache.get(key)))).toEqual(["A", "B", "A", "C"]);
  expect(asked).toEqual([["a", "b", "c"]]);
  for (let now = 0; now < 3_000; now += 100) {
    await vi.advanceTimersByTimeAsync(100);
    await cache.get("a");
    await cache.get("b");
  }
  // c was not there again: it was asked for no more
  expect(asked.slice(1).map((keys) => keys.toSorted().join())).toEqual(Array.from({ length: 6 }, () => "a,b"));
});

it("lets nobody in for more than a second after he is gone, whatever the database does", async () => {
  const { load, known } = stand({ a: "A" });
  const cache = freshCache({ load });
  expect(await cache.get("a")).toBe("A");
  await vi.advanceTimersByTimeAsync(400);
  expect(await cache.get("a")).toBe("A");
  delete known["a"];
  // in use all the time
  for (let now = 0; now < 600; now += 50) {
    await vi.advanceTimersByTimeAsync(50);
    await cache.get("a");
  }
  expect(await cache.get("a")).toBeUndefined();

  let fails = false;
  const other = freshCache({
    load: async (keys) => {
      if (fails) throw new Error("down");
      return new Map(keys.map((key) => [key, "there"]));
    },
  });
  expect(await other.get("b")).toBe("there");
  fails = true;
  for (let now = 0; now < 900; now += 100) {
    await vi.advanceTimersByTimeAsync(100);
    expect(await other.get("b")).toBe("there");
  }
  await vi.advanceTimersByTimeAsync(150);
  await expect(other.get("b")).rejects.toThrow("down");
});

it("remembers neither absence nor faults", async () => {
  const { asked, load, known } = stand({});
  const cache = freshCache({ load });
  expect(await cache.get("a")).toBeUndefined();
  known["a"] = "A";
  expect(await cache.get("a")).toBe("A");
  expect(asked).toEqual([["a"], ["a"]]);
});

it("forgets also what is on its way, whether it is asked for the first time or again", async () => {
  const arrivals: ((found: ReadonlyMap<string, string>) => void)[] = [];
  const cache = freshCache<string>({ load: () => new Promise((resolve) => arrivals.push(resolve)) });
  const first = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  cache.clear();
  const second = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  arrivals[0]!(new Map([["a", "old"]]));
  arrivals[1]!(new Map([["a", "new"]]));
  expect([await first, await second]).toEqual(["old", "new"]);
  expect(await cache.get("a")).toBe("new");
  await vi.advanceTimersByTimeAsync(500);
  // asked again, and answered when everything is forgotten
  cache.clear();
  arrivals[2]!(new Map([["a", "revoked"]]));
  await vi.advanceTimersByTimeAsync(0);
  const third = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  arrivals[3]!(new Map());
  expect(await third).toBeUndefined();
});

it("keeps no more than it may, and asks in parts", async () => {
  const { asked, load } = stand(Object.fromEntries(Array.from({ length: 2_500 }, (_, index) => [`k${index}`, "there"])));
  const cache = freshCache({ load, most: 2_400 });
  await Promise.all(Array.from({ length: 2_500 }, (_, index) => cache.get(`k${index}`)));
  expect(asked.map((keys) => keys.length)).toEqual([1_000, 1_000, 500]);
  asked.length = 0;
  await cache.get("k2499");
  await cache.get("k0");
  expect(asked).toEqual([["k0"]]);
});

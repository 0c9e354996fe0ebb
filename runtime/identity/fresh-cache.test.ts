import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AuthChanges, AuthStamp } from "#db";
import { createChanges } from "./changes.ts";
import { freshCache, type Found } from "./fresh-cache.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Thing {
  readonly name: string;
}

/** Keys that exist, every question that was asked, and a database that tells what changed since a stamp. */
function stand(known: Record<string, string>, most?: number) {
  const asked: string[][] = [];
  const log: string[] = [];
  const state = { down: false, polls: 0, server: "one" };
  const ends: Record<string, number> = {};
  const now = () => 1_700_000_000_000 + performance.now();
  const auth = {
    async changes(since?: AuthStamp): Promise<AuthChanges> {
      state.polls++;
      if (state.down) throw new Error("down");
      const stamp = { server: state.server, snapshot: String(log.length), at: now() };
      return { stamp, subjects: since?.server === state.server ? log.slice(Number(since.snapshot)) : undefined };
    },
    sweepChanges: async () => undefined,
  };
  const load = async (keys: readonly string[]): Promise<ReadonlyMap<string, Found<Thing>>> => {
    asked.push([...keys]);
    if (state.down) throw new Error("down");
    return new Map(
      keys.flatMap((key) =>
        known[key] === undefined ? [] : [[key, { value: { name: known[key] }, subjects: [key], endsAt: ends[key] ?? null }] as const],
      ),
    );
  };
  const change = (key: string, to?: string) => {
    if (to === undefined) delete known[key];
    else known[key] = to;
    log.push(key);
  };
  const changes = createChanges({ auth: auth as never });
  const cache = freshCache<Thing>({ changes, load, ...(most === undefined ? {} : { most }) });
  const get = async (key: string) => (await cache.get(key))?.name;
  return { asked, auth, cache, change, changes, ends, get, load, now, state };
}

it("asks once for all who ask together, and never again while nothing changes", async () => {
  const { asked, get, state } = stand({ a: "A", b: "B", c: "C" });
  expect(await Promise.all(["a", "b", "a", "c"].map(get))).toEqual(["A", "B", "A", "C"]);
  expect(asked).toEqual([["a", "b", "c"]]);
  for (let now = 0; now < 3_000; now += 100) {
    await vi.advanceTimersByTimeAsync(100);
    await get("a");
  }
  // what nobody used for a while holds all the same
  expect(await get("c")).toBe("C");
  expect(asked).toHaveLength(1);
  // one question for all of them, twice a second, and none when nobody comes
  expect(state.polls).toBeGreaterThanOrEqual(5);
  expect(state.polls).toBeLessThanOrEqual(8);
  await vi.advanceTimersByTimeAsync(5_000);
  const before = state.polls;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.polls).toBe(before);
  // and one when somebody comes again: what is remembered still holds
  expect(await get("b")).toBe("B");
  expect(state.polls).toBe(before + 1);
  expect(asked).toHaveLength(1);
});

it("lets nobody in for more than a second after he is gone, whatever the database does", async () => {
  const one = stand({ a: "A", b: "B" });
  expect([await one.get("a"), await one.get("b")]).toEqual(["A", "B"]);
  await vi.advanceTimersByTimeAsync(400);
  expect(await one.get("a")).toBe("A");
  one.change("a");
  // in use all the time
  for (let now = 0; now < 600; now += 50) {
    await vi.advanceTimersByTimeAsync(50);
    await one.get("a");
  }
  expect(await one.get("a")).toBeUndefined();
  // the other was not asked for again
  expect(await one.get("b")).toBe("B");
  expect(one.asked.flat().filter((key) => key === "b")).toEqual(["b"]);

  const other = stand({ b: "there" });
  expect(await other.get("b")).toBe("there");
  other.state.down = true;
  for (let now = 0; now < 900; now += 100) {
    await vi.advanceTimersByTimeAsync(100);
    expect(await other.get("b")).toBe("there");
  }
  await vi.advanceTimersByTimeAsync(150);
  await expect(other.get("b")).rejects.toThrow("down");
  await vi.advanceTimersByTimeAsync(60_000);
  await expect(other.get("b")).rejects.toThrow("down");
  other.change("b");
  other.state.down = false;
  expect(await other.get("b")).toBeUndefined();
});

it("believes nothing while there is a doubt, and asks one question to settle it", async () => {
  const { asked, change, changes, get, state } = stand({ a: "A", b: "B" });
  expect([await get("a"), await get("b")]).toEqual(["A", "B"]);
  change("a", "other");
  expect(await get("a")).toBe("A");
  changes.doubt();
  const before = state.polls;
  expect(await Promise.all([get("a"), get("b")])).toEqual(["other", "B"]);
  expect(state.polls).toBe(before + 1);
  expect(asked).toEqual([["a"], ["b"], ["a"]]);
});

it("an answer to a question of before the doubt settles nothing", async () => {
  const { auth, change, changes, get } = stand({ a: "A" });
  expect(await get("a")).toBe("A");
  expect(await get("a")).toBe("A");
  const asking = auth.changes;
  const arrivals: (() => void)[] = [];
  auth.changes = async (since) => {
    const found = await asking(since);
    await new Promise<void>((resolve) => arrivals.push(resolve));
    return found;
  };
  await vi.advanceTimersByTimeAsync(500);
  expect(arrivals).toHaveLength(1);
  change("a");
  changes.doubt();
  arrivals[0]!();
  await vi.advanceTimersByTimeAsync(0);
  expect(changes.believed()).toBe(false);
  const later = get("a");
  await vi.advanceTimersByTimeAsync(0);
  arrivals[1]!();
  expect(await later).toBeUndefined();
});

it("answers that come in another order than they were asked for do not bring back what was told", async () => {
  const { auth, change, changes, get } = stand({ a: "A", b: "B" });
  await Promise.all([get("a"), get("b")]);
  const asking = auth.changes;
  const arrivals: (() => void)[] = [];
  auth.changes = async (since) => {
    const found = await asking(since);
    await new Promise<void>((resolve) => arrivals.push(resolve));
    return found;
  };
  const first = changes.ask();
  changes.doubt();
  change("a");
  const second = changes.ask();
  await vi.advanceTimersByTimeAsync(0);
  arrivals[1]!();
  await second;
  arrivals[0]!();
  await first;
  auth.changes = asking;
  expect(await get("a")).toBeUndefined();
  change("b");
  changes.doubt();
  expect(await get("b")).toBeUndefined();
});

it("remembers neither absence nor faults", async () => {
  const known: Record<string, string> = {};
  const { asked, get } = stand(known);
  expect(await get("a")).toBeUndefined();
  known["a"] = "A";
  expect(await get("a")).toBe("A");
  expect(asked).toEqual([["a"], ["a"]]);
});

it("does not remember what was on its way while something changed, nor gives it to who comes after", async () => {
  const { auth, changes } = stand({});
  const arrivals: ((found: ReadonlyMap<string, Found<Thing>>) => void)[] = [];
  const cache = freshCache<Thing>({ changes, load: () => new Promise((resolve) => arrivals.push(resolve)) });
  const found = (name: string) => new Map([["a", { value: { name }, subjects: ["a"] }]]);
  const first = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  changes.doubt();
  const second = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  arrivals[0]!(found("old"));
  arrivals[1]!(found("new"));
  expect([(await first)?.name, (await second)?.name]).toEqual(["old", "new"]);
  expect((await cache.get("a"))?.name).toBe("new");
  // told of a change between question and answer
  changes.doubt();
  const asking = auth.changes;
  auth.changes = async (since) => ({ ...(await asking(since)), subjects: ["a"] });
  const third = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  await changes.ask();
  arrivals[2]!(found("before"));
  expect((await third)?.name).toBe("before");
  const fourth = cache.get("a");
  await vi.advanceTimersByTimeAsync(0);
  expect(arrivals).toHaveLength(4);
  arrivals[3]!(new Map());
  expect(await fourth).toBeUndefined();
});

it("forgets everything when nobody can say what changed: another server, or away for too long", async () => {
  const { asked, get, state } = stand({ a: "A", b: "B" });
  await Promise.all([get("a"), get("b")]);
  state.server = "two";
  await vi.advanceTimersByTimeAsync(2_000);
  await get("a");
  await get("b");
  expect(asked).toEqual([["a", "b"], ["a"], ["b"]]);
});

it("ends at its time by the database's clock, though nothing changed", async () => {
  const { asked, ends, get, now } = stand({ a: "A" });
  ends["a"] = now() + 2_000;
  expect(await get("a")).toBe("A");
  await vi.advanceTimersByTimeAsync(1_900);
  expect(await get("a")).toBe("A");
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(100);
  await get("a");
  expect(asked).toHaveLength(2);
});

it("asks anew now and then although nothing was told", async () => {
  const { asked, get } = stand({ a: "A" });
  for (let minutes = 0; minutes < 21; minutes++) {
    await get("a");
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(asked).toHaveLength(3);
});

it("keeps no more than it may, those that are in use, and asks in parts", async () => {
  const { asked, get } = stand(Object.fromEntries(Array.from({ length: 2_500 }, (_, index) => [`k${index}`, "there"])), 2_400);
  await Promise.all(Array.from({ length: 2_500 }, (_, index) => get(`k${index}`)));
  expect(asked.map((keys) => keys.length)).toEqual([1_000, 1_000, 500]);
  asked.length = 0;
  await get("k2499");
  await get("k100");
  await get("k0");
  expect(asked).toEqual([["k0"]]);
  // k101 was used longest ago
  await get("k100");
  await get("k101");
  expect(asked).toEqual([["k0"], ["k101"]]);
});

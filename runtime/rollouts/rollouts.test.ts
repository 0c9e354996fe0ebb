import * as fc from "fast-check";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Database } from "#db";
import type { TableDocument } from "#metadata";
import { isChosen, parts } from "#runtime/rules";
import type { TableVersion } from "../decisions/version.ts";
import { compareOutputs } from "./compare.ts";
import { forget, judge, usualGuards } from "./judge.ts";
import { addCounts, noCounts, type Counts, type KeptRollout } from "./rollout.ts";
import { createRollouts } from "./running.ts";
import { createShadowQueue } from "./shadow-queue.ts";
import { createTally, mostSamples } from "./tally.ts";

const counts = (candidate: Partial<Counts["candidate"]>, published: Partial<Counts["published"]> = {}): Counts => ({
  ...noCounts,
  candidate: { ...noCounts.candidate, ...candidate },
  published: { ...noCounts.published, ...published },
});

describe("a guard", () => {
  const guards = { empty: { most: 0.1 }, errors: { above: 0.02 }, sample: 100 };

  it("says nothing before its sample, and what passed it afterwards", () => {
    expect(judge(guards, counts({ asked: 99, empty: 99 }))).toBeUndefined();
    expect(judge(guards, counts({ asked: 100, empty: 10 }))).toBeUndefined();
    expect(judge(guards, counts({ asked: 100, empty: 11 }))).toMatchObject({ code: "empty", details: { share: 0.11, most: 0.1, of: 100 } });
  });

  it("holds a candidate against the published table once both have answered often enough", () => {
    const bad = { asked: 200, errors: 12 };
    expect(judge(guards, counts(bad, { asked: 1_000, errors: 40 }))).toBeUndefined();
    expect(judge(guards, counts(bad, { asked: 1_000, errors: 39 }))).toMatchObject({
      code: "errors",
      details: { share: 0.06, above: 0.02, published: 0.039 },
    });
  });

  it("that answers everybody is held against what the published table did before, and errors against none", () => {
    const all = { empty: { above: 0.02 }, errors: { above: 0.02 }, sample: 100 };
    const empty = counts({ asked: 200, empty: 12 });
    expect(judge(all, empty)).toBeUndefined();
    expect(judge(all, empty, counts({}, { asked: 5_000, empty: 250 }))).toBeUndefined();
    expect(judge(all, empty, counts({}, { asked: 5_000, empty: 100 }))).toMatchObject({ code: "empty", details: { published: 0.02 } });
    expect(judge(all, counts({ asked: 200, errors: 5 }))).toMatchObject({ code: "errors", details: { published: 0, publishedOf: 0 } });
  });

  it("sees what goes wrong after long, as soon as what goes wrong at once", () => {
    let recent = noCounts;
    const see = (some: Counts) => (recent = forget(addCounts(recent, some), usualGuards.sample));
    for (let second = 0; second < 10_000; second++) see(counts({ asked: 20 }, { asked: 180 }));
    expect(judge(usualGuards, recent)).toBeUndefined();
    let seconds = 0;
    for (; judge(usualGuards, recent) === undefined && seconds < 100; seconds++) see(counts({ asked: 20, errors: 20 }, { asked: 180 }));
    expect(seconds).toBeLessThanOrEqual(2);
  });
});

describe("a key", () => {
  const canary = (share: number, id = "r") => ({ id, share, key: { input: "who" } });

  it("that is in stays in while the share grows, is in nowhere at 0 and everywhere at all", () => {
    fc.assert(
      fc.property(fc.nat(parts), fc.nat(parts), fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean()), (x, y, who) => {
        const [less, more] = [Math.min(x, y), Math.max(x, y)];
        if (isChosen(canary(less), { who }, null)) expect(isChosen(canary(more), { who }, null)).toBe(true);
        expect(isChosen(canary(0), { who }, null)).toBe(false);
        expect(isChosen(canary(parts), { who }, null)).toBe(true);
      }),
    );
  });

  it("falls otherwise in another rollout, and by its share", () => {
    const people = Array.from({ length: 20_000 }, (_, n) => `客户-${n}`);
    const [one, other] = ["a", "b"].map((id) => people.filter((who) => isChosen(canary(1_000, id), { who }, null)));
    for (const group of [one!, other!]) expect(Math.abs(group.length / people.length - 0.1)).toBeLessThan(0.01);
    const both = one!.filter((who) => other!.includes(who)).length;
    expect(Math.abs(both / people.length - 0.01)).toBeLessThan(0.005);
  });

  it("that nobody has is nobody's; the person who asks is one", () => {
    for (const who of [undefined, null, ""]) expect(isChosen(canary(parts), { who }, "u1")).toBe(false);
    expect(isChosen(canary(parts), Object.create({ who: "x" }) as object as Record<string, unknown>, "u1")).toBe(false);
    const byPerson = { ...canary(parts), key: { user: true as const } };
    expect([isChosen(byPerson, {}, "u1"), isChosen(byPerson, { user: "x" }, null)]).toEqual([true, false]);
    expect(isChosen({ ...canary(parts), share: null }, { who: "x" }, "u1")).toBe(false);
  });
});

describe("what comes out otherwise", () => {
  const outputs = (...ways: string[]) => ways.map((way) => ({ way, fee: way.length }));

  it("is gained, lost, in another place or with other terms", () => {
    expect(compareOutputs(outputs("a", "b"), outputs("a", "b"), "way")).toEqual([]);
    expect(compareOutputs(outputs("a", "b", "c"), outputs("b", "d", "a"), "way")).toEqual([
      { change: "lost", of: "published", place: 2 },
      { change: "ranked", of: "candidate", place: 0 },
      { change: "gained", of: "candidate", place: 1 },
      { change: "ranked", of: "candidate", place: 2 },
    ]);
    const dearer = [{ way: "a", fee: 7 }];
    expect(compareOutputs(outputs("a"), dearer, "way")).toEqual([{ change: "changed", of: "candidate", place: 0 }]);
    expect(compareOutputs(outputs("a"), dearer, undefined).map(({ change }) => change)).toEqual(["lost", "gained"]);
  });
});

describe("a tally", () => {
  const rollout = { id: "r", tableId: "t" };
  const sample = { facts: {}, at: "2026-01-01T00:00:00Z", published: [], candidate: [] };

  it("keeps a few samples of each output, and of no more outputs than it can hold", () => {
    const tally = createTally("t", rollout, () => undefined);
    for (let n = 0; n < 20; n++) tally.differs([{ change: "gained", output: "a", key: '"a"' }], sample);
    for (let n = 0; n < 1_000; n++) tally.differs([{ change: "lost", output: n, key: String(n) }], sample);
    const { counts: counted, differences } = tally.take();
    expect(counted.different).toBe(1_020);
    expect(differences.get('"a"')).toMatchObject({ counts: { gained: 20 }, samples: { length: mostSamples } });
    expect(differences.size).toBe(200);
    expect([...differences.values()].reduce((sum, { samples }) => sum + samples.length, 0)).toBeLessThanOrEqual(50 + mostSamples);
  });

  it("that could not be handed in is handed in with what came since", () => {
    const tally = createTally("t", rollout, () => undefined);
    tally.count("candidate", { errors: true, empty: false, fallback: false });
    tally.differs([{ change: "gained", output: "a", key: '"a"' }], sample);
    const taken = tally.take();
    tally.count("published", { errors: false, empty: true, fallback: false });
    tally.giveBack(taken);
    expect(tally.take()).toMatchObject({
      counts: { candidate: { asked: 1, errors: 1 }, published: { asked: 1, empty: 1 }, different: 1 },
      differences: new Map([['"a"', { counts: { gained: 1 } }]]),
    });
    expect(tally.take().counts).toEqual(noCounts);
  });
});

describe("work behind answers", () => {
  /** A clock that stands still but for the work. */
  const still = () => {
    let now = 0;
    return { now: () => now, pass: (ms: number) => (now += ms) };
  };
  const idle = () => new Promise((resolve) => setTimeout(resolve, 60));

  it("has no place beyond the queue of its tenant and of all", () => {
    const queue = createShadowQueue({ perTenant: 10, perProcess: 100, tenantQueue: 3, queue: 5 });
    const offer = (tenant: string) => queue.offer(tenant, () => undefined);
    expect([1, 2, 3, 4].map(() => offer("a"))).toEqual([true, true, true, false]);
    expect([1, 2, 3].map(() => offer("b"))).toEqual([true, true, false]);
    queue.stop();
  });

  it("takes its budget and no more, tenants in turn", async () => {
    const clock = still();
    const queue = createShadowQueue({ perTenant: 4, perProcess: 8, tenantQueue: 100, queue: 1_000 }, clock.now);
    const done = { a: 0, b: 0 };
    for (let n = 0; n < 50; n++)
      queue.offer("a", () => {
        done.a++;
        clock.pass(1);
      });
    for (let n = 0; n < 50; n++)
      queue.offer("b", () => {
        done.b++;
        clock.pass(1);
      });
    const all = () => done.a + done.b;
    await expect.poll(all).toBeGreaterThanOrEqual(8);
    // no time passes but for the work, so hardly anything is given back: one more begins where something is left
    await idle();
    expect(all()).toBeLessThanOrEqual(10);
    expect(Math.abs(done.a - done.b)).toBeLessThanOrEqual(1);
    clock.pass(1_000);
    await expect.poll(all).toBeGreaterThanOrEqual(15);
    await idle();
    expect(all()).toBeLessThanOrEqual(20);
    queue.stop();
  });

  it("is not done before whoever offered it has gone on", async () => {
    const order: string[] = [];
    const queue = createShadowQueue();
    queue.offer("a", () => order.push("behind"));
    order.push("answer");
    await expect.poll(() => order).toEqual(["answer", "behind"]);
  });
});

describe("a process that cannot hand in what it counts", () => {
  const kept: KeptRollout = {
    id: "r",
    tableId: "t",
    mode: "canary",
    share: parts,
    key: { input: "who" },
    candidate: { hash: "", document: {} as never, needs: { evaluator: 1, bands: {}, options: {} } },
  };

  it("leaves the candidate until it can again, and loses nothing of what it counted", async () => {
    let reachable = false;
    const kinds: unknown[][] = [];
    const db = {
      transaction: async (_tenant: string, act: (tx: unknown) => Promise<unknown>) => {
        if (!reachable) throw new Error("the database is away");
        return act({
          query: async (text: string, params: unknown[]) => {
            if (text.startsWith("select guards")) return [{ guards: usualGuards, counts: {}, recent: {} }];
            kinds.push(params);
            return [];
          },
        });
      },
    } as unknown as Database;
    const options = { db, log: pino({ level: "silent" }), secret: "s", ended: () => undefined, every: 3_600_000, trustedFor: 0 };
    const rollouts = createRollouts(options);
    const running = rollouts.open("t", kept);
    expect(running.answers({ who: "x" }, null)).toBe(true);
    running.tally.count("candidate", { errors: false, empty: false, fallback: false });
    await rollouts.flush();
    expect(running.answers({ who: "x" }, null)).toBe(false);
    running.tally.count("published", { errors: false, empty: false, fallback: false });
    reachable = true;
    await rollouts.flush();
    expect(running.answers({ who: "x" }, null)).toBe(true);
    expect(kinds.map((params) => params[2])).toMatchObject([{ candidate: { asked: 1 }, published: { asked: 1 } }]);
    await rollouts.stop();
  });
});

describe("what is kept of a difference", () => {
  const versionOf = (income: object, out: object): TableVersion => {
    const inputs = { i: { name: "income", label: "Income", type: "number", order: "a0", ...income } };
    const outputs = {
      f: { name: "fee", label: "Fee", type: "number", order: "a0" },
      w: { name: "way", label: "Way", type: "text", order: "a1" },
    };
    const rows = { r: { order: "a0", out: { w: "card", ...out } } };
    const document = { kind: "table", id: "t", name: "t", label: "T", hit: "F", inputs, outputs, rows } as unknown as TableDocument;
    return { hash: "", document, needs: { evaluator: 1, bands: {}, options: {} } };
  };
  const computed = { f: { logic: { var: "income" } } };

  it.each([
    [{}, { personal: true }],
    [{ personal: true }, {}],
  ])("holds nothing that one of the two calls personal, nor what the other computes from it", (was, is) => {
    const [published, candidate] = [versionOf(was, computed), versionOf(is, { f: 3 })];
    const rollouts = createRollouts({ db: {} as Database, log: pino({ level: "silent" }), secret: "s", ended: () => undefined });
    const running = rollouts.open("t", { id: "r", tableId: "t", mode: "shadow", share: 0, key: { input: "income" }, candidate });
    const conceal = running.concealing(published, candidate);
    expect(conceal.facts({ income: 70_000 })).toEqual({ income: { token: expect.any(String) } });
    const [first] = conceal.outputs([{ fee: 70_000, way: "card" }]);
    expect(first).toEqual({ fee: { token: expect.any(String) }, way: "card" });
  });
});

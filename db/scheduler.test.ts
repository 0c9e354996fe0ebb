import { expect, test } from "vitest";
import { createScheduler, type Class, type Grant } from "./scheduler.ts";

/** A scheduler under a clock of its own; `done` records who ran, in order. */
function table(options: { capacity: number; perTenant?: number; queue?: number }) {
  let now = 0;
  const scheduler = createScheduler({ perTenant: options.capacity, queue: 1_000, ...options, clock: () => now });
  const running: Grant[] = [];
  const order: string[] = [];
  const refused: string[] = [];
  const ask = (tenant: string, kind: Class = "interactive", waitMs = 60_000) => {
    void scheduler.acquire(tenant, kind, waitMs).then(
      (grant) => {
        running.push(grant);
        order.push(tenant);
      },
      (error: { code: string }) => refused.push(`${tenant} ${error.code}`),
    );
  };
  const settle = () => new Promise<void>((done) => setImmediate(done));
  /** Ends the one that began first, after it has used `ms`. */
  const end = async (ms = 1) => {
    now += ms;
    scheduler.release(running.shift()!);
    await settle();
  };
  return { scheduler, running, order, refused, ask, settle, end };
}

const times = (n: number, work: () => void) => Array.from({ length: n }, work);

test("runs as much at once as there is room for", async () => {
  const at = table({ capacity: 2 });
  times(5, () => at.ask("a"));
  await at.settle();
  expect(at.running).toHaveLength(2);
  expect(at.scheduler.stats()).toEqual({ running: 2, queued: 3 });
  for (let i = 0; i < 5; i++) await at.end();
  expect(at.order).toHaveLength(5);
  expect(at.scheduler.stats()).toEqual({ running: 0, queued: 0 });
});

test("takes tenants in turn: a flood of one does not delay the others by more than a turn", async () => {
  const at = table({ capacity: 1 });
  times(100, () => at.ask("flood"));
  for (const victim of ["v1", "v2", "v3"]) at.ask(victim);
  await at.settle();
  for (let i = 0; i < 8; i++) await at.end();
  expect(
    at.order
      .slice(0, 8)
      .filter((name) => name !== "flood")
      .toSorted(),
  ).toEqual(["v1", "v2", "v3"]);
  expect(Math.max(...["v1", "v2", "v3"].map((victim) => at.order.indexOf(victim)))).toBeLessThanOrEqual(5);
});

test("shares time, not turns: a tenant of long statements gets fewer of them", async () => {
  const at = table({ capacity: 1 });
  times(200, () => at.ask("long"));
  times(200, () => at.ask("short"));
  await at.settle();
  const used = { long: 0, short: 0 } as Record<string, number>;
  for (let i = 0; i < 200; i++) {
    const cost = at.running[0]!.tenant === "long" ? 20 : 1;
    used[at.running[0]!.tenant]! += cost;
    await at.end(cost);
  }
  const counts = (name: string) => at.order.filter((each) => each === name).length;
  expect(counts("short")).toBeGreaterThan(counts("long") * 8);
  expect(used["long"]! / used["short"]!).toBeLessThan(2);
  expect(used["long"]! / used["short"]!).toBeGreaterThan(0.5);
});

test("one tenant never holds more than its cap, also with room left", async () => {
  const at = table({ capacity: 10, perTenant: 3 });
  times(20, () => at.ask("a"));
  await at.settle();
  expect(at.running).toHaveLength(3);
  at.ask("b");
  await at.settle();
  expect(at.order.at(-1)).toBe("b");
});

test("whose turn it is but may not run lets others pass", async () => {
  const at = table({ capacity: 2, perTenant: 1 });
  times(3, () => at.ask("a"));
  at.ask("b");
  at.ask("c");
  await at.settle();
  expect(at.order).toEqual(["a", "b"]);
  const b = at.running.splice(1, 1);
  at.scheduler.release(b[0]!);
  await at.settle();
  expect(at.order).toEqual(["a", "b", "c"]);
});

test("a short queue per tenant: beyond it the answer is no at once, and only for that tenant", async () => {
  const at = table({ capacity: 1, queue: 2 });
  times(5, () => at.ask("a"));
  at.ask("b");
  await at.settle();
  expect(at.refused).toEqual(["a queue", "a queue"]);
  expect(at.scheduler.stats()).toEqual({ running: 1, queued: 3 });
});

test("who waits too long is told, and leaves no trace", async () => {
  const at = table({ capacity: 1 });
  at.ask("a");
  at.ask("a", "interactive", 1);
  at.ask("b", "interactive", 1);
  await expect.poll(() => at.refused).toEqual(["a wait", "b wait"]);
  expect(at.scheduler.stats()).toEqual({ running: 1, queued: 0 });
  await at.end();
  at.ask("b");
  await at.settle();
  expect(at.order).toEqual(["a", "b"]);
});

test("batch work holds at most two fifths, and one place is kept for the platform", async () => {
  const at = table({ capacity: 10 });
  times(10, () => at.ask("importer", "batch"));
  await at.settle();
  expect(at.running).toHaveLength(4);
  for (let i = 0; i < 20; i++) at.ask(`t${i}`);
  await at.settle();
  expect(at.running).toHaveLength(9);
  at.ask("", "platform");
  await at.settle();
  expect(at.running.at(-1)!.class).toBe("platform");
  expect(at.running).toHaveLength(10);
});

test("waiting batch work of a tenant does not stand before its interactive work", async () => {
  const at = table({ capacity: 5 });
  times(3, () => at.ask("a", "batch"));
  at.ask("a", "interactive");
  await at.settle();
  expect(at.running.map((each) => each.class)).toEqual(["batch", "batch", "interactive"]);
});

test("25-fold flood: victims get all they ask for, in a bounded number of turns; only the flooder is shed", async () => {
  const at = table({ capacity: 10, perTenant: 5, queue: 50 });
  const asked = new Map<string, number>();
  const worst = new Map<string, number>();
  let turn = 0;
  const submit = (tenant: string) => {
    asked.set(tenant, (asked.get(tenant) ?? 0) + 1);
    const since = turn;
    void at.scheduler.acquire(tenant, "interactive", 60_000).then(
      (grant) => {
        at.running.push(grant);
        at.order.push(tenant);
        worst.set(tenant, Math.max(worst.get(tenant) ?? 0, turn - since));
      },
      () => at.refused.push(tenant),
    );
  };
  for (let round = 0; round < 100; round++) {
    times(250, () => submit("flood"));
    if (round % 2 === 0) for (let v = 0; v < 20; v++) submit(`v${v}`);
    await at.settle();
    for (let i = 0; i < 18 && at.running.length > 0; i++) {
      turn++;
      await at.end(1);
    }
  }
  while (at.running.length > 0) await at.end(1);
  expect(new Set(at.refused)).toEqual(new Set(["flood"]));
  for (let v = 0; v < 20; v++) {
    expect(at.order.filter((name) => name === `v${v}`)).toHaveLength(asked.get(`v${v}`)!);
    expect(worst.get(`v${v}`)).toBeLessThanOrEqual(60);
  }
  expect(at.order.filter((name) => name === "flood").length).toBeGreaterThan(500);
});

test("closing refuses what waits and what comes, and waits for what runs", async () => {
  const at = table({ capacity: 1 });
  at.ask("a");
  at.ask("a");
  await at.settle();
  let closed = false;
  const closing = at.scheduler.close(60_000).then(() => (closed = true));
  at.ask("b");
  await at.settle();
  expect(at.refused).toEqual(["a CLOSED", "b CLOSED"]);
  expect(closed).toBe(false);
  await at.end();
  await closing;
  expect(at.scheduler.stats()).toEqual({ running: 0, queued: 0 });
});

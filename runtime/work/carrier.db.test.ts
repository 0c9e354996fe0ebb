import { randomUUID } from "node:crypto";
import { testDatabase, type TestDatabase } from "#db/testing";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createCarrier, type Carrier, type CarrierOptions, type Leased } from "./carrier.ts";
import { workChannel } from "./wake.ts";

/** ms that no test waits for: what comes sooner came because somebody told, or because it was due. */
const never = 600_000;
/** How long it is asked again on a machine that is busy. */
const eventually = { timeout: 8_000 };

let t: TestDatabase;
let tenant: string;
let kind: string;
const carriers: Carrier[] = [];
const doors: (() => void)[] = [];
beforeAll(async () => {
  t = await testDatabase();
  tenant = await t.tenant();
});
afterAll(() => t.drop());
beforeEach(() => (kind = randomUUID()));
afterEach(async () => {
  for (const open of doors.splice(0)) open();
  for (const each of carriers.splice(0)) await each.stop();
});

const log = pino({ level: "silent" });

function carrier(carry: CarrierOptions["carry"], options: Partial<CarrierOptions> = {}, db: Partial<TestDatabase["db"]> = {}): Carrier {
  const made = createCarrier(
    { db: { ...t.db, ...db }, log },
    { classes: [kind], concurrency: 4, leaseSeconds: 30, idle: { least: never, most: never }, what: "the queue", carry, ...options },
  );
  carriers.push(made);
  return made;
}

/** Work that is due in so many seconds. */
async function add(seconds = 0): Promise<string> {
  const id = randomUUID();
  const text = "insert into work (tenant_id, id, kind, class, due_at) values ($1, $2, 'piece', $3, now() + make_interval(secs => $4))";
  await t.db.batch(tenant, [{ text, params: [tenant, id, kind, seconds] }]);
  return id;
}
const end = (id: string): Promise<unknown> => t.owner`delete from work where id = ${id}`;
const left = async (): Promise<unknown[]> => (await t.owner`select id from work where class = ${kind}`).map((row) => row["id"]);

/** A door that is shut until somebody opens it, or the test ends. */
function door(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  doors.push(resolve);
  return { opened: promise, open: resolve };
}

it("carries everything that is due once, whoever takes part, and never more at a time than it may", async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, () => add()));
  const later = await add(3_600);
  const carried: string[] = [];
  const part = (): Carrier => {
    let at = 0;
    return carrier(
      async (tenantId, id) => {
        at++;
        expect([tenantId, at <= 3]).toEqual([tenant, true]);
        carried.push(id);
        await end(id);
        at--;
      },
      { concurrency: 3 },
    );
  };
  await Promise.all([part(), part()].map((each) => each.start()));
  await expect.poll(left, eventually).toEqual([later]);
  expect(carried.toSorted()).toEqual(ids.toSorted());
});

it("rests until somebody tells it that there is work, in its process or another", async () => {
  const looks: number[] = [];
  const resting = carrier((_, id) => end(id) as Promise<void>, { looked: () => void looks.push(1) });
  await resting.start();
  await expect.poll(() => looks.length, eventually).toBeGreaterThan(0);
  await add();
  resting.wake();
  await expect.poll(left, eventually).toEqual([]);
  await add();
  await t.db.notify(workChannel, "");
  await expect.poll(left, eventually).toEqual([]);
});

it("comes back by itself when work is due", async () => {
  await add(0.3);
  await carrier((_, id) => end(id) as Promise<void>).start();
  await expect.poll(left, eventually).toEqual([]);
});

it("takes nothing more when it stops, waits for what it carries, and can be started again", async () => {
  const [begun, goOn] = [door(), door()];
  const carried: string[] = [];
  let looks = 0;
  const stopping = carrier(
    async (_, id) => {
      carried.push(id);
      begun.open();
      await goOn.opened;
      await end(id);
    },
    { concurrency: 2, looked: () => void looks++ },
  );
  const first = await add();
  await stopping.start();
  await begun.opened;
  // it has looked for more, and rests
  await expect.poll(() => looks, eventually).toBe(2);
  expect([stopping.isRunning(), stopping.isStopping()]).toEqual([true, false]);
  let hasStopped = false;
  const stopped = stopping.stop().then(() => (hasStopped = true));
  expect([stopping.isRunning(), stopping.isStopping()]).toEqual([false, true]);
  const second = await add();
  stopping.wake();
  // whoever asked the queue for it before has been answered
  await t.db.claimWork(randomUUID(), ["none"], 1, 1);
  expect([hasStopped, carried]).toEqual([false, [first]]);
  goOn.open();
  await stopped;
  expect([carried, await left()]).toEqual([[first], [second]]);
  await stopping.start();
  await expect.poll(left, eventually).toEqual([]);
  expect(carried).toEqual([first, second]);
});

it("keeps the leases of what it carries, also while it stops", async () => {
  const id = await add();
  const [begun, goOn] = [door(), door()];
  const renewed = new Set<Leased>();
  let beats = 0;
  const slow = carrier(
    async (tenantId, workId, lease) => {
      renewed.add({ tenantId, workId, lease });
      begun.open();
      await goOn.opened;
      await end(id);
    },
    { concurrency: 1, leaseSeconds: 3, renewed, beat: () => beats++ },
  );
  const lease = async (): Promise<number> =>
    Number((await t.owner`select extract(epoch from lease_until) as until from work where id = ${id}`)[0]!["until"]);
  await slow.start();
  await begun.opened;
  const atFirst = await lease();
  await expect.poll(lease, eventually).toBeGreaterThan(atFirst);
  const stopped = slow.stop();
  const atStop = await lease();
  await expect.poll(lease, eventually).toBeGreaterThan(atStop);
  expect(beats).toBeGreaterThan(1);
  // held by it all the time
  expect(await t.owner`select lease_owner as by, deliveries from work where id = ${id}`).toMatchObject([
    { by: [...renewed][0]!.lease, deliveries: 1 },
  ]);
  goOn.open();
  await stopped;
});

it("takes over what a process held that died", async () => {
  const id = await add();
  const dead = randomUUID();
  expect(await t.db.claimWork(dead, [kind], 1, 0.3)).toEqual([{ tenantId: tenant, workId: id }]);
  const seen: unknown[] = [];
  let mine = "";
  const heir = carrier(async (_, work, lease) => {
    mine = lease;
    seen.push(await t.owner`select lease_owner as by, deliveries from work where id = ${work}`);
    await end(work);
  });
  await heir.start();
  await expect.poll(left, eventually).toEqual([]);
  expect(seen).toMatchObject([[{ by: mine, deliveries: 2 }]]);
});

it("gives each claim a lease of its own, so that who hung longer than his does not keep the next", async () => {
  const id = await add();
  const [begun, again, goOn] = [door(), door(), door()];
  const renewed = new Set<Leased>();
  const by: string[] = [];
  let beats = 0;
  const one = carrier(
    async (tenantId, workId, lease) => {
      // as who hung: the first holds on to what it lost
      if (by.push(lease) === 1) renewed.add({ tenantId, workId, lease });
      (by.length === 1 ? begun : again).open();
      await goOn.opened;
    },
    { leaseSeconds: 3, renewed, beat: () => beats++ },
  );
  await one.start();
  await begun.opened;
  await t.owner`update work set lease_until = now() - interval '1 second' where id = ${id}`;
  one.wake();
  await again.opened;
  const held = (): Promise<unknown> =>
    t.owner`select lease_owner as by, lease_until as until from work where id = ${id}`.then(([row]) => row);
  await t.owner`update work set lease_until = now() + interval '1 hour' where id = ${id}`;
  const taken = await held();
  expect([taken, by[0] === by[1]]).toMatchObject([{ by: by[1] }, false]);
  const now = beats;
  await expect.poll(() => beats, eventually).toBeGreaterThan(now + 1);
  expect(await held()).toEqual(taken);
  goOn.open();
  await end(id);
});

it("outlives a queue that is away and a piece that fails, whose lease runs out", async () => {
  const [bad, good] = [await add(), await add()];
  let faults = 0;
  const tried: string[] = [];
  const lasting = carrier(
    async (_, id) => {
      tried.push(id);
      if (id === bad && tried.filter((each) => each === bad).length === 1) throw new Error("fails once");
      await end(id);
    },
    { leaseSeconds: 0.3, idle: { least: 5, most: 20 }, onFault: () => faults++ },
    {
      claimWork: async (...claim) => {
        if (faults < 3) throw new Error("the database is away");
        return t.db.claimWork(...claim);
      },
    },
  );
  await lasting.start();
  await expect.poll(left, eventually).toEqual([]);
  expect([faults, tried.toSorted()]).toEqual([3, [bad, bad, good].toSorted()]);
});

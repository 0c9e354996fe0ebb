import { readFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DatabaseUnavailable, openDatabase, Overloaded, type Database } from "#db";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import { createLane, ready, type Lane } from "./lanes.ts";
import { openProxy, type Proxy } from "./testing-proxy.ts";

/* What we rely on from postgres.js. When the driver changes, this says whether lanes still hold. */

let base: TestDatabase;
let proxy: Proxy;
let db: Database;
let tenant: string;
const opened: Lane[] = [];

beforeAll(async () => {
  base = await testDatabase();
  tenant = await base.tenant();
  proxy = await openProxy(base.url);
  db = await openDatabase({ url: proxy.url, secret: testSecret, lanes: 1 });
  await base.owner`create table probe (n int)`;
});
afterEach(async () => {
  for (const lane of opened.splice(0)) await lane.close();
  await base.owner`truncate probe`;
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await base.drop();
});

const laneAsOwner = (): Lane => {
  const lane = createLane(base.url);
  opened.push(lane);
  return lane;
};
const bare = (text: string) => ({ text });

async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  proxy.reset();
  await work();
  return proxy.trips();
}

test("the driver is the one that was examined", async () => {
  const { version } = JSON.parse(await readFile(new URL("../node_modules/postgres/package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(version).toBe("3.4.9");
});

test("round trips: a batch of any length one, a transaction one per awaited query and one to end", async () => {
  const read = { text: "select n from active_revision where tenant_id = $1", params: [tenant] };
  const write = {
    text: "insert into outbox (tenant_id, id, topic, body) values ($1, $2, $3, $4)",
    params: [tenant, randomUUID(), "t", { a: 1 }],
  };
  const fresh = () => ({ ...write, params: [tenant, randomUUID(), "t", { a: 1 }] });
  const interactive = () =>
    db.transaction(tenant, async (tx) => {
      await tx.query(read.text, read.params);
      await tx.query(write.text, fresh().params);
    });
  const measured = {
    connectAndFirstBatch: await tripsOf(() => db.batch(tenant, [read])),
    batch: await tripsOf(() => db.batch(tenant, [read])),
    firstOfAnotherShape: await tripsOf(() => db.batch(tenant, [write])),
    batchOfFive: await tripsOf(() => db.batch(tenant, [read, fresh(), read, fresh(), read])),
    readOnlyBatch: await tripsOf(() => db.batch(tenant, [read], { readOnly: true })),
    batchWithItsOwnTimeout: await tripsOf(() => db.batch(tenant, [read], { statementMs: 1_000 })),
    transactionOfTwoQueries: await tripsOf(interactive),
  };
  expect(measured).toEqual({
    connectAndFirstBatch: 7,
    batch: 1,
    firstOfAnotherShape: 3,
    batchOfFive: 1,
    readOnlyBatch: 1,
    batchWithItsOwnTimeout: 1,
    transactionOfTwoQueries: 3,
  });
});

test("after a failed statement COMMIT answers ROLLBACK, and the connection is idle and sound", async () => {
  const lane = laneAsOwner();
  const answers = await Promise.allSettled([
    lane.send(bare("begin")),
    lane.send(ready({ text: "insert into probe values ($1)", params: [1] })),
    lane.send(bare("select 1/0")),
    lane.send(ready({ text: "insert into probe values ($1)", params: [2] })),
    lane.send(bare("commit")),
  ]);
  expect(answers.map((each) => each.status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(answers[2]).toMatchObject({ reason: { code: "22012" } });
  expect(answers[3]).toMatchObject({ reason: { code: "25P02" } });
  expect(answers[4]).toMatchObject({ value: { command: "ROLLBACK" } });
  expect(lane.dead).toBe(false);
  expect(await base.owner`select * from probe`).toHaveLength(0);
  expect(await lane.send(bare("commit"))).toMatchObject({ command: "COMMIT" });
});

test("what was not sent when the connection was lost is never sent on another one", async () => {
  for (let round = 0; round < 20; round++) {
    const lane = laneAsOwner();
    const [self] = (await lane.send(bare("select pg_backend_pid() as pid"))) as unknown as [{ pid: number }];
    const pipeline = Promise.allSettled([
      lane.send(bare("begin")),
      lane.send(ready({ text: "select pg_sleep($1)", params: [20] })),
      // waits in the driver behind the statement that is being described
      lane.send(ready({ text: "insert into probe values ($1)", params: [round] })),
      lane.send(bare("commit")),
    ]);
    await expect
      .poll(async () => (await base.owner`select state from pg_stat_activity where pid = ${self.pid} and query like '%pg_sleep%'`).length)
      .toBe(1);
    await base.owner`select pg_terminate_backend(${self.pid})`;
    const answers = await pipeline;
    expect(answers.slice(1).map((each) => each.status === "rejected" && each.reason instanceof DatabaseUnavailable)).toEqual([
      true,
      true,
      true,
    ]);
    expect(lane.dead).toBe(true);
    await expect(lane.send(bare("insert into probe values (1)"))).rejects.toThrow(DatabaseUnavailable);
  }
  expect(await base.owner`select * from probe`).toHaveLength(0);
});

test("a lane whose connection died while idle is not used again", async () => {
  const pid = async () => (await base.db.batch(tenant, [{ text: "select pg_backend_pid() as pid" }]))[0]![0]!["pid"] as number;
  const before = await pid();
  await base.owner`select pg_terminate_backend(${before})`;
  await expect.poll(() => base.db.stats().lanes).toBe(0);
  expect(await pid()).not.toBe(before);
});

test("a lane that answers too late is destroyed; the next transaction has another", async () => {
  const pid = async () => (await db.batch(tenant, [{ text: "select pg_backend_pid() as pid" }]))[0]![0]!["pid"] as number;
  const before = await pid();
  const late = db.batch(tenant, [{ text: "select pg_sleep($1)", params: [30] }], { deadlineMs: 200, statementMs: 60_000 });
  await expect(late).rejects.toMatchObject({ name: "Overloaded", code: "deadline" });
  expect(db.stats()).toEqual({ lanes: 0, busy: 0, queued: 0 });
  expect(await pid()).not.toBe(before);
  expect(db.stats().lanes).toBe(1);
});

test("a database that swallows everything: every caller is answered, none hangs, and it recovers", async () => {
  await db.batch(tenant, [{ text: "select 1" }]);
  proxy.swallow(true);
  try {
    const calls = Array.from({ length: 6 }, () => db.batch(tenant, [{ text: "select 1" }], { deadlineMs: 400 }));
    for (const each of await Promise.allSettled(calls)) {
      expect(each).toMatchObject({ status: "rejected" });
      const { reason } = each as PromiseRejectedResult;
      expect(reason instanceof Overloaded || reason instanceof DatabaseUnavailable).toBe(true);
    }
  } finally {
    proxy.swallow(false);
  }
  expect(await db.batch(tenant, [{ text: "select 1 as one" }])).toEqual([[{ one: 1 }]]);
});

test("a connection that is cut while it is being made is an answer too", async () => {
  proxy.cut();
  const other = await openDatabase({ url: "postgres://x:y@127.0.0.1:1/none", secret: "s" });
  await expect(other.batch(tenant, [{ text: "select 1" }])).rejects.toMatchObject({ name: "DatabaseUnavailable", code: "ECONNREFUSED" });
  expect(await other.healthy()).toBe(false);
  await other.close();
  expect(await db.healthy()).toBe(true);
});

test("statement shapes without end do not fill the server: the lane is replaced", async () => {
  const pid = async () => (await base.db.batch(tenant, [{ text: "select pg_backend_pid() as pid" }]))[0]![0]!["pid"] as number;
  const before = await pid();
  const shapes = Array.from({ length: 410 }, (_, i) => ({ text: `select $1::int as c${i}`, params: [i] }));
  await base.db.batch(tenant, shapes, { deadlineMs: 20_000 });
  expect(await pid()).not.toBe(before);
});

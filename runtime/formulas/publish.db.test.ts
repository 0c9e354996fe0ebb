import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import { flow, install, operator } from "../flows/flows.testing.ts";
import { standOn } from "../jobs/jobs.testing.ts";
import type { JobRunner } from "../jobs/run-jobs.ts";
import { listJobs } from "../jobs/jobs.ts";
import { installPackage } from "../packages/install-package.ts";
import { registerPackage } from "../packages/register-package.ts";
import type { Platform } from "../platform.ts";
import { listRecords } from "../records/run.ts";
import { objectOf } from "../records/testing.ts";
import { fillBehindPublish } from "./fill-behind-publish.ts";
import { actsOf, formula, lookThrough, refers, rollUp, writer } from "./testing.ts";

const cny = { currency: "CNY" };
const order = (more: Parameters<typeof objectOf>[1] = {}) => objectOf("order", { note: { type: "text" }, ...more });
const line = (more: Parameters<typeof objectOf>[1] = {}) =>
  objectOf("line", { order: refers("order"), price: { type: "money", config: cny }, pieces: { type: "number" }, ...more });
const amount = (by: Json) => ({ amount: formula({ "money.mul": [{ var: "price" }, by] }, "money", cny) });
const total = { total: { ...rollUp("line", "order", "sum", "amount"), indexed: true } };

let database: TestDatabase;
let platform: Platform;
let runner: JobRunner;
beforeAll(async () => {
  database = await testDatabase();
  ({ platform, runner } = standOn(database.db, "a secret of the tests"));
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await database.drop();
});

async function stand() {
  const tenantId = await database.tenant();
  const actor = operator(tenantId);
  const { make, makeMany, read, change } = writer(platform, actor);
  const list = async (object: string) => {
    const page = await listRecords(platform, actor, object, { limit: 1 });
    if (!page.ok) throw new Error(JSON.stringify(page.problems));
    return page.value;
  };
  const filled = async () => {
    for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
      if ((await list("order")).catchingUp !== true) return;
      await fillBehindPublish(platform, tenantId, 0);
    }
    throw new Error("not filled in 30 s");
  };
  return { tenantId, actor, make, makeMany, read, change, list, filled };
}

describe("behind a publish", () => {
  test("new derived fields are filled in for what is there, by a job, and seen as catching up until then", async () => {
    const { tenantId, actor, makeMany, make, read, list, filled } = await stand();
    await install(platform, tenantId, [order(), line()]);
    const one = await make("order", {});
    await makeMany(
      "line",
      Array.from({ length: 700 }, () => ({ order: one.id, price: "0.10", pieces: 3 })),
    );
    expect(await list("order")).not.toHaveProperty("catchingUp");

    await install(platform, tenantId, [order(total), line(amount({ var: "pieces" }))]);
    expect(await list("order")).toMatchObject({ catchingUp: true });
    await filled();
    expect(await read("order", one.id)).toMatchObject({ total: { currency: "CNY", minor: 21_000 }, version: 1 });
    // it came with the revision: nobody changed anything
    expect(await actsOf(database, tenantId, one.id)).toEqual(["create"]);
    const jobs = await listJobs(platform, actor, { kind: "recompute" });
    expect(jobs.ok && jobs.value.data).toMatchObject([{ state: "succeeded", done: 701, total: 701, subject: "line" }]);
    const found = await listRecords(platform, actor, "order", { filter: { "===": [{ var: "total" }, "210.00"] } });
    expect(found.ok && found.value.data.map(({ id }) => id)).toEqual([one.id]);
  });

  test("another formula changes what follows from it, and nothing else is looked at", async () => {
    const { tenantId, actor, make, read, filled, list } = await stand();
    await install(platform, tenantId, [order(total), line(amount({ var: "pieces" }))]);
    const one = await make("order", {});
    await make("line", { order: one.id, price: "1.00", pieces: 3 });
    await install(platform, tenantId, [order({ ...total, second: { type: "text" } }), line(amount({ var: "pieces" }))]);
    expect(await list("order")).not.toHaveProperty("catchingUp");
    await install(platform, tenantId, [order(total), line(amount(10))]);
    await filled();
    expect(await read("order", one.id)).toMatchObject({ total: { minor: 1_000 } });
    const jobs = await listJobs(platform, actor, { kind: "recompute" });
    expect(jobs.ok && jobs.value.data.length).toBe(1);
  });

  test("a circle is refused with the way round", async () => {
    const { tenantId } = await stand();
    const pkg = { name: "round", version: "1.0.0" };
    const documents = [
      order({ ...total, rate: formula({ var: "total" }, "money", cny) }),
      line({ amount: formula({ var: "order.rate" }, "money", cny) }),
    ];
    const registered = await registerPackage(platform, { manifest: { ...pkg, label: "Round" }, documents, seed: {} });
    const result = registered.ok ? await installPackage(platform, tenantId, pkg) : registered;
    const circle = result.ok ? undefined : result.problems.find(({ code }) => code === "derived_circle");
    expect(circle?.message).toContain("line.amount → order.rate → order.total → line.amount");
  });
});

test("a flow that waits for updates starts once when a derived value changes, and a record knows its number", async () => {
  const { tenantId, make } = await stand();
  const told = flow(
    "told",
    { end: { name: "end", type: "succeed", order: "a0", config: {} } },
    { trigger: { object: "order", on: "update", when: { ">": [{ var: "lines" }, 0] } } },
  );
  await install(platform, tenantId, [
    order({ lines: rollUp("line", "order", "count") }),
    line({
      no: { type: "auto_number", config: { mask: "L-{000}" } },
      code: formula({ cat: ["#", { var: "no" }] }, "text"),
      said: lookThrough("order", "note"),
    }),
    told,
  ]);
  const one = await make("order", { note: "blue" });
  expect(await make("line", { order: one.id })).toMatchObject({ no: "L-001", code: "#L-001", said: "blue" });
  const [runs] = await database.db.batch(tenantId, [{ text: "select id from run where tenant_id = $1", params: [tenantId] }]);
  expect(runs!.length).toBe(1);
});

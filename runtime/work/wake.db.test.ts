import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { flow, install, operator, standOn, until } from "../flows/flows.testing.ts";
import { getRun } from "../flows/runs.ts";
import { startFlow } from "../flows/start.ts";
import { createWakeUp } from "./wake.ts";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

it("wakes the worker of another process, many calls at once by one message", async () => {
  const tenant = await t.tenant();
  const sent: string[] = [];
  const wake = createWakeUp({
    notify: async (channel, payload) => {
      sent.push(channel);
      await t.db.notify(channel, payload);
    },
  });
  const here = standOn(t.db, testSecret);
  const there = standOn(t.db, testSecret);
  await install(here.platform, tenant, [flow("short", { a: { type: "pass", name: "a", order: "a0" } })]);
  const woken: string[] = [];
  const listening = await t.db.listen("work", (payload) => void woken.push(payload));
  await there.worker.start();
  const started = await startFlow({ ...here.platform, wake: () => undefined }, operator(tenant), "short", {});
  for (let n = 0; n < 20; n++) wake();
  if (!started.ok) throw new Error("not started");
  await until("ended there", async () => {
    const run = await getRun(here.platform, operator(tenant), started.value.id);
    return run.ok && run.value.status === "succeeded";
  });
  await until("told", async () => woken.length > 0);
  expect(sent).toEqual(["work"]);
  await listening.stop();
  await there.worker.stop();
});

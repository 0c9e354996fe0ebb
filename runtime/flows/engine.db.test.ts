import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, FlowDocument } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "../platform.ts";
import { answerCallback } from "./callback.ts";
import { flow, install, operator, standOn, until } from "./flows.testing.ts";
import { acknowledgeMessage, readMessages } from "./messages.ts";
import { cancelRun, getRun, listRuns, redriveRun, runHistory, type RunJson } from "./runs.ts";
import { startFlow } from "./start.ts";
import { materialiseTokens } from "./token.ts";
import type { Worker } from "./worker.ts";

const thing = {
  kind: "object",
  id: "thing",
  name: "thing",
  label: "Thing",
  fields: {
    name: { name: "name", label: "Name", type: "text", order: "a0", required: true, unique: true },
    size: { name: "size", label: "Size", type: "number", order: "a1" },
  },
} as unknown as Document;

const double = {
  kind: "function",
  id: "double",
  name: "double",
  label: "Double",
  input: { n: { name: "n", type: "number", order: "a0", required: true } },
  output: { twice: { name: "twice", order: "a0", value: { "*": [{ var: "n" }, 2] } } },
} as unknown as Document;

const make = (name: unknown) => ({ object: "thing", values: { name } });
const documents: Document[] = [
  thing,
  double,
  flow("records", {
    make: {
      type: "create_record",
      name: "make",
      order: "a0",
      config: { object: "thing", values: { name: { var: "input.name" }, size: 1 } } as never,
      output: { thing: { var: "local.id" } },
    },
    grow: {
      type: "update_record",
      name: "grow",
      order: "a1",
      config: { object: "thing", record: { var: "input.thing" }, values: { size: { var: "input.size" } } } as never,
      output: { version: { var: "local.version" } },
    },
    twice: { type: "call", name: "twice", order: "a2", config: { function: "double" }, input: { n: { var: "input.size" }, other: 1 } },
  }),
  // the second record cannot be made, and is caught: the first stays, its own step left nothing
  flow("twice_the_same", {
    one: { type: "create_record", name: "one", order: "a0", config: make({ var: "input.name" }) as never, output: {} },
    two: {
      type: "create_record",
      name: "two",
      order: "a1",
      config: make({ var: "input.name" }) as never,
      catch: [{ errors: ["Record.duplicate_value"], goto: "caught", output: { error: { var: "local.error" } } }],
      output: {},
    },
    never: { type: "fail", name: "never", order: "a2" },
    caught: { type: "pass", name: "caught", order: "a3", input: { error: { var: "local.error" } } },
  }),
  flow("outside", {
    ask: {
      type: "callback",
      name: "ask",
      order: "a0",
      config: { topic: "out", message: { var: "input" } },
      input: { token: { var: "context.task.token" }, attempt: { var: "context.task.attempt" } },
      retry: [{ errors: ["Busy"], maxAttempts: 1, intervalSeconds: 0.01 }],
    },
    after: { type: "pass", name: "after", order: "a1", outcome: "answered" },
  }),
  flow("sleeps", {
    short: { type: "wait", name: "short", order: "a0", config: { seconds: 0.05 } },
    past: { type: "wait", name: "past", order: "a1", config: { until: "2020-01-01T00:00:00Z" } },
    said: { type: "publish", name: "said", order: "a2", config: { topic: "awake", message: { var: "context.execution.name" } } },
  }),
  flow("needs_a_thing", {
    find: {
      type: "update_record",
      name: "find",
      order: "a0",
      config: { object: "thing", record: { var: "input.id" }, values: { size: 9 } } as never,
      output: {},
    },
  }),
  flow("wrong", {
    choose: {
      type: "choice",
      name: "choose",
      order: "a0",
      config: { branches: { a: { when: { "+": [{ var: "input.x" }, 1] }, order: "a0" } } } as never,
    },
  }),
  flow("endless", { loop: { type: "choice", name: "loop", order: "a0", config: { branches: {}, default: { goto: "loop" } } } }),
  flow("swells", {
    grow: {
      type: "pass",
      name: "grow",
      order: "a0",
      input: Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { cat: Array.from({ length: 9 }, () => ({ var: "input.x" })) }])),
    },
    wait: { type: "callback", name: "wait", order: "a1", config: { topic: "big" } },
  }),
  // each change of a thing changes it again
  flow(
    "answers_itself",
    {
      more: {
        type: "update_record",
        name: "more",
        order: "a0",
        config: {
          object: "thing",
          record: { var: "input.record.id" },
          values: { size: { "+": [{ var: "input.record.size" }, 1] } },
        } as never,
      },
    },
    { trigger: { object: "thing", on: "update", when: { "===": [{ var: "name" }, "restless"] } } },
  ),
  flow("ends", { stop: { type: "fail", name: "stop", order: "a0", config: { error: "Mine", cause: "because" } } }),
];

describe("the engine", () => {
  let t: TestDatabase;
  let tenant: string;
  let platform: Platform;
  let worker: Worker;
  beforeAll(async () => {
    t = await testDatabase();
    tenant = await t.tenant();
    ({ platform, worker } = standOn(t.db, testSecret));
    await install(platform, tenant, documents);
    await worker.start();
  });
  afterAll(async () => {
    await worker.stop();
    await t.drop();
  });

  const start = async (
    name: string,
    input: Record<string, unknown> = {},
    options: { name?: string; waitSeconds?: number } = {},
  ): Promise<RunJson> => {
    const started = await startFlow(platform, operator(tenant), name, input, options);
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    return started.value;
  };
  const run = (name: string, input: Record<string, unknown> = {}) => start(name, input, { waitSeconds: 20 });
  const read = async (id: string): Promise<RunJson> => {
    const found = await getRun(platform, operator(tenant), id);
    if (!found.ok) throw new Error("no run");
    return found.value;
  };
  const eventsOf = async (id: string, after = 0) => {
    const events = await runHistory(platform, operator(tenant), id, { after, limit: 5_000 });
    if (!events.ok) throw new Error("no history");
    return events.value;
  };
  const tokenOf = async (id: string, attempt = 1): Promise<string> =>
    until("token", async () => {
      const rows = await t.db.batch(tenant, [
        {
          text: "select o.body from outbox o join callback c on c.tenant_id = o.tenant_id and c.work_id::text = o.body->>'key' where o.tenant_id = $1 and c.run_id = $2",
          params: [tenant, id],
        },
      ]);
      const body = rows[0]!
        .map((row) => row["body"] as { message: { attempt: number } })
        .find(({ message }) => message.attempt === attempt);
      if (body === undefined) return undefined;
      return ((await t.db.transaction(tenant, (tx) => materialiseTokens(tx, testSecret, tenant, body.message))) as { token: string }).token;
    });

  it("makes and changes records, and calls functions with what they take", async () => {
    const done = await run("records", { name: "a", size: 21 });
    expect(done).toMatchObject({ status: "succeeded", output: { version: 2, twice: 42 } });
    expect(
      await t.owner`select data->>'name' as name, (data->>'size')::int as size, updated_by from records where id = ${String(done.output!["thing"])}`,
    ).toEqual([{ name: "a", size: 21, updated_by: `flow:${done.id}` }]);
  });

  it("undoes a step that failed and nothing else", async () => {
    const done = await run("twice_the_same", { name: "same" });
    expect(done).toMatchObject({ status: "succeeded", output: { error: "Record.duplicate_value" } });
    expect(await t.owner`select count(*)::int as n from records where data->>'name' = 'same'`).toEqual([{ n: 1 }]);
  });

  it("tries a callback again with a token of its own; the first one is dead", async () => {
    const started = await start("outside");
    const first = await tokenOf(started.id);
    expect(await answerCallback(platform, first, { error: "Busy" })).toMatchObject({ ok: true });
    const second = await tokenOf(started.id, 2);
    expect(second).not.toBe(first);
    expect(await answerCallback(platform, first, { output: { v: 1 } })).toMatchObject({ ok: false, problems: [{ code: "callback_used" }] });
    expect(await answerCallback(platform, second, { output: { v: 2 } })).toMatchObject({ ok: true });
    const done = await until("ended", async () => ((await read(started.id)).status === "running" ? undefined : read(started.id)));
    expect(done).toMatchObject({ status: "succeeded", outcome: "answered", output: { v: 2 } });
  });

  it("hands out the messages of a topic until they are acknowledged, tokens whole, to those who may see runs", async () => {
    const started = await start("outside");
    const token = await tokenOf(started.id);
    const all = async () => {
      const read = await readMessages(platform, operator(tenant), "out", { limit: 500 });
      if (!read.ok) throw new Error("no messages");
      return read.value;
    };
    const mine = (await all()).filter(({ body }) => (body as { message: { token: string } }).message.token === token);
    expect(mine).toMatchObject([{ topic: "out", body: { message: { attempt: 1 } } }]);
    const { id } = mine[0]!;
    expect((await all()).map((message) => message.id)).toContain(id);
    for (let n = 0; n < 2; n++) expect(await acknowledgeMessage(platform, operator(tenant), "out", id)).toMatchObject({ ok: true });
    expect((await all()).map((message) => message.id)).not.toContain(id);
    expect(await acknowledgeMessage(platform, operator(tenant), "in", id)).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
    const { unrestricted: _, ...nobody } = operator(tenant);
    expect(await readMessages(platform, nobody, "out")).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
    expect(await readMessages(platform, { ...nobody, roles: ["operator"] }, "record.created")).toMatchObject({ ok: false });
    expect(await readMessages(platform, { ...nobody, roles: ["operator"] }, "out")).toMatchObject({ ok: true });
    expect(await readMessages(platform, operator(await t.tenant()), "out")).toEqual({ ok: true, value: [] });
    await cancelRun(platform, operator(tenant), started.id);
  });

  it("sleeps, skips what lies in the past, and publishes with the commit", async () => {
    const done = await run("sleeps");
    expect(done.status).toBe("succeeded");
    expect(await t.owner`select body->'message' as message from outbox where topic = 'awake'`).toEqual([{ message: done.id }]);
  });

  it.each([
    ["ends", {}, { error: "Mine", cause: "because" }],
    ["needs_a_thing", { id: "nothing" }, { error: "Record.not_found" }],
    ["wrong", { x: "text" }, { error: "FnF.ConditionError" }],
    ["endless", {}, { error: "FnF.StepLimitExceeded" }],
    ["swells", { x: "0123456789".repeat(1_000) }, { error: "FnF.DataLimitExceeded" }],
  ])("%s ends as failed and says why", async (name, input, why) => {
    const done = await run(name, input);
    expect(done).toMatchObject({ status: "failed", ...why });
    const last = Number((await t.owner`select next_event from run where id = ${done.id}`)[0]!["next_event"]) - 1;
    expect(await eventsOf(done.id, last - 1)).toMatchObject([{ eventId: last, type: "ExecutionFailed" }]);
  });

  it("starts one run of a name: the running one again, refused once it is over", async () => {
    const [one, two] = await Promise.all([start("outside", {}, { name: "order-1" }), start("outside", {}, { name: "order-1" })]);
    expect(one.id).toBe(two.id);
    await until("waiting", async () => (await read(one.id)).waitingFor?.for === "callback");
    await answerCallback(platform, await tokenOf(one.id), { output: {} });
    await until("ended", async () => (await read(one.id)).status !== "running");
    expect(await startFlow(platform, operator(tenant), "outside", {}, { name: "order-1" })).toMatchObject({
      ok: false,
      problems: [{ code: "run_ended", details: { id: one.id } }],
    });
    expect(await startFlow(platform, operator(tenant), "unheard_of", {})).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
    expect(await startFlow(platform, operator(tenant), "outside", [])).toMatchObject({ ok: false, problems: [{ code: "wrong_type" }] });
    expect(await startFlow(platform, operator(tenant), "outside", {}, { name: "a b" })).toMatchObject({
      ok: false,
      problems: [{ code: "invalid" }],
    });
  });

  it("stops a waiting run: token and timer are void", async () => {
    const started = await start("outside");
    const token = await tokenOf(started.id);
    expect(await cancelRun(platform, operator(tenant), started.id)).toMatchObject({
      ok: true,
      value: { status: "cancelled", error: "FnF.Cancelled", waitingFor: null },
    });
    expect(await cancelRun(platform, operator(tenant), started.id)).toMatchObject({ ok: true });
    expect(await answerCallback(platform, token, { output: {} })).toMatchObject({ ok: false, problems: [{ code: "callback_expired" }] });
    expect(await t.owner`select id from work where run_id = ${started.id}`).toEqual([]);
    expect((await eventsOf(started.id)).slice(-2).map(({ type }) => type)).toEqual(["StepFailed", "ExecutionStopped"]);
  });

  it("takes a failed run up again where it failed", async () => {
    const id = "0198f0a0-0000-7000-8000-00000000abcd";
    const failed = await run("needs_a_thing", { id });
    expect(failed).toMatchObject({ status: "failed", error: "Record.not_found" });
    const objects = await platform.effectives.get(tenant);
    const { writeRecord } = await import("../records/write.ts");
    await t.db.transaction(tenant, (tx) =>
      writeRecord(tx, objects, operator(tenant), { act: "create", object: "thing", id, values: { name: "now there" } }),
    );
    expect(await redriveRun(platform, operator(tenant), failed.id)).toMatchObject({ ok: true });
    const done = await until("ended", async () => ((await read(failed.id)).status === "running" ? undefined : read(failed.id)));
    expect(done).toMatchObject({ status: "succeeded", error: null, cause: null });
    const events = await eventsOf(failed.id);
    expect(events.map(({ eventId }) => eventId)).toEqual(events.map((_, n) => n + 1));
    expect(events.filter(({ type }) => type === "ExecutionStarted")).toHaveLength(2);
    expect(await redriveRun(platform, operator(tenant), failed.id)).toMatchObject({ ok: false, problems: [{ code: "run_ended" }] });
  });

  it("stops flows that start one another without end", async () => {
    await run("records", { name: "restless", size: 2 });
    const failed = await until("stopped", async () => {
      const runs = await listRuns(platform, operator(tenant), { flow: "answers_itself" });
      return (
        runs.ok && runs.value.data.every(({ status }) => status !== "running") && runs.value.data.find(({ status }) => status === "failed")
      );
    });
    expect(failed).toMatchObject({ error: "FnF.DepthLimitExceeded" });
    expect(await t.owner`select (data->>'size')::int as size from records where data->>'name' = 'restless'`).toEqual([{ size: 12 }]);
  });

  it("gives a run up that its worker never gets through, even when its flow is gone", async () => {
    await worker.stop();
    const [poisoned, orphan] = [await start("sleeps"), await start("ends")];
    await t.owner`update work set deliveries = 10 where run_id in ${t.owner([poisoned.id, orphan.id])}`;
    await t.owner`update run set state = jsonb_set(state, '{flow}', '"gone"') where id = ${orphan.id}`;
    await worker.start();
    for (const { id } of [poisoned, orphan]) {
      const done = await until("ended", async () => ((await read(id)).status === "running" ? undefined : read(id)));
      expect(done).toMatchObject({ status: "failed", error: "FnF.RuntimeError" });
      expect((await eventsOf(id)).at(-1)).toMatchObject({ type: "ExecutionFailed" });
    }
    expect((await run("sleeps")).status).toBe("succeeded");
  });

  it("repeats what failed by a fault, and other runs do not wait for it", async () => {
    const started = await start("outside");
    await until("waiting", async () => (await read(started.id)).waitingFor?.for === "callback");
    const [{ flow: hash }] = (await t.owner`select state->>'flow' as flow from run where id = ${started.id}`) as unknown as [
      { flow: string },
    ];
    await worker.stop();
    const stuck = await start("sleeps");
    await t.owner`update run set state = jsonb_set(state, '{flow}', '"gone"') where id = ${stuck.id}`;
    await worker.start();
    await until(
      "repeated",
      async () => Number((await t.owner`select deliveries from work where run_id = ${stuck.id}`)[0]!["deliveries"]) >= 2,
    );
    expect((await run("records", { name: "meanwhile", size: 1 })).status).toBe("succeeded");
    expect((await read(stuck.id)).status).toBe("running");
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await cancelStuck(stuck.id);
  });
  const cancelStuck = (id: string) => t.owner`delete from work where run_id = ${id}`;

  it("drops work whose run is no more", async () => {
    await worker.stop();
    const { id } = await start("sleeps");
    await t.owner`delete from run where id = ${id}`;
    await worker.start();
    await until("dropped", async () => (await t.owner`select id from work where run_id = ${id}`).length === 0);
  });

  it("lists runs page by page, and shows nothing to those who neither design nor operate", async () => {
    const all: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 50; page++) {
      const runs = await listRuns(platform, operator(tenant), { flow: "outside", limit: 2, cursor });
      if (!runs.ok) throw new Error("no runs");
      all.push(...runs.value.data.map(({ id }) => id));
      if (runs.value.next === null) break;
      cursor = runs.value.next;
    }
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(Number((await t.owner`select count(*)::int as n from run where flow_id = 'outside'`)[0]!["n"]));
    expect(await listRuns(platform, operator(tenant), { cursor: "x" })).toMatchObject({
      ok: false,
      problems: [{ code: "invalid_cursor" }],
    });
    const { unrestricted: _, ...nobody } = operator(tenant);
    expect(await getRun(platform, nobody, all[0]!)).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
    expect(await startFlow(platform, nobody, "sleeps", {})).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
    expect(await cancelRun(platform, { ...operator(await t.tenant()) }, all[0]!)).toMatchObject({
      ok: false,
      problems: [{ code: "not_found" }],
    });
  });

  it("refuses a flow that cannot run when it is published", async () => {
    const broken: FlowDocument = flow("broken", {
      a: { type: "pass", name: "a", order: "a0", catch: [{ errors: ["X"], goto: "nowhere" }] },
    });
    await expect(install(platform, tenant, [...documents, broken])).rejects.toThrow(/nowhere/);
  });
});

import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, FlowDocument, FunctionDocument } from "#metadata";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Platform } from "../platform.ts";
import { overSuite } from "../suites.testing.ts";
import { answerCallback } from "./callback.ts";
import { install, operator, standOn, until } from "./flows.testing.ts";
import { importFdl } from "./import/fdl.ts";
import { getRun, runHistory, type EventJson, type RunJson } from "./runs.ts";
import { startFlow } from "./start.ts";
import { materialiseTokens } from "./token.ts";
import type { Worker } from "./worker.ts";

const functionOf = (name: string, output: Record<string, unknown>): FunctionDocument => ({
  kind: "function",
  id: name,
  name,
  label: name,
  input: {},
  output: Object.fromEntries(Object.entries(output).map(([key, value], n) => [key, { name: key, value: value as string, order: `a${n}` }])),
});

/** The published flow, its functions bound to ours; the time-outs of its two callbacks as they are wanted. */
function ordering(source: string, name: string, seconds?: { generateInfo?: number; payment?: number; whole?: number }): FlowDocument {
  const { document } = importFdl(source, { name });
  const steps = { ...document!.steps };
  for (const step of ["generateInfo", "payment"] as const) {
    if (seconds?.[step] !== undefined) steps[step] = { ...steps[step]!, timeoutSeconds: seconds[step] };
  }
  const bindings = Object.fromEntries(
    Object.entries(document!.bindings!).map(([resource, binding]) => {
      if (binding.topic !== undefined) return [resource, binding];
      const pays = /zhifubao|weixin|union/.test(resource);
      return [resource, { function: pays ? "pay" : "note", output: pays ? { Status: { var: "local.status" } } : {} }];
    }),
  );
  return { ...document!, steps, bindings, ...(seconds?.whole === undefined ? {} : { timeoutSeconds: seconds.whole }) };
}

overSuite("the ordering flow as it was published, run", "fdl", ["ordering.yml"], (suite) => {
  const source = suite("ordering.yml");
  let t: TestDatabase;
  let tenant: string;
  let platform: Platform;
  let worker: Worker;
  const input = { products: ["p"], supplier: "haidilao", orderNum: "o1", address: "a" };

  beforeAll(async () => {
    t = await testDatabase();
    tenant = await t.tenant();
    ({ platform, worker } = standOn(t.db, testSecret));
    const documents: Document[] = [
      functionOf("pay", { status: "ok" }),
      functionOf("note", { noted: true }),
      ordering(source, "ordering"),
      ordering(source, "hasty", { generateInfo: 1 }),
      ordering(source, "hasty_payment", { payment: 1 }),
      ordering(source, "short", { whole: 1 }),
    ];
    await install(platform, tenant, documents);
    await worker.start();
  });
  afterAll(async () => {
    await worker.stop();
    await t.drop();
  });

  const start = async (name: string): Promise<RunJson> => {
    const started = await startFlow(platform, operator(tenant), name, input);
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    return started.value;
  };
  const read = async (id: string): Promise<RunJson> => {
    const run = await getRun(platform, operator(tenant), id);
    if (!run.ok) throw new Error(JSON.stringify(run.problems));
    return run.value;
  };
  const ended = (id: string) => until("ended", async () => ((await read(id)).status === "running" ? undefined : read(id)));
  const history = async (id: string): Promise<readonly EventJson[]> => {
    const events = await runHistory(platform, operator(tenant), id);
    if (!events.ok) throw new Error("no history");
    return events.value;
  };
  const namesOf = (events: readonly EventJson[], type: string) => events.filter((event) => event.type === type).map(({ step }) => step);

  /** The message that went out for a waiting step, as its receiver gets it. */
  const message = async (run: RunJson, step: string): Promise<Record<string, unknown>> => {
    const topic = `${step}-fnf-demo-jiyuan`;
    return until(`message of ${step}`, async () => {
      if ((await read(run.id)).waitingFor?.step !== step) return undefined;
      const rows = await t.db.batch(tenant, [
        { text: "select body from outbox where tenant_id = $1 and topic = $2", params: [tenant, topic] },
      ]);
      for (const { body } of rows[0] as { body: { message: Record<string, unknown>; key: string } }[]) {
        const wait = (
          await t.db.batch(tenant, [
            { text: "select state #>> '{at,wait}' as wait from run where tenant_id = $1 and id = $2", params: [tenant, run.id] },
          ])
        )[0]![0]!["wait"];
        if (body.key !== wait) continue;
        expect(JSON.stringify(body)).not.toContain("wft1.");
        return t.db.transaction(tenant, (tx) => materialiseTokens(tx, testSecret, tenant, body.message)) as Promise<
          Record<string, unknown>
        >;
      }
      return undefined;
    });
  };
  const answer = async (token: unknown, body: unknown) => {
    const answered = await answerCallback(platform, token as string, body);
    return answered.ok ? answered.value : answered.problems[0]!.code;
  };
  const toPayment = async (name: string) => {
    const run = await start(name);
    const first = await message(run, "generateInfo");
    await answer(first["taskToken"], { output: { orderNum: "o1", paymentcombination: "zhifubao,weixin" } });
    return { run, first, second: await message(run, "payment") };
  };

  it("T-happy: messages, locals and end as specified", async () => {
    const { run, first, second } = await toPayment("ordering");
    expect(first).toEqual({ taskToken: expect.stringMatching(/^wft1\./), ...input, type: "generateInfo" });
    expect(second).toEqual({
      taskToken: expect.stringMatching(/^wft1\./),
      orderNum: "o1",
      paymentcombination: "zhifubao,weixin",
      type: "payment",
    });
    expect(second["taskToken"]).not.toBe(first["taskToken"]);
    await answer(second["taskToken"], { output: { orderNum: "o1", paymentMethod: "zhifubao", price: "100" } });

    const done = await ended(run.id);
    const mark = { $token: expect.any(String) };
    const left = {
      paymentcombination: "zhifubao,weixin",
      orderNum: "o1",
      paymentMethod: "zhifubao",
      price: "100",
      taskToken: mark,
      Status: "ok",
    };
    expect(done).toMatchObject({ status: "succeeded", outcome: null, waitingFor: null });
    expect(done.output).toEqual(left);

    const events = await history(run.id);
    expect(events.map(({ eventId }) => eventId)).toEqual(events.map((_, n) => n + 1));
    expect(namesOf(events, "StepEntered")).toEqual(["generateInfo", "payment", "paymentCombination", "zhifubao", "orderCompleted"]);
    expect(namesOf(events, "StepExited")).toEqual(["generateInfo", "payment", "zhifubao", "paymentCombination", "orderCompleted"]);
    expect(namesOf(events, "TaskSubmitted")).toEqual(["generateInfo", "payment"]);
    expect(events.at(-1)!.type).toBe("ExecutionSucceeded");
    const entered = (step: string) => events.find((event) => event.type === "StepEntered" && event.step === step)!.detail["input"];
    const four = { orderNum: "o1", paymentMethod: "zhifubao", price: "100", taskToken: mark };
    expect(entered("paymentCombination")).toEqual(four);
    expect(entered("zhifubao")).toEqual(four);
    expect(entered("orderCompleted")).toEqual({ ...input, ...left });
    expect(Object.keys(entered("orderCompleted") as object)).toHaveLength(9);
    // the token itself is nowhere in the house
    const rows =
      await t.owner`select count(*)::int as n from (select state::text || coalesce(output::text, '') as x from run union all select detail::text from event union all select body::text from outbox) all_text where x like ${`%${(second["taskToken"] as string).slice(5, 60)}%`}`;
    expect(rows[0]!["n"]).toBe(0);
  });

  it("T-duplicate: the same answer again is the same answer, another is refused, and nothing moves twice", async () => {
    const { run, first, second } = await toPayment("ordering");
    const body = { output: { paymentMethod: "weixin", orderNum: "o1", price: "100" } };
    const both = await Promise.all([answer(second["taskToken"], body), answer(second["taskToken"], body)]);
    expect(both[0]).toEqual(both[1]);
    await ended(run.id);
    const before = await history(run.id);
    expect(await answer(second["taskToken"], { output: { price: "100", orderNum: "o1", paymentMethod: "weixin" } })).toEqual(both[0]);
    expect(await answer(second["taskToken"], { output: { ...body.output, price: "1" } })).toBe("callback_used");
    expect(await answer(first["taskToken"], { error: "no" })).toBe("callback_used");
    expect(await history(run.id)).toEqual(before);
    expect(namesOf(before, "TaskSucceeded").filter((step) => step === "payment")).toHaveLength(1);
    expect(before.find(({ eventId }) => eventId === (both[0] as { eventId: number }).eventId)).toMatchObject({
      type: "TaskSucceeded",
      step: "payment",
    });
  });

  it.each([
    ["T-timeout1", "hasty", "generateInfo"],
    ["T-timeout2", "hasty_payment", "payment"],
  ])("%s: nobody answers in time; T-late: the answer after that is refused and changes nothing", async (_, name, step) => {
    const { run, late } =
      name === "hasty"
        ? await start(name).then(async (run) => ({ run, late: await message(run, step) }))
        : await toPayment(name).then(({ run, second }) => ({ run, late: second }));
    const done = await ended(run.id);
    expect(done).toMatchObject({ status: "succeeded", outcome: "cancelled" });
    const events = await history(run.id);
    expect(namesOf(events, "TaskTimedOut")).toEqual([step]);
    expect(namesOf(events, "StepEntered").at(-1)).toBe("orderCanceled");
    expect(namesOf(events, "StepEntered")).not.toContain("orderCompleted");
    expect(await answer(late["taskToken"], { output: { orderNum: "o1" } })).toBe("callback_expired");
    expect(await history(run.id)).toEqual(events);
  });

  it("T-default: a method that no branch knows leads to orderCanceled", async () => {
    const { run, second } = await toPayment("ordering");
    await answer(second["taskToken"], { output: { orderNum: "o1", paymentMethod: "jingdong", price: "1" } });
    expect(await ended(run.id)).toMatchObject({ status: "succeeded", outcome: "cancelled" });
    expect(namesOf(await history(run.id), "StepEntered")).toEqual(["generateInfo", "payment", "paymentCombination", "orderCanceled"]);
  });

  it("T-failed: an error that the callback reports and nothing catches ends the run", async () => {
    const { run, second } = await toPayment("ordering");
    await answer(second["taskToken"], { error: "X", cause: "declined" });
    expect(await ended(run.id)).toMatchObject({ status: "failed", error: "X", cause: "declined", output: null });
  });

  it("T-flow timeout: the whole run takes too long", async () => {
    const run = await start("short");
    const first = await message(run, "generateInfo");
    expect(await ended(run.id)).toMatchObject({ status: "timedOut" });
    expect(await answer(first["taskToken"], { output: {} })).toBe("callback_expired");
  });

  it("refuses tokens and bodies that are none", async () => {
    const run = await start("ordering");
    const first = await message(run, "generateInfo");
    const token = first["taskToken"] as string;
    const forged = `${token.slice(0, -3)}${token.endsWith("AAA") ? "BBB" : "AAA"}`;
    expect(await answer(forged, { output: {} })).toBe("not_found");
    expect(await answer("wft1.x", { output: {} })).toBe("not_found");
    for (const body of [
      {},
      [],
      null,
      "x",
      { output: 1 },
      { output: {}, error: "e" },
      { error: "" },
      { error: "e", cause: 1 },
      { output: {}, more: 1 },
    ]) {
      expect(["invalid", "wrong_type", "out_of_range", "unknown_key"]).toContain(await answer(token, body));
    }
    expect((await read(run.id)).waitingFor).toMatchObject({ step: "generateInfo", for: "callback" });
  });
});

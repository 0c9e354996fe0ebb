import { overSuite } from "#runtime/suites";
import { afterAll, beforeAll, expect, it } from "vitest";
import { businessA, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

const key = implementerA;

overSuite("the published ordering flow, from file to end over HTTP", "fdl", ["ordering.yml"], (suite) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi({ works: true });
  });
  afterAll(() => api.close());

  const good = async (call: string, body?: unknown) => {
    const answer = await api.ask(call, { key, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${call}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const soon = async <Value>(look: () => Promise<Value | undefined>): Promise<Value> => {
    for (let n = 0; n < 400; n++) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error("not in 10 s");
  };
  const functionOf = (name: string, output: string, value: string) => ({
    kind: "function",
    id: name,
    name,
    label: name,
    input: {},
    output: { it: { name: output, value, order: "a0" } },
  });

  it("is imported with its one repair, published, started, answered twice and completes", async () => {
    const imported = await good("POST /flows/import", { format: "fdl", source: suite("ordering.yml") });
    expect(imported.repairs).toMatchObject([{ line: 35 }]);
    expect(imported.problems.filter((each: any) => each.details.severity === "error")).toEqual([]);
    const { document } = imported;
    const bindings = Object.fromEntries(
      Object.entries<any>(document.bindings).map(([resource, binding]) => {
        if (binding.topic !== undefined) return [resource, binding];
        const pays = /zhifubao|weixin|union/.test(resource);
        return [resource, { function: pays ? "pay" : "note", output: pays ? { Status: { var: "local.status" } } : {} }];
      }),
    );
    const { id: draft } = await good("POST /drafts", {});
    await good(`PUT /drafts/${draft}/documents/function/pay`, functionOf("pay", "status", "ok"));
    await good(`PUT /drafts/${draft}/documents/function/note`, functionOf("note", "noted", "yes"));
    await good(`PUT /drafts/${draft}/documents/flow/${document.name}`, { ...document, bindings });
    await good(`POST /drafts/${draft}/publish`, {});

    const run = await good(`POST /flows/${document.name}/runs`, {
      input: { products: ["p"], supplier: "haidilao", orderNum: "o1", address: "a" },
    });
    expect(run).toMatchObject({ status: "running" });
    const receive = (step: string) =>
      soon(async () => {
        const { data } = await good(`GET /topics/${step}-fnf-demo-jiyuan/messages`);
        if (data.length === 0) return undefined;
        await good(`POST /topics/${step}-fnf-demo-jiyuan/messages/${data[0].id}/acknowledge`);
        return data[0].body.message as Record<string, string>;
      });
    const answer = (token: string | undefined, body: unknown) => api.ask(`POST /callbacks/${token}`, { body });

    const first = await receive("generateInfo");
    expect(first).toMatchObject({ supplier: "haidilao", type: "generateInfo", taskToken: expect.stringMatching(/^wft1\./) });
    expect((await good(`GET /runs/${run.id}`)).waitingFor).toMatchObject({ step: "generateInfo", for: "callback" });
    const offered = { output: { orderNum: "o1", paymentcombination: "zhifubao,weixin" } };
    const taken = await answer(first["taskToken"], offered);
    expect(taken.status).toBe(200);
    expect(await answer(first["taskToken"], offered)).toMatchObject({ status: 200, body: taken.body });
    expect((await answer(first["taskToken"], { output: {} })).status).toBe(409);
    expect((await answer(`${first["taskToken"]!.slice(0, -4)}AAAA`, offered)).status).toBe(404);

    const second = await receive("payment");
    expect(second).toMatchObject({ orderNum: "o1", paymentcombination: "zhifubao,weixin", type: "payment" });
    expect((await answer(second["taskToken"], { output: { orderNum: "o1", paymentMethod: "zhifubao", price: "100" } })).status).toBe(200);

    const done = await soon(async () => {
      const now = await good(`GET /runs/${run.id}`);
      return now.status === "running" ? undefined : now;
    });
    expect(done).toMatchObject({ status: "succeeded", output: { paymentMethod: "zhifubao", Status: "ok" }, waitingFor: null });
    expect(JSON.stringify(done)).not.toContain("wft1.");
    const { data: events } = await good(`GET /runs/${run.id}/history`);
    expect(events.filter((each: any) => each.type === "StepEntered").map((each: any) => each.step)).toEqual([
      "generateInfo",
      "payment",
      "paymentCombination",
      "zhifubao",
      "orderCompleted",
    ]);

    // a stopped run's token is too late; others learn of neither run nor topic
    const other = await good(`POST /flows/${document.name}/runs`, { input: { orderNum: "o2" } });
    const late = await receive("generateInfo");
    expect(await good(`POST /runs/${other.id}/cancel`)).toMatchObject({ status: "cancelled" });
    expect((await answer(late["taskToken"], offered)).status).toBe(410);
    for (const [call, asker, status] of [
      [`GET /runs/${run.id}`, implementerB, 404],
      [`GET /runs/${run.id}`, businessA, 403],
      ["GET /topics/payment-fnf-demo-jiyuan/messages", businessA, 403],
    ] as const) {
      expect((await api.ask(call, { key: asker })).status).toBe(status);
    }
  });
});

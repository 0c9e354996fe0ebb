import { fileURLToPath } from "node:url";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, FlowDocument } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { readPackageFolder } from "../packages/read-folder.ts";
import type { Platform } from "../platform.ts";
import { readRecord, writeRecord } from "../records/write.ts";
import { answerStep, waitingOf } from "./ask.ts";
import { install, operator, standOn, until } from "./flows.testing.ts";
import { listRuns, runHistory, type RunJson } from "./runs.ts";
import type { Worker } from "./worker.ts";

/** What the restaurant package says, without what is only shown. */
async function documents(paymentSeconds = 300): Promise<Document[]> {
  const read = await readPackageFolder(fileURLToPath(new URL("../../packages/restaurant", import.meta.url)));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value.documents
    .filter(({ kind }) => ["object", "table", "function", "flow", "role"].includes(kind))
    .map((document) => {
      if (document.kind === "role") return { ...document, apps: {} };
      if (document.kind !== "flow") return document;
      const flow = document as FlowDocument;
      return { ...flow, steps: { ...flow.steps, payment: { ...flow.steps["payment"]!, timeoutSeconds: paymentSeconds } } };
    });
}

describe("the restaurant's order flow", () => {
  let t: TestDatabase;
  let tenant: string;
  let hasty: string;
  let platform: Platform;
  let worker: Worker;

  beforeAll(async () => {
    t = await testDatabase();
    [tenant, hasty] = [await t.tenant(), await t.tenant()];
    ({ platform, worker } = standOn(t.db, testSecret));
    await install(platform, tenant, await documents());
    await install(platform, hasty, await documents(1));
    await worker.start();
  });
  afterAll(async () => {
    await worker.stop();
    await t.drop();
  });

  const order = async (values: Record<string, unknown> = {}, tenantId = tenant) => {
    const effective = await platform.effectives.get(tenantId);
    const made = await platform.db.transaction(tenantId, (tx) =>
      writeRecord(tx, effective, operator(tenantId), {
        act: "create",
        object: "order",
        values: { customer_name: "Chen Li", channel: "app", amount: { currency: "CNY", minor: 1999 }, ...values },
      }),
    );
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    platform.wake();
    return made.value;
  };
  const recordOf = async (id: string, tenantId = tenant) => {
    const effective = await platform.effectives.get(tenantId);
    const read = await platform.db.transaction(tenantId, (tx) => readRecord(tx, effective, operator(tenantId), "order", id));
    if (!read.ok) throw new Error("no record");
    return read.value;
  };
  const runOf = async (record: string, tenantId = tenant): Promise<RunJson> => {
    const runs = await listRuns(platform, operator(tenantId), { record, object: "order", flow: "order" });
    if (!runs.ok) throw new Error("no runs");
    expect(runs.value.data).toHaveLength(1);
    return runs.value.data[0]!;
  };
  const ended = (record: string, tenantId = tenant) =>
    until("ended", async () => {
      const run = await runOf(record, tenantId);
      return run.status === "running" ? undefined : run;
    });
  const asks = (record: string, tenantId = tenant) => waitingOf(platform, operator(tenantId), "order", record);
  const asked = (record: string, tenantId = tenant) => until("asked", async () => (await asks(record, tenantId))[0]);
  const customer = (record: string, tenantId = tenant): Actor => ({
    tenantId,
    userId: null,
    by: `link:${record}`,
    roles: ["customer"],
    locale: "zh",
    only: { object: "order", recordId: record, page: "pay" },
  });
  const choose = async (record: string, method: unknown, tenantId = tenant) => {
    const answered = await answerStep(platform, customer(record, tenantId), {
      object: "order",
      recordId: record,
      values: { payment_method: method },
    });
    return answered.ok ? answered.value : answered.problems[0]!.code;
  };

  it("tells who answers before it asks that it does not ask yet", async () => {
    await worker.stop();
    const { id } = await order();
    expect(await choose(id, "alipay")).toBe("callback_early");
    const other = await answerStep(platform, customer(id), { object: "order", recordId: id, values: { customer_name: "Zhou" } });
    expect(!other.ok && other.problems[0]!.code).toBe("callback_expired");
    const chosen = await order({ payment_method: "unionpay" });
    expect(await choose(chosen.id, "alipay")).toBe("callback_expired");
    await worker.start();
    await asked(id);
    expect(await choose(id, "alipay")).toMatchObject({ id, payment_method: "alipay" });
    // it was asked: another answer is too late, while the run goes on as well as after its end
    expect(await choose(id, "wechat_pay")).toBe("callback_expired");
    await ended(id);
    expect(await choose(id, "wechat_pay")).toBe("callback_expired");
  });

  it.each([
    ["alipay", 1599],
    ["wechat_pay", 1000],
    ["unionpay", 1399],
  ])("prices 19.99 by %s, completes the order and says what happened", async (method, minor) => {
    const { id } = await order();
    expect(await asked(id)).toEqual({
      runId: (await runOf(id)).id,
      step: "payment",
      field: "payment_method",
      expiresAt: expect.any(String),
    });
    expect(await choose(id, method)).toMatchObject({ id, payment_method: method });
    expect(await ended(id)).toMatchObject({ status: "succeeded", outcome: "completed", waitingFor: null });
    expect(await recordOf(id)).toMatchObject({ status: "completed", payment_method: method, paid_amount: { currency: "CNY", minor } });
    expect(await asks(id)).toEqual([]);
    const history = await runHistory(platform, operator(tenant), (await runOf(id)).id);
    if (!history.ok) throw new Error("no history");
    expect(history.value.filter(({ type }) => type === "StepEntered").map(({ step }) => step)).toEqual([
      "offer_methods",
      "payment",
      "route",
      method,
      "order_completed",
    ]);
    const offered = history.value.find(({ type, step }) => type === "StepExited" && step === "offer_methods");
    expect(offered!.detail["output"]).toEqual({ offered: ["alipay", "wechat_pay", "unionpay"] });
  });

  it("refuses a method that the table did not offer, naming the rule, and waits on", async () => {
    const { id, version } = await order();
    await asked(id);
    const forged = await answerStep(platform, customer(id), { object: "order", recordId: id, values: { payment_method: "jd_pay" } });
    if (forged.ok) throw new Error("taken");
    expect(forged.problems[0]).toMatchObject({ code: "choice_not_offered" });
    expect(JSON.stringify(forged.problems[0]!.details)).toContain("payment_methods");
    expect(await recordOf(id)).toMatchObject({ status: "waiting", version });
    expect(await asks(id)).toHaveLength(1);
    expect(await choose(id, "unheard_of")).not.toBe("callback_expired");
    expect(await choose(id, "alipay")).toMatchObject({ payment_method: "alipay" });
    expect(await ended(id)).toMatchObject({ outcome: "completed" });
  });

  it("cancels the order when nobody chooses in time, and takes no choice after that", async () => {
    const { id } = await order({}, hasty);
    expect(await ended(id, hasty)).toMatchObject({ status: "succeeded", outcome: "cancelled" });
    expect(await recordOf(id, hasty)).toMatchObject({ status: "cancelled" });
    expect(await choose(id, "alipay", hasty)).toBe("callback_expired");
    expect(await recordOf(id, hasty)).not.toHaveProperty("payment_method");
  });

  it("lets one of many answers through, whoever comes first", async () => {
    const { id } = await order();
    await asked(id);
    const methods = ["alipay", "wechat_pay", "unionpay", "alipay"];
    const answers = await Promise.all(methods.map((method) => choose(id, method)));
    const taken = ((await recordOf(id)) as unknown as { payment_method: string }).payment_method;
    // the same again is taken as the same, any other comes too late
    answers.forEach((answer, n) =>
      methods[n] === taken ? expect(answer).toMatchObject({ payment_method: taken }) : expect(answer).toBe("callback_expired"),
    );
    await ended(id);
    const history = await runHistory(platform, operator(tenant), (await runOf(id)).id);
    expect(history.ok && history.value.filter(({ type, step }) => type === "TaskSucceeded" && step === "payment")).toHaveLength(1);
  });

  it("goes on when the field is filled in by an ordinary change of the record", async () => {
    const { id } = await order();
    await asked(id);
    const effective = await platform.effectives.get(tenant);
    const changed = await platform.db.transaction(tenant, (tx) =>
      writeRecord(tx, effective, operator(tenant), { act: "update", object: "order", id, values: { payment_method: "unionpay" } }),
    );
    expect(changed.ok).toBe(true);
    platform.wake();
    expect(await ended(id)).toMatchObject({ outcome: "completed" });
    expect(await recordOf(id)).toMatchObject({ status: "completed", paid_amount: { minor: 1399 } });
  });

  it("asks nothing when the order came with its method, and starts nothing when it came completed", async () => {
    const { id } = await order({ payment_method: "alipay" });
    expect(await ended(id)).toMatchObject({ outcome: "completed" });
    const done = await order({ status: "completed" });
    const runs = await listRuns(platform, operator(tenant), { record: done.id });
    expect(runs.ok && runs.value.data).toEqual([]);
  });

  it("makes no run when the record is refused or its transaction is undone", async () => {
    const count = async () => Number((await t.owner`select count(*)::int as n from run`)[0]!["n"]);
    const before = await count();
    await expect(order({ channel: "smoke_signal" })).rejects.toThrow();
    const effective = await platform.effectives.get(tenant);
    await expect(
      platform.db.transaction(tenant, async (tx) => {
        const made = await writeRecord(tx, effective, operator(tenant), {
          act: "create",
          object: "order",
          values: { customer_name: "x", channel: "app", amount: { currency: "CNY", minor: 1 } },
        });
        expect(made.ok).toBe(true);
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    expect(await count()).toBe(before);
  });

  it("is not to be reached from another tenant", async () => {
    const { id } = await order();
    await asked(id);
    expect(await asks(id, hasty)).toEqual([]);
    expect(await choose(id, "alipay", hasty)).toBe("not_found");
    expect(await asks(id)).toHaveLength(1);
  });

  it("keeps to the flow it was started with when another one is published meanwhile", async () => {
    const { id } = await order();
    await asked(id);
    const changed = (await documents()).map((document) => {
      if (document.kind !== "flow") return document;
      const { order_completed: completed, ...steps } = document.steps;
      const config = { object: "order", record: { var: "input.order" }, values: { note: "new flow", status: "completed" } };
      return { ...document, steps: { ...steps, order_completed: { ...completed!, config } } };
    }) as Document[];
    await install(platform, tenant, changed);
    await choose(id, "alipay");
    await ended(id);
    expect(await recordOf(id)).not.toHaveProperty("note");
    const later = await order();
    await asked(later.id);
    await choose(later.id, "alipay");
    await ended(later.id);
    expect(await recordOf(later.id)).toMatchObject({ note: "new flow" });
  });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { businessA, businessB, implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi({ works: true });
});
afterAll(() => api.close());

/** An order of merchant-a that waits for its payment choice, and the customer's token. */
async function waitingOrder(minor = 1_999): Promise<{ id: string; token: string }> {
  const stores = await api.ask("GET /objects/merchant/records?limit=1", { key: businessA });
  const values = {
    customer_name: "Zhou",
    channel: "app",
    store: stores.body.data[0].id,
    amount: { currency: "CNY", minor },
    note: "secret to the customer",
  };
  const made = await api.ask("POST /objects/order/records", { key: businessA, body: values });
  expect([made.status, made.body.problems]).toEqual([201, undefined]);
  const link = await api.ask(`POST /objects/order/records/${made.body.id}/link`, { key: businessA, body: { page: "order_pay" } });
  await expect.poll(async () => (await api.ask(`GET /links/${link.body.token}`)).body.waiting?.length, { timeout: 10_000 }).toBe(1);
  return { id: made.body.id, token: link.body.token };
}
const order = async (id: string) => (await api.ask(`GET /objects/order/records/${id}`, { key: businessA })).body;

it("the customer sees his order and what is offered, chooses once, and pays the price of that method to the cent", async () => {
  const { id, token } = await waitingOrder();
  const page = await api.ask(`GET /links/${token}`);
  expect(page.body).toMatchObject({
    tenant: { slug: "merchant-a" },
    page: { name: "order_pay" },
    record: { id },
    waiting: [{ field: "payment_method" }],
  });
  expect(page.body.offered.map(({ field, value }: any) => `${field}=${value}`)).toEqual([
    "payment_method=alipay",
    "payment_method=wechat_pay",
    "payment_method=unionpay",
  ]);
  expect(page.text).not.toContain("secret to the customer");
  expect(page.body.object.fields.note).toBeUndefined();

  const chosen = await api.ask(`POST /links/${token}/answer`, { body: { values: { payment_method: "alipay" } } });
  expect([chosen.status, chosen.body.record?.payment_method]).toEqual([200, "alipay"]);
  await expect.poll(async () => (await order(id)).status, { timeout: 10_000 }).toBe("completed");
  expect((await order(id)).paid_amount).toEqual({ currency: "CNY", minor: 1_599 });

  const again = await api.ask(`POST /links/${token}/answer`, { body: { values: { payment_method: "wechat_pay" } } });
  expect([again.status, again.body.code]).toEqual([410, "callback_expired"]);
  expect((await order(id)).payment_method).toBe("alipay");
});

it("a method that the table does not give is refused with the rule's name, and the order still waits", async () => {
  const { id, token } = await waitingOrder();
  for (const payment_method of ["jd_pay", "cash", "alipay' or 1=1 --"]) {
    const forged = await api.ask(`POST /links/${token}/answer`, { body: { values: { payment_method } } });
    expect(forged.status).toBe(422);
    expect(["choice_not_offered", "not_an_option"]).toContain(forged.body.code);
    if (payment_method === "jd_pay")
      expect(forged.body.problems[0]).toMatchObject({
        code: "choice_not_offered",
        path: "/payment_method",
        details: { table: "payment_methods" },
      });
  }
  expect(await order(id)).toMatchObject({ status: "waiting", version: 1 });
  expect((await api.ask(`POST /links/${token}/answer`, { body: { values: { payment_method: "unionpay" } } })).status).toBe(200);
});

it("the customer changes nothing but his choice", async () => {
  const { id, token } = await waitingOrder();
  for (const values of [
    { status: "completed" },
    { amount: { currency: "CNY", minor: 1 } },
    { payment_method: "alipay", amount: { currency: "CNY", minor: 1 } },
    { payment_method: "alipay", note: "x" },
    {},
    { tenant_id: "x", payment_method: "alipay" },
  ]) {
    const answer = await api.ask(`POST /links/${token}/answer`, { body: { values } });
    expect([values, answer.status]).toEqual([values, 422]);
  }
  const nothing = await api.ask(`POST /links/${token}/answer`, { body: { values: { payment_method: null } } });
  expect(nothing.body.problems.map(({ code, path }: any) => [code, path])).toEqual([["required", "/payment_method"]]);
  expect(await order(id)).toMatchObject({ status: "waiting", version: 1, amount: { currency: "CNY", minor: 1_999 } });
});

it("a link opens its one record and nothing else of the API", async () => {
  const { token } = await waitingOrder();
  for (const call of [
    "GET /objects/order/records",
    "GET /metadata",
    "GET /me",
    "POST /tables/payment_methods/decide",
    "GET /openapi.json",
  ]) {
    const answer = await api.ask(call, {
      headers: { authorization: `Bearer ${token}` },
      ...(call.startsWith("POST") ? { body: { facts: {} } } : {}),
    });
    expect([call, answer.status]).toEqual([call, 401]);
  }
  expect((await api.ask(`GET /links/${token}`, { headers: { host: "merchant-b.localhost:3000" } })).status).toBe(404);
  expect((await api.ask(`GET /links/${token.slice(0, -3)}AAA`)).status).toBe(404);
});

it("a link to a deleted record opens nothing", async () => {
  const { id, token } = await waitingOrder();
  expect((await api.ask(`DELETE /objects/order/records/${id}`, { key: businessA })).status).toBe(204);
  expect((await api.ask(`GET /links/${token}`)).status).toBe(404);
  expect((await api.ask(`POST /links/${token}/answer`, { body: { values: { payment_method: "alipay" } } })).status).toBe(404);
});

it("runs are seen by those who design or operate, of their tenant", async () => {
  const { id } = await waitingOrder();
  const runs = await api.ask(`GET /runs?record=${id}`, { key: implementerA });
  expect(runs.body.data).toHaveLength(1);
  const [run] = runs.body.data;
  expect(run).toMatchObject({ status: "running", waitingFor: expect.anything() });
  const history = await api.ask(`GET /runs/${run.id}/history`, { key: implementerA });
  expect(history.body.data.map(({ eventId }: any) => eventId)).toEqual(history.body.data.map((_: unknown, i: number) => i + 1));
  expect((await api.ask(`GET /runs/${run.id}`, { key: businessB })).status).toBe(403);

  const cancelled = await api.ask(`POST /runs/${run.id}/cancel`, { key: implementerA, body: { reason: "test" } });
  expect(cancelled.body.status).toBe("cancelled");
  const redriven = await api.ask(`POST /runs/${run.id}/redrive`, { key: implementerA, body: {} });
  expect(redriven.body.status).toBe("running");
});

it("a flow is imported without being saved; what cannot be read says where", async () => {
  const source = "version: v1\ntype: flow\nsteps:\n  - type: pass\n    name: hello\n";
  const imported = await api.ask("POST /flows/import", { key: implementerA, body: { format: "fdl", source } });
  expect(imported.status).toBe(200);
  expect(imported.body.document).toMatchObject({ kind: "flow" });
  const wrong = await api.ask("POST /flows/import", { key: implementerA, body: { format: "fdl", source: "steps: [" } });
  expect([wrong.status, wrong.body.code]).toEqual([422, "fdl_unreadable"]);
});

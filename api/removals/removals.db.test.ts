import { afterAll, beforeAll, expect, it } from "vitest";
import { businessA, businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi({ works: true });
}, 120_000);
afterAll(() => api.close());

it("through the door: a field goes and comes back, is renamed, and has its type changed; records are deleted and brought back", async () => {
  const ask = (call: string, body?: unknown, key = implementerA) => api.ask(call, { key, ...(body === undefined ? {} : { body }) });
  const begun = async () => (await ask("POST /drafts", {})).body.id as string;
  const draft = await begun();
  const order = (await ask(`GET /drafts/${draft}/documents/object/order`)).body;
  const fields = { ...order.fields, tonnage: { name: "tonnage", label: "Tonnage", type: "text", order: "z9" } };
  expect((await ask(`PUT /drafts/${draft}/documents/object/order`, { ...order, fields })).status).toBe(200);
  expect((await ask(`POST /drafts/${draft}/publish`, {})).status).toBe(200);
  const values = { customer_name: "Su", channel: "app", amount: { currency: "CNY", minor: 100 }, tonnage: "12" };
  const made = await ask("POST /objects/order/records", values);
  expect(made.status).toBe(201);
  const { id } = made.body;

  // a dry run, uses, and a rename in a draft
  const second = await begun();
  const plan = await ask(`POST /drafts/${second}/retype/plan`, { object: "order", field: "tonnage", type: "number" });
  expect(plan.body.plan).toMatchObject({ converted: 1, loses: 0 });
  expect((await ask(`POST /drafts/${second}/rename`, { object: "order", field: "tonnage", to: "tons" })).body.changed).toEqual([
    { kind: "object", name: "order" },
  ]);
  expect((await ask(`GET /drafts/${second}/uses?object=order&field=tons`)).body).toMatchObject({ users: [], records: 1 });
  expect((await ask(`POST /drafts/${second}/retype`, { object: "order", field: "tons", type: "number" })).status).toBe(200);
  const published = await ask(`POST /drafts/${second}/publish`, {});
  expect(published.body.job).toMatchObject({ kind: "retype", subject: "order" });
  await expect.poll(async () => (await ask(`GET /objects/order/records/${id}`, undefined)).body.tons, { timeout: 30_000 }).toBe(12);

  // it may be taken back from the list of what was removed
  expect((await ask("GET /removals")).body.data).toEqual([
    expect.objectContaining({ objectName: "order", name: "tonnage", replacedBy: "tons", records: 1 }),
  ]);
  const third = await begun();
  const now = (await ask(`GET /drafts/${third}/documents/object/order`)).body;
  const [field] = Object.entries<{ name: string }>(now.fields).find(([, { name }]) => name === "tons")!;
  const { [field]: _gone, ...others } = now.fields;
  expect((await ask(`PUT /drafts/${third}/documents/object/order`, { ...now, fields: others })).status).toBe(200);
  expect((await ask(`POST /drafts/${third}/publish`, {})).status).toBe(200);
  expect((await ask(`GET /objects/order/records/${id}`, undefined)).body).not.toHaveProperty("tons");
  expect((await ask("POST /removals/restore", { object: "order", field })).status).toBe(200);
  await expect.poll(async () => (await ask(`GET /objects/order/records/${id}`, undefined)).body.tons).toBe(12);

  // who may not design sees none of it, and another tenant has nothing of it
  expect((await ask("GET /removals", undefined, businessA)).status).toBe(403);
  expect((await ask("GET /removals", undefined, implementerB)).body.data).toEqual([]);
  expect((await ask("POST /removals/restore", { object: "order", field: "nothing" })).status).toBe(404);

  // deleted records
  expect((await ask("GET /objects/order/deleted", undefined, implementerA)).body.data).toEqual([]);
  expect((await ask(`DELETE /objects/order/records/${id}`, undefined, implementerA)).status).toBe(204);
  const deleted = (await ask("GET /objects/order/deleted", undefined, implementerA)).body;
  expect(deleted).toEqual({ data: [expect.objectContaining({ id, tons: 12, deletedAt: expect.any(String) })], next: null });
  expect((await ask("GET /objects/order/deleted", undefined, businessB)).body.data ?? []).toEqual([]);
  expect((await ask(`POST /objects/order/records/${id}/restore`, {}, implementerA)).status).toBe(200);
  expect((await ask("GET /objects/order/deleted", undefined, implementerA)).body.data).toEqual([]);
  // the second is a moment to a browser and none to the database
  for (const cursor of ["x", "%2B275760-09-13T00:00:00.000Z_01890a5d-ac96-7b7c-8f5a-0123456789ab"])
    expect([cursor, (await ask(`GET /objects/order/deleted?cursor=${cursor}`, undefined, implementerA)).status]).toEqual([cursor, 400]);

  expect((await ask("PATCH /settings", { restoreDays: 0 })).status).toBeGreaterThanOrEqual(400);
}, 120_000);

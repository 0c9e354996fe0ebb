import { afterAll, beforeAll, expect, it } from "vitest";
import { businessA, businessB, implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

it("the tenant's time zone is UTC until it is set, by who administers, to one that there is", async () => {
  const zone = async (key: string) => (await api.ask("GET /settings", { key })).body.timezone;
  expect(await zone(businessA)).toBe("UTC");
  const set = (key: string, timezone: string) => api.ask("PATCH /settings", { key, body: { timezone } });
  expect((await set(businessA, "Asia/Shanghai")).status).toBe(403);
  const nowhere = await set(implementerA, "Nowhere/Land");
  expect([nowhere.status, nowhere.body.problems[0].path]).toEqual([422, "/timezone"]);
  expect((await set(implementerA, "Asia/Shanghai")).status).toBe(200);
  expect([await zone(businessA), await zone(businessB)]).toEqual(["Asia/Shanghai", "UTC"]);
});

it("a list is explained to who designs, and to nobody else", async () => {
  const path = `GET /objects/product/records?explain=plan&filter=${encodeURIComponent('{"===":[{"var":"name"},"Noodles"]}')}`;
  const { status, body } = await api.ask(path, { key: implementerA });
  expect([status, body.data, body.plan.where]).toEqual([200, [], { eq: ["name", "<string>"] }]);
  expect(body.plan.statement).toContain("tenant_id = $1::uuid");
  expect((await api.ask(path, { key: businessA })).status).toBe(403);
});

it("groups are asked by stretches of time and kept by their measures", async () => {
  const ask = (body: unknown) => api.ask("POST /objects/order/aggregate", { key: businessA, body });
  const found = await ask({
    groupBy: [{ field: "created_at", bucket: "year" }],
    measures: [{ fn: "count", as: "orders" }],
    having: { ">": [{ var: "orders" }, 0] },
    sort: "-orders",
    limit: 3,
  });
  expect([found.status, Object.keys(found.body.data[0].group)]).toEqual([200, ["created_at"]]);
  expect(found.body.data[0].group.created_at).toMatch(/^\d{4}-01-01$/);
  expect(
    (await ask({ measures: [{ fn: "count" }], groupBy: [{ field: "created_at", bucket: "fortnight" }] })).status,
  ).toBeGreaterThanOrEqual(400);
});

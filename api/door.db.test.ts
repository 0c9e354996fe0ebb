import { afterAll, beforeAll, expect, it } from "vitest";
import { businessA, implementerA, implementerB, testApi, type TestApi } from "./testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

it("tells who somebody is", async () => {
  const me = await api.ask("GET /me", { key: implementerA });
  expect(me.body).toMatchObject({ user: null, tenant: { slug: "merchant-a" }, roles: ["implementer"], capabilities: ["design", "allRecords"] });
});

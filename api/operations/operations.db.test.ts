import { afterAll, beforeAll, expect, it } from "vitest";
import { createApiKey } from "#runtime";
import { implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const metrics = (remoteAddress: string, headers: Record<string, string> = {}) =>
  api.app.fetch(new Request("http://localhost:3000/metrics", { headers }), { incoming: { socket: { remoteAddress } } });

it("says that it lives, whether it is ready, and no more", async () => {
  expect((await api.ask("GET /healthz!")).body).toEqual({ status: "ok" });
  expect((await api.ask("GET /readyz!")).body).toEqual({ status: "ready", checks: { database: true, migrations: true } });
});

it("figures are for this machine and for operators", async () => {
  const [tenant] = await api.t.owner<{ id: string }[]>`select id from auth.tenant where slug = 'merchant-a'`;
  const { key } = await createApiKey(api.t.db, { tenantId: tenant!.id, name: "prometheus", roles: ["operator"] });
  const here = await metrics("127.0.0.1");
  expect([here.status, await here.text()]).toEqual([200, expect.stringContaining("armature_lanes")]);
  expect((await metrics("::1")).status).toBe(200);
  expect((await metrics("10.0.0.1")).status).toBe(404);
  expect((await metrics("127.0.0.1", { "x-forwarded-for": "10.0.0.1" })).status).toBe(404);
  expect((await metrics("10.0.0.1", { authorization: `Bearer ${implementerA}` })).status).toBe(404);
  expect((await metrics("10.0.0.1", { authorization: `Bearer ${key}` })).status).toBe(200);
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { businessA, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

/** Every $ref of a document that points nowhere. */
function broken(document: any): string[] {
  const found: string[] = [];
  const open: unknown[] = [document];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    for (const [key, value] of Object.entries(next)) {
      if (key === "$ref" && typeof value === "string") {
        const target =
          value.startsWith("#/") &&
          value
            .slice(2)
            .split("/")
            .reduce((at: any, part) => at?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
        if (!target) found.push(value);
      } else open.push(value);
    }
  }
  return found;
}

it("describes every call and the tenant's own objects, without a loose end", async () => {
  const { status, body } = await api.ask("GET /openapi.json", { key: implementerA });
  expect([status, body.openapi, body.info.title]).toEqual([200, "3.1.0", "Merchant A"]);
  expect(broken(body)).toEqual([]);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      "/api/v1/objects/{object}/records",
      "/api/v1/objects/order/records",
      "/api/v1/objects/product/records/{id}",
      "/healthz",
    ]),
  );
  expect(body.components.schemas["product.Record"].properties).toMatchObject({ name: { title: "Name" }, price: expect.any(Object) });
  expect(body.components.schemas["order.Create"].required).toEqual(expect.arrayContaining(["amount"]));
  expect(body.paths["/api/v1/objects/order/records/{id}"].get.parameters.map(({ name }: any) => name)).not.toContain("object");
  for (const item of Object.values(body.paths)) {
    for (const operation of Object.values(item as object)) {
      expect(operation).toMatchObject({
        summary: expect.any(String),
        responses: { default: expect.any(Object) },
        security: expect.any(Array),
      });
    }
  }
});

it("shows a tenant's change after it is published, to that tenant alone", async () => {
  const draft = (await api.ask("POST /drafts", { key: implementerB, body: {} })).body.id;
  const object = {
    kind: "object",
    id: "coupon",
    name: "coupon",
    label: "Coupon",
    fields: { code: { name: "code", label: "Code", type: "text", order: "a0", required: true } },
  };
  expect((await api.ask(`PUT /drafts/${draft}/documents/object/coupon`, { key: implementerB, body: object })).status).toBe(200);
  expect((await api.ask(`POST /drafts/${draft}/publish`, { key: implementerB, body: {} })).status).toBe(200);
  const paths = async (key: string) => Object.keys((await api.ask("GET /openapi.json", { key })).body.paths);
  expect(await paths(implementerB)).toContain("/api/v1/objects/coupon/records");
  expect(await paths(implementerA)).not.toContain("/api/v1/objects/coupon/records");
});

it("describes what its reader may see", async () => {
  const { body } = await api.ask("GET /openapi.json", { key: businessA });
  expect(broken(body)).toEqual([]);
  expect(body.paths["/api/v1/objects/order/records"]).toBeDefined();
});

it("the page asks nobody but this host", async () => {
  const page = await api.ask("GET /api/docs!");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.text).not.toMatch(/https?:\/\//);
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self';/);
  for (const [, path] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    const asset = await api.ask(`GET ${path}!`);
    expect([path, asset.status]).toEqual([path, 200]);
  }
  const refused = await api.ask("POST /objects/product/records", { key: implementerA, body: {} });
  expect(refused.body.type).toMatch(/^\/api\/docs#problem-/);
  expect(page.text).toContain(`id="${refused.body.type.split("#")[1]}"`);
  for (const path of ["/api/docs/package.json", "/api/docs/..%2fpackage.json", "/api/docs/index.html"]) {
    expect((await api.ask(`GET ${path}!`)).status).toBe(404);
  }
});

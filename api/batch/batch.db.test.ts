import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { businessA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const key = businessA;
const countOf = async (object: string): Promise<number> =>
  (await api.ask(`GET /objects/${object}/records?count=exact&limit=1`, { key })).body.count;
const under = (idempotencyKey: string) => ({ key, headers: { "idempotency-key": idempotencyKey } });
const product = { name: "Noodles", category: "main", price: "10.00" };
const versionOf = async (at: string): Promise<number> => (await api.ask(`GET ${at}`, { key })).body.version;

describe("a batch", () => {
  it("changes records of several objects, once under its key", async () => {
    const before = await countOf("product");
    const operations = [
      { act: "create", object: "product", ref: "dish", values: product },
      { act: "update", object: "product", id: { $ref: "dish" }, values: { name: "Cold noodles" } },
    ];
    const first = await api.ask("POST /batch", { ...under("b1"), body: { operations } });
    expect(first.status).toBe(200);
    expect(first.body.results.map(({ act, record }: any) => [act, record.name])).toEqual([
      ["create", "Noodles"],
      ["update", "Cold noodles"],
    ]);
    const again = await api.ask("POST /batch", { ...under("b1"), body: { operations } });
    expect(again.body).toEqual(first.body);
    expect(await countOf("product")).toBe(before + 1);
  });

  it("says where what is wrong, and writes nothing then", async () => {
    const before = await countOf("product");
    const operations = [
      { act: "create", object: "product", values: product },
      { act: "create", object: "product", values: { ...product, price: "dear" } },
      { act: "create", object: "no_such", values: {} },
    ];
    const { status, body } = await api.ask("POST /batch", { key, body: { operations } });
    expect([404, 422]).toContain(status);
    expect(body.problems.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(["/operations/1/values/price", "/operations/2"]),
    );
    expect(await countOf("product")).toBe(before);
  });

  it.each([
    [{ operations: [] }],
    [{ operations: [{ act: "drop", object: "product" }] }],
    [{ operations: Array.from({ length: 1_001 }, () => ({ act: "create", object: "product", values: product })) }],
    [{ operations: [{ act: "update", object: "product", id: "x", values: {} }] }],
  ])("that is none is refused", async (body) => {
    const { status } = await api.ask("POST /batch", { key, body });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

describe("a change that comes twice under one key", () => {
  it("has its effect once: update, deletion, restoration", async () => {
    const made = await api.ask("POST /objects/product/records", { key, body: product });
    const at = `/objects/product/records/${made.body.id}`;
    const update = () => api.ask(`PATCH ${at}`, { ...under("u1"), body: { name: "Once" } });
    const first = await update();
    expect([first.status, first.body.version]).toEqual([200, 2]);
    expect((await api.ask(`PATCH ${at}`, { key, body: { name: "Between" } })).body.version).toBe(3);
    const second = await update();
    expect([second.status, second.body, second.headers.get("etag")]).toEqual([200, first.body, '"2"']);
    expect(await versionOf(at)).toBe(3);
    expect((await api.ask(`PATCH ${at}`, { ...under("u1"), body: { name: "Other" } })).status).toBe(409);

    const remove = () => api.ask(`DELETE ${at}`, under("d1"));
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    const restore = () => api.ask(`POST ${at}/restore`, under("r1"));
    const restored = await restore();
    expect([restored.status, restored.body.version]).toEqual([200, 5]);
    expect((await restore()).body).toEqual(restored.body);
    expect(await versionOf(at)).toBe(5);
  });
});

it("a record of an object without states has no next ones", async () => {
  const made = await api.ask("POST /objects/product/records", { key, body: product });
  const { status, body } = await api.ask(`GET /objects/product/records/${made.body.id}/transitions`, { key });
  expect([status, body]).toEqual([200, { data: [] }]);
});

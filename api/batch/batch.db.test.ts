import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withEveryType } from "../docs/every-type.testing.ts";
import { businessA, implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await withEveryType(api, implementerA);
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

describe("new records of a batch that refer to each other", () => {
  const send = (operations: readonly object[]) => api.ask("POST /batch", { key: implementerA, body: { operations } });
  const places = async () => (await api.ask("GET /objects/place/records?count=exact&limit=1", { key: implementerA })).body.count as number;

  it("stand in any order, in fields of every kind that leads to records", async () => {
    const { status, body } = await send([
      { act: "create", object: "line", values: { whole: { $ref: "whole" }, count: 4 } },
      {
        act: "create",
        object: "everything",
        ref: "whole",
        values: {
          f_text: "x",
          f_master_detail: { $ref: "quay" },
          f_reference: { $ref: "quay" },
          f_multi_reference: [{ $ref: "quay" }, { $ref: "pier" }],
          f_polymorphic_reference: { object: "place", id: { $ref: "pier" } },
        },
      },
      { act: "create", object: "place", ref: "quay", values: { name: "Quay" } },
      { act: "create", object: "place", ref: "pier", values: { name: "Pier" } },
      { act: "create", object: "everything", values: { f_text: "below", f_master_detail: { $ref: "quay" }, f_tree: { $ref: "whole" } } },
    ]);
    expect([status, body]).toEqual([200, expect.anything()]);
    const [line, whole, quay, pier, below] = body.results.map(({ record }: any) => record);
    expect(line.whole).toBe(whole.id);
    expect(whole).toMatchObject({
      f_master_detail: quay.id,
      f_reference: quay.id,
      f_look_through: "Quay",
      f_multi_reference: [quay.id, pier.id],
      f_polymorphic_reference: { object: "place", id: pier.id },
    });
    expect(below.f_tree).toBe(whole.id);
    const after = await api.ask(`GET /objects/everything/records/${whole.id}`, { key: implementerA });
    expect(after.body.f_roll_up).toBe(1);
  });

  it.each([
    [
      "to nothing",
      [{ act: "create", object: "everything", values: { f_text: "x", f_master_detail: { $ref: "nobody" } } }],
      ["/operations/0/values/f_master_detail"],
    ],
    [
      "by a name that two have",
      [
        { act: "create", object: "place", ref: "p", values: { name: "One" } },
        { act: "create", object: "place", ref: "p", values: { name: "Two" } },
      ],
      ["/operations/1/ref"],
    ],
    [
      "in a circle",
      [
        { act: "create", object: "everything", ref: "a", values: { f_text: "a", f_tree: { $ref: "b" } } },
        { act: "create", object: "everything", ref: "b", values: { f_text: "b", f_tree: { $ref: "a" } } },
      ],
      ["/operations/0", "/operations/1"],
    ],
    [
      "to what is of another object",
      [
        { act: "create", object: "place", ref: "p", values: { name: "One" } },
        { act: "create", object: "line", values: { whole: { $ref: "p" } } },
      ],
      ["/operations/1/values/whole"],
    ],
  ])("%s are refused, and nothing is written", async (_, operations, paths) => {
    const before = await places();
    const { status, body } = await send(operations);
    expect([status, body.problems.map(({ path }: any) => path)]).toEqual([422, paths]);
    expect(await places()).toBe(before);
  });

  it("are none when another change of the batch is too late or not allowed", async () => {
    const made = (await send([{ act: "create", object: "place", values: { name: "Old" } }])).body.results[0].record;
    const before = await places();
    const late = await send([
      { act: "create", object: "place", values: { name: "New" } },
      { act: "update", object: "place", id: made.id, ifMatch: made.version + 1, values: { name: "Late" } },
    ]);
    expect([late.status, late.body.code, late.body.problems[0].path]).toEqual([412, "version_conflict", "/operations/1"]);
    const barred = await api.ask("POST /batch", {
      key: businessA,
      body: {
        operations: [
          { act: "create", object: "product", values: product },
          { act: "create", object: "place", values: { name: "Not mine" } },
        ],
      },
    });
    expect([403, 404]).toContain(barred.status);
    expect(await places()).toBe(before);
  });
});

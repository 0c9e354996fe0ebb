import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { businessA, businessB, implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const money = (minor: number) => ({ currency: "CNY", minor });
const product = (name: string, minor = 1_000) => ({ name, category: "main", price: money(minor) });
const key = businessA;
const countOf = async (object: string): Promise<number> =>
  (await api.ask(`GET /objects/${object}/records?count=exact&limit=1`, { key })).body.count;

describe("one record", () => {
  it("is made, read, changed under If-Match, deleted and restored, and remembers all of it", async () => {
    const made = await api.ask("POST /objects/product/records", { key, body: product("Noodles") });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ version: 1, name: "Noodles", price: money(1_000), createdBy: expect.stringMatching(/^key:/) });
    expect(made.headers.get("etag")).toBe('"1"');
    const at = `/objects/product/records/${made.body.id}`;
    expect(made.headers.get("location")).toBe(`/api/v1${at}`);

    const read = await api.ask(`GET ${at}`, { key });
    expect([read.status, read.headers.get("etag"), read.body]).toEqual([200, '"1"', made.body]);
    expect((await api.ask(`GET ${at}`, { key, headers: { "if-none-match": '"1"' } })).status).toBe(304);

    const changed = await api.ask(`PATCH ${at}`, { key, body: { name: "Cold noodles" }, headers: { "if-match": '"1"' } });
    expect([changed.status, changed.body.version, changed.body.name, changed.headers.get("etag")]).toEqual([200, 2, "Cold noodles", '"2"']);

    const late = await api.ask(`PATCH ${at}`, { key, body: { name: "Hot noodles" }, headers: { "if-match": '"1"' } });
    expect([late.status, late.body.code]).toEqual([412, "version_conflict"]);
    expect(JSON.stringify(late.body.problems[0].details)).toMatch(/1.*2|2.*1/);
    expect((await api.ask(`DELETE ${at}`, { key, headers: { "if-match": '"1"' } })).status).toBe(412);
    expect((await api.ask(`PATCH ${at}`, { key, body: {}, headers: { "if-match": "1; drop table" } })).status).toBe(400);

    const removed = await api.ask(`DELETE ${at}`, { key, headers: { "if-match": '"2"' } });
    expect([removed.status, removed.text]).toEqual([204, ""]);
    expect((await api.ask(`GET ${at}`, { key })).status).toBe(404);
    const restored = await api.ask(`POST ${at}/restore`, { key });
    expect([restored.status, restored.body.name]).toEqual([200, "Cold noodles"]);

    const { body } = await api.ask(`GET ${at}/history`, { key });
    expect(body.data.map(({ act }: { act: string }) => act)).toEqual(["restore", "delete", "update", "create"]);
    expect(body.data[2].changes).toEqual({ name: { from: "Noodles", to: "Cold noodles" } });
  });

  it("with anything wrong is refused with every problem, and nothing is written", async () => {
    const before = await countOf("product");
    const wrong = await api.ask("POST /objects/product/records", {
      key,
      body: { nme: "x", category: "no such", price: { currency: "CNY", minor: 1.5 } },
    });
    expect([wrong.status, wrong.headers.get("content-type")]).toEqual([422, "application/problem+json; charset=utf-8"]);
    const paths = wrong.body.problems.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(["/nme", "/category", "/name"]));
    expect(paths.some((path: string) => path.startsWith("/price"))).toBe(true);
    expect(await countOf("product")).toBe(before);
  });
});

describe("many records", () => {
  it("are made all together", async () => {
    const before = await countOf("product");
    const records = Array.from({ length: 1_000 }, (_, i) => product(`Dish ${i}`, i));
    const made = await api.ask("POST /objects/product/records", { key, body: { records } });
    expect([made.status, made.body.records.length]).toEqual([201, 1_000]);
    expect(await countOf("product")).toBe(before + 1_000);
  });

  it("are made not at all when one is wrong, or when there are too many", async () => {
    const before = await countOf("product");
    const wrong = await api.ask("POST /objects/product/records", {
      key,
      body: { records: [product("a"), { ...product("b"), price: "dear" }] },
    });
    expect([wrong.status, wrong.body.problems[0].path.slice(0, 16)]).toEqual([422, "/records/1/price"]);
    const many = Array.from({ length: 1_001 }, () => product("a"));
    expect((await api.ask("POST /objects/product/records", { key, body: { records: many } })).status).toBeGreaterThanOrEqual(413);
    expect(await countOf("product")).toBe(before);
  });

  it("are filtered, sorted, paged and counted", async () => {
    const filter = encodeURIComponent(JSON.stringify({ ">=": [{ var: "price" }, money(990)] }));
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; page < 20 && cursor !== null; page++) {
      const { status, body }: { status: number; body: any } = await api.ask(
        `GET /objects/product/records?filter=${filter}&sort=-price,name&limit=5${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
        { key },
      );
      expect(status).toBe(200);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    const whole = await api.ask(`GET /objects/product/records?filter=${filter}&limit=500&count=exact`, { key });
    expect(whole.body.count).toBe(seen.length);
  });

  it("are summed in groups", async () => {
    const { status, body } = await api.ask("POST /objects/product/aggregate", {
      key,
      body: { groupBy: ["category"], measures: [{ fn: "count" }, { fn: "max", field: "price" }] },
    });
    expect(status).toBe(200);
    expect(body.data.find(({ group }: any) => group.category === "main").values).toEqual([expect.any(Number), expect.anything()]);
  });
});

describe("the same POST again", () => {
  const post = (idempotencyKey: string, body: unknown, more: Record<string, string> = {}, by = key) =>
    api.ask("POST /objects/product/records", { key: by, body, headers: { "idempotency-key": idempotencyKey, ...more } });

  it("gets the first answer and has no second effect, also when both come at once", async () => {
    const before = await countOf("product");
    const first = await post("once", product("Once"));
    const again = await post("once", product("Once"));
    expect([again.status, again.body, again.headers.get("location")]).toEqual([201, first.body, first.headers.get("location")]);
    const both = await Promise.all([post("both", product("Both")), post("both", product("Both"))]);
    expect(both.map(({ status }) => status).sort()).toEqual(expect.arrayContaining([201]));
    expect(both.every(({ status, body }) => status === 201 || body.code === "idempotency_in_progress")).toBe(true);
    expect(await countOf("product")).toBe(before + 2);
  });

  it("with another body is refused, and another actor's key is another key", async () => {
    await post("mine", product("Mine"));
    const other = await post("mine", product("Other"));
    expect([other.status, other.body.code]).toEqual([409, "idempotency_mismatch"]);
    expect((await post("mine", product("Theirs"), {}, businessB)).status).toBe(201);
    expect((await post("mine", product("Theirs"), {}, implementerA)).status).toBe(201);
  });

  it("is not kept when it was refused, and needs a key that is one", async () => {
    expect((await post("retry", { name: 1 })).status).toBe(422);
    expect((await post("retry", product("Now right"))).status).toBe(201);
    for (const odd of ["", "a b", "x".repeat(256)]) expect((await post(odd, product("x"))).status).toBe(400);
  });
});

describe("what is asked wrongly", () => {
  it.each([
    ["filter={", 400],
    [`filter=${encodeURIComponent('{"no_such":[1]}')}`, 422],
    [`filter=${encodeURIComponent('{"==":[{"var":"nope"},1]}')}`, 422],
    [`filter=${encodeURIComponent(`{"==":[{"var":"name' or 1=1 --"},1]}`)}`, 422],
    [`filter=${encodeURIComponent('{"__proto__":1}')}`, 400],
    [`filter=${encodeURIComponent("[".repeat(100) + "]".repeat(100))}`, 400],
    ["sort=nope", 422],
    ["sort=name;drop table records", 422],
    ["limit=0", 400],
    ["limit=501", 400],
    ["limit=1&limit=2", 400],
    ["cursor=abc", 400],
    ["count=yes", 400],
    ["fields=nope", 422],
    ["expand=name", 400],
    ["whatever=1", 400],
    ["q=%ff", 400],
    ["q=%00", 400],
  ])("%s → %i", async (query, status) => {
    const answer = await api.ask(`GET /objects/product/records?${query}`, { key });
    expect([400, 422]).toContain(answer.status);
    expect(answer.status).toBe(status);
    expect(answer.body.problems.length).toBeGreaterThan(0);
  });
});

it("a link is made only for a page that may be opened by one", async () => {
  const { body } = await api.ask("GET /objects/order/records?limit=1", { key });
  const at = `/objects/order/records/${body.data[0].id}/link`;
  const made = await api.ask(`POST ${at}`, { key, body: { page: "order_pay" } });
  expect(made.status).toBe(201);
  expect(made.body.url).toBe(`http://merchant-a.localhost:3000/o/${made.body.token}`);
  expect(Date.parse(made.body.expiresAt)).toBeGreaterThan(Date.now());
  for (const page of ["order", "nothing"]) {
    const refused = await api.ask(`POST ${at}`, { key, body: { page } });
    expect([refused.status, refused.body.problems[0].path]).toEqual([422, "/page"]);
  }
});

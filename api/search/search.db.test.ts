import { afterAll, beforeAll, expect, test } from "vitest";
import { businessA, businessB, implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

test("records of every object that one may read are found by name, by sound and by a part of a word, the exact name first", async () => {
  const make = async (name: string) => {
    const made = await api.ask("POST /objects/product/records", {
      key: implementerA,
      body: { name, price: { minor: 100, currency: "CNY" } },
    });
    expect(made.status, made.text).toBe(201);
    return made.body.id as string;
  };
  await make("番茄炒蛋盖饭");
  const exact = await make("番茄");
  const begins = await make("番茄汤");
  for (const q of ["番茄", "fanqie", "fq"]) {
    const found = await api.ask(`GET /search?q=${encodeURIComponent(q)}&objects=product`, { key: businessA });
    expect(found.status, found.text).toBe(200);
    expect(found.body.data[0].hits.length, q).toBe(3);
  }
  const { body } = await api.ask(`GET /search?q=${encodeURIComponent("番茄")}&limit=2`, { key: businessA });
  expect(body.data).toEqual([
    {
      object: "product",
      hits: [
        { id: exact, title: { text: "番茄", marks: [[0, 2]] } },
        { id: begins, title: { text: "番茄汤", marks: [[0, 2]] } },
      ],
      more: true,
    },
  ]);
  expect((await api.ask(`GET /search?q=${encodeURIComponent("番茄")}`, { key: businessB })).body).toEqual({ data: [] });
});

test("what nobody can look for is refused, and what says too little finds nothing and says so", async () => {
  expect((await api.ask("GET /search?q=", { key: businessA })).status).toBe(400);
  expect((await api.ask(`GET /search?q=${"x".repeat(201)}`, { key: businessA })).status).toBe(400);
  expect((await api.ask("GET /search?q=x&objects=nothing", { key: businessA })).status).toBe(404);
  expect((await api.ask("GET /search?q=x", { key: businessA })).body).toEqual({ data: [], tooShort: true });
  expect((await api.ask("GET /search?q=x")).status).toBe(401);
});

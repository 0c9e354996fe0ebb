import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf } from "./address.ts";
import type { Contract } from "./contract.ts";
import { routes } from "./routes.ts";
import { implementerA, testApi, type Answer, type TestApi } from "./testing.ts";

let api: TestApi;
const ids = { order: "", draft: "", run: "", token: "" };
let before = "";

/** Everything that a tenant has, counted and hashed by the owner, who sees all rows; what asking itself leaves behind is not counted. */
async function state(): Promise<string> {
  const left = ["idempotency"];
  const tables = await api.t.owner<{ name: string }[]>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema in ('public', 'auth', 'platform') and table_type = 'BASE TABLE' order by 1`;
  const rows: string[] = [];
  for (const { name } of tables) {
    if (left.some((each) => name.endsWith(each))) continue;
    const [row] = await api.t.owner.unsafe<{ n: string; h: string }[]>(
      `select count(*) as n, md5(coalesce(string_agg(t::text, '' order by t::text), '')) as h from ${name} t`,
    );
    rows.push(`${name} ${row!.n} ${row!.h}`);
  }
  return rows.join("\n");
}

beforeAll(async () => {
  api = await testApi();
  const key = implementerA;
  ids.order = (await api.ask("GET /objects/order/records?limit=1", { key })).body.data[0].id;
  ids.draft = (await api.ask("POST /drafts", { key, body: {} })).body.id;
  const started = await api.ask("POST /flows/order/runs", { key, body: { input: { record: { id: ids.order } } } });
  ids.run = started.body.id;
  ids.token = (await api.ask(`POST /objects/order/records/${ids.order}/link`, { key, body: { page: "order_pay" } })).body.token;
  before = await state();
});
afterAll(() => api.close());

const takers = routes
  .map(({ contract }) => ({ contract, name: `${contract.method} ${addressOf(contract)}` }))
  .filter(({ contract }) => contract.body !== undefined);

function send(
  contract: Contract,
  name: string,
  body: string | undefined,
  headers: Record<string, string> = {},
  query = "",
): Promise<Answer> {
  const values: Record<string, string> = {
    object: "order",
    id: name.includes("/drafts/") ? ids.draft : name.includes("/runs/") ? ids.run : ids.order,
    kind: "table",
    name: name.includes("/flows/") ? "order" : "payment_methods",
    n: "1",
    delivery: ids.order,
    token: name.includes("/links/") ? ids.token : "x".repeat(40),
  };
  const path = addressOf(contract).replaceAll(/\{(\w+)\}/g, (_, each: string) => values[each] ?? "x");
  return api.ask(`${contract.method} ${path}${query}!`, {
    ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${implementerA}`, "content-type": "application/json", ...headers },
  });
}

function refusesWith(answer: Answer, statuses: readonly number[]): void {
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect(answer.body).toMatchObject({
    status: answer.status,
    code: expect.any(String),
    detail: expect.any(String),
    requestId: expect.any(String),
  });
  // nothing of the inside: no stack, no SQL, no driver
  expect(answer.text).not.toMatch(
    /\bat (?:async )?\w+ \(|node_modules|\/work\/|select .* from|insert into|PostgresError|ZodError|TypeError/i,
  );
}

/** Where there is nothing to find the address is refused first, and that is fine too. */
const clear = [400, 404, 409, 410, 413, 415, 422, 401, 429];

describe.each(takers)("$name", ({ contract, name }) => {
  it("refuses what is no JSON, too deep, forbidden or of another type", async () => {
    const deep = `{"a":`.repeat(100) + "1" + "}".repeat(100);
    const unreadable: [string, number][] = [
      ["{", 400],
      ["nonsense", 400],
      ["{}}", 400],
      [deep, 400],
      ["[".repeat(1_000_000), 400],
      ['{"__proto__":{"polluted":true}}', 400],
      ['{"a":{"constructor":{"prototype":{"polluted":true}}}}', 400],
      ['{"\\u005f\\u005fproto__":{"polluted":true}}', 400],
      ['{"a":"\\u0000"}', 400],
      ['{"a":"\\ud800"}', 400],
      ['{"a":1e999}', 400],
    ];
    for (const [body, status] of unreadable) {
      const answer = await send(contract, name, body);
      refusesWith(answer, contract.permission === "public" ? [status, 429] : [status]);
    }
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json; charset=utf-16",
      "application/jsonp",
    ]) {
      refusesWith(await send(contract, name, '{"a":1}', { "content-type": type }), [415]);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("refuses wrong types and unknown fields", async () => {
    for (const body of [
      "null",
      "[]",
      "1",
      '"text"',
      "true",
      "[[]]",
      '{"no such field":1}',
      '{"":null}',
      '{"tenant_id":"x","tenantId":"y"}',
    ]) {
      refusesWith(await send(contract, name, body), clear);
    }
  });

  it("refuses 10 MB, and more than its own limit", async () => {
    const big = `{"a":"${"x".repeat(10 * 1024 * 1024)}"}`;
    refusesWith(await send(contract, name, big), [413]);
    refusesWith(await send(contract, name, big, { "content-length": String(big.length) }), [413]);
    if (contract.large === undefined) refusesWith(await send(contract, name, `{"a":"${"x".repeat(1024 * 1024)}"}`), [413]);
  });

  it("refuses unknown and repeated parameters", async () => {
    refusesWith(await send(contract, name, "{}", {}, "?no_such=1"), [400]);
    refusesWith(await send(contract, name, "{}", {}, "?wait=1&wait=2"), [400]);
  });
});

it("nothing of all that was written", async () => {
  expect(await state()).toBe(before);
});

describe("SQL and script in values", () => {
  const nasty = [
    `'; drop table records; --`,
    `" or 1=1 --`,
    `$1`,
    `\\'; select pg_sleep(10)`,
    `<script>alert(1)</script>`,
    `{{constructor.constructor('return process')()}}`,
    `\${7*7}`,
    `%00`,
    `a'--`,
    `）；`,
    `a\u2028b\u2029c`,
    `../../etc/passwd`,
  ];

  it.each(nasty)("%s is kept as the text it is", async (text) => {
    const values = { name: text, category: "main", price: { currency: "CNY", minor: 1 } };
    const made = await api.ask("POST /objects/product/records", { key: implementerA, body: values });
    expect([made.status, made.body.name]).toEqual([201, text]);
    expect(made.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const filter = encodeURIComponent(JSON.stringify({ "==": [{ var: "name" }, text] }));
    const found = await api.ask(`GET /objects/product/records?filter=${filter}`, { key: implementerA });
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([made.body.id]);
    expect((await api.ask(`GET /objects/product/records?q=${encodeURIComponent(text)}`, { key: implementerA })).status).toBe(200);
    await api.ask(`DELETE /objects/product/records/${made.body.id}`, { key: implementerA });
  });

  it.each(nasty)("%s is no name of anything", async (text) => {
    const name = encodeURIComponent(text);
    for (const call of [
      `GET /objects/${name}/records`,
      `GET /objects/order/records/${name}`,
      `GET /metadata/object/${name}`,
      `GET /metadata/${name}/order`,
      `GET /runs/${name}`,
      `GET /drafts/${name}`,
      `GET /links/${name}`,
      `GET /schema/${name}`,
    ]) {
      const answer = await api.ask(call, { key: implementerA });
      expect([call, answer.status]).toEqual([call, 404]);
      expect(answer.text).not.toContain("<script>");
    }
    for (const call of [`sort=${name}`, `fields=${name}`, `expand=${name}`, `cursor=${name}`]) {
      const answer = await api.ask(`GET /objects/order/records?${call}`, { key: implementerA });
      refusesWith(answer, [400, 422]);
    }
    refusesWith(
      await api.ask("POST /objects/order/aggregate", { key: implementerA, body: { groupBy: [text], measures: [{ fn: "count" }] } }),
      [422],
    );
    refusesWith(await api.ask("POST /objects/order/aggregate", { key: implementerA, body: { measures: [{ fn: text }] } }), [422]);
    refusesWith(await api.ask("POST /tables/payment_methods/decide", { key: implementerA, body: { facts: { [text]: 1 } } }), [422]);
    refusesWith(await api.ask("POST /expressions/evaluate", { key: implementerA, body: { logic: { [text]: [1] } } }), [422]);
    refusesWith(await api.ask("POST /objects/order/records", { key: implementerA, body: { [text]: 1 } }), [422]);
  });
});

describe("headers", () => {
  it.each([
    "",
    "Bearer",
    "Bearer " + "x".repeat(5_000),
    "Basic x",
    "Bearer \t",
    "Negotiate abc",
    "Bearer demo-merchant-a-implementer, Bearer x",
  ])("Authorization: %s is nobody", async (authorization) => {
    const answer = await api.ask("GET /me", { headers: { authorization } });
    expect(answer.status).toBe(401);
  });
  it.each(["'; --", "MERCHANT-A", "merchant-a,merchant-b", "*", "..", "x".repeat(300)])("X-Tenant: %s is no tenant", async (tenant) => {
    expect((await api.ask("GET /me", { key: implementerA, headers: { "x-tenant": tenant } })).status).toBe(404);
  });
});

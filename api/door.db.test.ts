import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf } from "./address.ts";
import { routes } from "./routes.ts";
import { businessA, implementerA, implementerB, testApi, type Answer, type TestApi } from "./testing.ts";

let api: TestApi;
/** things of merchant-a */
const ids = { order: "", draft: "", run: "" };

const noSuch = "0198f0a0-0000-7000-8000-00000000fffe";

/** Calls that ask nobody who he is. A new one must be put here by hand. */
const open = [
  "GET /api/v1/files/{id}/content",
  "GET /api/v1/evaluator.js",
  "POST /api/v1/callbacks/{token}",
  "POST /api/auth/sign-in/email",
  "GET /api/auth/get-session",
  "POST /api/auth/ticket",
  "GET /api/docs",
  "GET /api/docs/{file}",
  "GET /healthz",
  "GET /readyz",
  "GET /metrics",
];
/** Calls whose address is the permission. */
const byLink = ["GET /api/v1/links/{token}", "POST /api/v1/links/{token}/answer"];

const named = routes.map(({ contract }) => ({ contract, name: `${contract.method} ${addressOf(contract)}` }));

/** An address with these values in its places. */
const fill = (address: string, values: Readonly<Record<string, string>>): string =>
  address.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "x");
const valuesFor = (address: string): Record<string, string> => ({
  object: "order",
  id: address.includes("/drafts/") ? ids.draft : address.includes("/runs/") ? ids.run : ids.order,
  kind: "object",
  name: address.includes("/tables/") ? "payment_methods" : "order",
  n: "1",
  token: "x".repeat(40),
  holder: "role:business",
  file: "start.js",
  delivery: noSuch,
});
/** A body that the contract takes, as far as one is needed to reach the work. */
const bodies: Readonly<Record<string, unknown>> = {
  "POST /api/v1/objects/{object}/records": { customer_name: "x" },
  "PATCH /api/v1/objects/{object}/records/{id}": { note: "x" },
  "POST /api/v1/objects/{object}/aggregate": { measures: [{ fn: "count" }] },
  "POST /api/v1/objects/{object}/records/{id}/link": { page: "pay" },
  "PUT /api/v1/drafts/{id}/documents/{kind}/{name}": { label: "x" },
  "PATCH /api/v1/drafts/{id}/documents/{kind}/{name}": { changes: [{ path: "/label", after: "x" }] },
  "POST /api/v1/drafts/{id}/rename": { object: "order", field: "note", to: "remark" },
  "POST /api/v1/drafts/{id}/retype": { object: "order", field: "note", type: "long_text" },
  "POST /api/v1/drafts/{id}/retype/plan": { object: "order", field: "note", type: "long_text" },
  "POST /api/v1/expressions/evaluate": { logic: 1 },
  "POST /api/v1/tables/{name}/decide": { facts: {} },
  "POST /api/v1/tables/{name}/decide-batch": { facts: [{}] },
  "POST /api/v1/tables/{name}/rollouts": { draft: noSuch, mode: "shadow" },
  "PATCH /api/v1/rollouts/{id}": { percent: 5 },
  "POST /api/v1/activations": { draft: noSuch, at: "2999-01-01T00:00:00Z" },
  "POST /api/v1/flows/import": { format: "fdl", source: "x" },
  "POST /api/v1/flows/{name}/runs": { input: {} },
  "POST /api/auth/sign-in/email": { email: "a@b.test", password: "x" },
  "POST /api/v1/auth/tickets": { tenant: "merchant-a" },
  "POST /api/v1/objects/{object}/records/{id}/shares": { holder: "role:business", level: "read" },
  "PATCH /api/v1/people/{user}": { roles: ["business"] },
  "POST /api/v1/teams": { name: "x" },
  "POST /api/v1/callbacks/{token}": { output: {} },
  "POST /api/v1/links/{token}/answer": { values: {} },
  "POST /api/v1/imports/{id}/start": { mapping: { 0: "note" } },
  "POST /api/v1/webhooks/{id}/replay": { since: "2026-01-01T00:00:00Z" },
};
/** Parameters that a call asks for. */
const queries: Readonly<Record<string, string>> = {
  "GET /api/v1/drafts/{id}/uses": "?object=order",
  "GET /api/v1/drafts/{id}/news": "?since=0",
};
const bodyOf = (name: string): unknown =>
  name.endsWith("/simulate") ? { draft: ids.draft } : (bodies[name] ?? (/^(POST|PATCH|PUT)/.test(name) ? {} : undefined));

const callOf = (name: string, headers: Record<string, string>, values: Record<string, string>): Promise<Answer> => {
  const [method, address] = name.split(" ") as [string, string];
  return api.ask(`${method} ${fill(address, values)}${queries[name] ?? ""}!`, { body: bodyOf(name), headers });
};

beforeAll(async () => {
  api = await testApi();
  const { body: orders } = await api.ask("GET /objects/order/records?limit=1", { key: implementerA });
  ids.order = orders.data[0].id;
  ids.draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id;
  const run = await api.ask("POST /flows/order/runs", { key: implementerA, body: { input: { order_id: ids.order } } });
  ids.run = run.body.id ?? randomUUID();
});
afterAll(() => api.close());

describe("every call", () => {
  it("has a contract, once, and the app answers nothing else", () => {
    const names = named.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const answered = new Set(api.app.routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`));
    expect([...answered].sort()).toEqual([...names].sort());
  });

  it.each(named)("$name says what it is for and checks its input", ({ contract }) => {
    expect(contract.summary.length).toBeGreaterThan(10);
    expect(contract.tag).not.toBe("");
    const places = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    const params = contract.params === undefined ? [] : Object.keys((contract.params as unknown as { shape: object }).shape);
    expect(params.sort()).toEqual(places);
    if (contract.method === "POST" || contract.method === "PUT" || contract.method === "PATCH") {
      const takesNone = contract.form === true || contract.upload === true || contract.path.endsWith("/restore");
      expect(contract.body !== undefined || takesNone).toBe(true);
    }
  });

  it("is open only when it stands in the list", () => {
    expect(named.filter(({ contract }) => contract.permission === "public").map(({ name }) => name)).toEqual(open);
    expect(named.filter(({ contract }) => contract.permission === "link").map(({ name }) => name)).toEqual(byLink);
  });

  const guarded = named.filter(({ name }) => !open.includes(name) && !byLink.includes(name));

  it.each(guarded)("$name answers 401 to nobody and to wrong credentials", async ({ name }) => {
    for (const headers of [
      {},
      { authorization: "Bearer not-a-key-of-anybody" },
      { cookie: "armature.session=x.y" },
      { authorization: "Basic YTpi" },
    ]) {
      const answer = await callOf(name, headers as Record<string, string>, valuesFor(name));
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ status: 401, code: "unauthenticated" });
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  it.each(guarded)("$name answers 404 to a key that comes with another tenant's name", async ({ name }) => {
    for (const headers of [{ "x-tenant": "merchant-b" }, { host: "merchant-b.localhost:3000" }]) {
      const answer = await callOf(
        name,
        { authorization: `Bearer ${implementerA}`, ...(headers as Record<string, string>) },
        valuesFor(name),
      );
      expect(answer.status).toBe(404);
    }
  });

  const withId = guarded.filter(({ name }) => name.includes("{id}"));
  it.each(withId)("$name answers another tenant's id like one that does not exist", async ({ name }) => {
    const ask = (id: string) => callOf(name, { authorization: `Bearer ${implementerB}` }, { ...valuesFor(name), id });
    const theirs = valuesFor(name)["id"]!;
    const [foreign, absent] = [await ask(theirs), await ask("0198f0a0-0000-7000-8000-00000000ffff")];
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    const told = ({ body }: Answer, id: string) => JSON.stringify({ ...body, requestId: "" }).replaceAll(id, "ID");
    expect(told(foreign, theirs)).toBe(told(absent, "0198f0a0-0000-7000-8000-00000000ffff"));
  });

  const design = named.filter(({ contract }) =>
    ["design", "designOrOperate", "designOrAdminister", "administer"].includes(contract.permission),
  );
  it.each(design)("$name is forbidden to those who neither design, operate nor administer", async ({ name }) => {
    const answer = await callOf(name, { authorization: `Bearer ${businessA}` }, valuesFor(name));
    expect([answer.status, answer.body.code]).toEqual([403, "forbidden"]);
  });

  it.each(byLink)("%s answers 404 to a token that we did not sign, whoever sends it", async (name) => {
    expect((await callOf(name, { authorization: `Bearer ${implementerA}` }, valuesFor(name))).status).toBe(404);
  });
});

describe("addresses", () => {
  it.each([
    "/api/v1/nothing",
    "/api/v1",
    "/api/v1/",
    "/api",
    "/api/v1/Objects/order/records",
    "/api//v1/me",
    "/api/v1/me/",
    "/api/v1/objects/order/records/x/y/z",
  ])("%s is not there", async (path) => {
    const answer = await api.ask(`GET ${path}!`, { key: implementerA });
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });

  it.each([
    "/objects/o'r--/records",
    "/objects/ORDER/records",
    "/objects/__proto__/records",
    "/objects/nothing/records",
    "/objects/order/records/not-an-id",
    "/metadata/object/constructor",
    "/metadata/toString/x",
    "/revisions/-1/restore",
    "/objects/%00/records",
  ])("%s names nothing", async (path) => {
    const method = path.includes("restore") ? "POST" : "GET";
    expect((await api.ask(`${method} ${path}`, { key: implementerA })).status).toBe(404);
  });

  it("tells which methods an address has", async () => {
    const answer = await api.ask("PUT /objects/order/records", { key: implementerA, body: {} });
    expect([answer.status, answer.body.code, answer.headers.get("allow")]).toEqual([405, "method_not_allowed", "GET, POST"]);
  });
});

describe("answers", () => {
  it("carry the request's id, or one of ours, and what browsers must not do", async () => {
    const given = await api.ask("GET /me", { key: implementerA, headers: { "x-request-id": "abc-1" } });
    expect(given.headers.get("x-request-id")).toBe("abc-1");
    const odd = await api.ask("GET /nothing", { headers: { "x-request-id": "<script>" } });
    expect(odd.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(odd.body.requestId).toBe(odd.headers.get("x-request-id"));
    for (const { headers } of [given, odd]) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("say who is asking and at which revision", async () => {
    const me = await api.ask("GET /me", { key: implementerA });
    expect(me.body).toMatchObject({
      user: null,
      tenant: { slug: "merchant-a" },
      roles: ["implementer"],
      capabilities: ["design", "administer", "allRecords"],
    });
    const list = await api.ask("GET /metadata", { key: implementerA });
    expect(list.headers.get("x-metadata-revision")).toBe(String(list.body.revision));
    expect(list.headers.get("etag")).toBe(`"${list.body.revision}"`);
    const again = await api.ask("GET /metadata", { key: implementerA, headers: { "if-none-match": `"${list.body.revision}"` } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("ask for the tenant when a session names none", async () => {
    const signedIn = await api.ask("POST /api/auth/sign-in/email!", {
      body: { email: "implementer@merchant-a.test", password: "armature-demo" },
    });
    const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
    const answer = await api.ask("GET /metadata", { headers: { cookie } });
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining("X-Tenant")]);
    const me = await api.ask("GET /me", { headers: { cookie } });
    expect(me.body).toMatchObject({ user: { email: "implementer@merchant-a.test" }, tenant: null, tenants: [{ slug: "merchant-a" }] });
    for (const headers of [
      { cookie, "x-tenant": "merchant-a" },
      { cookie, host: "merchant-a.localhost:3000" },
    ]) {
      expect((await api.ask("GET /metadata", { headers })).status).toBe(200);
    }
    expect((await api.ask("GET /metadata", { headers: { cookie, "x-tenant": "merchant-b" } })).status).toBe(404);
  });

  it("are 503 without an inside when the database cannot be reached", async () => {
    await using other = await closing();
    await other.api.t.db.close();
    const answer = await other.api.ask("GET /objects/order/records", { key: implementerA });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(answer.text).not.toMatch(/select |stack|at \/|postgres:/i);
    const ready = await other.api.ask("GET /readyz!");
    expect([ready.status, ready.body]).toEqual([503, { status: "not ready", checks: { database: false, migrations: false } }]);
    expect((await other.api.ask("GET /healthz!")).status).toBe(200);
  });
});

async function closing(): Promise<{ api: TestApi; [Symbol.asyncDispose](): Promise<void> }> {
  const made = await testApi();
  return { api: made, [Symbol.asyncDispose]: () => made.close().catch(() => undefined) };
}

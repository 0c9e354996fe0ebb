import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { businessA, testApi, type Answer, type Ask, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const password = "armature-demo";
const email = "implementer@merchant-a.test";
let peer = 0;
beforeEach(() => {
  peer++;
});
/** As from another machine for each test, so that attempts of one do not count in another. */
const from = (call: string, { body, headers = {} }: Ask = {}, remoteAddress = `10.0.0.${peer}`): Promise<Answer> => {
  const [method, path] = call.split(" ") as [string, string];
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return Promise.resolve(api.app.fetch(request, { incoming: { socket: { remoteAddress } } })).then(async (response) => {
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === "" ? undefined : JSON.parse(text) };
  });
};
const signIn = async (headers: Record<string, string> = {}): Promise<string> => {
  const answer = await from("POST /api/auth/sign-in/email", { body: { email, password }, headers });
  expect([answer.status, answer.body]).toEqual([200, { user: { id: expect.any(String), name: "Implementer", email } }]);
  return answer.headers.getSetCookie()[0]!.split(";")[0]!;
};
const host = "merchant-a.localhost:3000";

it("a session is a cookie of its host that scripts cannot read; its token stands nowhere else", async () => {
  const answer = await from("POST /api/auth/sign-in/email", { body: { email, password } });
  const [cookie] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^armature\.session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(answer.text).not.toContain(decodeURIComponent(cookie!.split(/[=;]/)[1]!).split(".")[0]);
  const other = await signIn();
  expect(other).not.toBe(cookie!.split(";")[0]);
});

it("nothing tells an account that is there from one that is not", async () => {
  const wrong = await from("POST /api/auth/sign-in/email", { body: { email, password: "wrong" } });
  const nobody = await from("POST /api/auth/sign-in/email", { body: { email: "nobody@nowhere.test", password: "wrong" } });
  const noMail = await from("POST /api/auth/sign-in/email", { body: { email: "' or 1=1 --", password: "wrong" } });
  expect([wrong.status, nobody.status, noMail.status]).toEqual([401, 401, 401]);
  const told = ({ body }: Answer) => ({ ...body, requestId: "" });
  expect(told(nobody)).toEqual(told(wrong));
  expect(told(noMail)).toEqual(told(wrong));
  expect(wrong.headers.getSetCookie()).toEqual([]);
});

it("guessing is stopped, whatever the caller turns in body and headers", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 14; i++) {
    const spelling = [email, email.toUpperCase(), ` ${email}`, email.replace("@", "＠")][i % 4]!;
    const headers = { "x-forwarded-for": `1.2.3.${i}`, "user-agent": `agent ${i}`, forwarded: `for=9.9.9.${i}` };
    statuses.push((await from("POST /api/auth/sign-in/email", { body: { email: spelling, password: `wrong ${i}` }, headers })).status);
  }
  expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(statuses.slice(10)).toEqual([429, 429, 429, 429]);
  const right = await from("POST /api/auth/sign-in/email", { body: { email, password } });
  expect([right.status, Number(right.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
  expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(200);
  const elsewhere = await from("POST /api/auth/sign-in/email", { body: { email, password } }, "10.9.9.9");
  expect(elsewhere.status).toBe(200);
});

it("what a page of another site sends with the cookie changes nothing", async () => {
  const cookie = await signIn();
  const post = (headers: Record<string, string>) => from("POST /api/v1/drafts", { body: {}, headers: { cookie, host, ...headers } });
  for (const headers of [
    {},
    { origin: "http://evil.example" },
    { origin: "http://merchant-b.localhost:3000" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { origin: `http://${host}.evil.example` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: `http://${host}`, "sec-fetch-site": "cross-site" },
  ]) {
    const answer = await post(headers as Record<string, string>);
    expect([JSON.stringify(headers), answer.status, answer.body.code]).toEqual([JSON.stringify(headers), 403, "cross_site"]);
  }
  const form = await from("POST /api/v1/drafts", {
    body: {},
    headers: { cookie, host, origin: `http://${host}`, "content-type": "text/plain" },
  });
  expect(form.status).toBe(415);
  expect((await post({ origin: `http://${host}` })).status).toBe(201);
  expect((await post({ "sec-fetch-site": "same-origin" })).status).toBe(201);
  const login = await from("POST /api/auth/sign-in/email", { body: { email, password }, headers: { origin: "http://evil.example", host } });
  expect(login.body.code).toBe("cross_site");
});

it("signing out ends the session everywhere at once", async () => {
  const cookie = await signIn();
  const me = () => from("GET /api/v1/me", { headers: { cookie, host } });
  expect((await me()).status).toBe(200);
  const out = await from("POST /api/auth/sign-out", { body: {}, headers: { cookie, host, origin: `http://${host}` } });
  expect(out.status).toBe(204);
  expect(out.headers.getSetCookie()[0]).toMatch(/^armature\.session=;.*Max-Age=0/);
  expect((await me()).status).toBe(401);
  expect((await from("GET /api/auth/get-session", { headers: { cookie, host } })).body).toBeNull();
});

it("the chooser carries a session over to a tenant's host, once, for its own members", async () => {
  const cookie = await signIn();
  const ask = (tenant: string) =>
    from("POST /api/v1/auth/tickets", { body: { tenant }, headers: { cookie, host: "localhost:3000", origin: "http://localhost:3000" } });
  expect((await ask("merchant-b")).status).toBe(404);
  expect((await ask("nowhere'--")).status).toBe(404);
  const { url, ticket } = (await ask("merchant-a")).body;
  expect(url).toBe(`http://${host}/api/auth/ticket`);

  const use = (given: string, headers: Record<string, string>) =>
    api.app.request("http://localhost:3000/api/auth/ticket", {
      method: "POST",
      headers: { host, "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ ticket: given }).toString(),
    });
  const length = { "content-length": "50" };
  expect((await use(ticket, { ...length, origin: "http://evil.example" })).status).toBe(403);
  expect((await use(ticket, length)).status).toBe(403);
  const used = await use(ticket, { ...length, origin: "http://localhost:3000" });
  expect([used.status, used.headers.get("location")]).toEqual([303, "/"]);
  const session = used.headers.getSetCookie()[0]!;
  expect(session).toMatch(/^armature\.session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/);
  const me = await from("GET /api/v1/me", { headers: { cookie: session.split(";")[0]!, host } });
  expect(me.body).toMatchObject({ user: { email }, tenant: { slug: "merchant-a" } });
  expect((await use(ticket, { ...length, origin: "http://localhost:3000" })).status).toBe(401);
});

it("an API key makes no ticket and has no session to end", async () => {
  const authorization = `Bearer ${businessA}`;
  expect((await from("POST /api/v1/auth/tickets", { body: { tenant: "merchant-a" }, headers: { authorization } })).status).toBe(401);
  expect((await from("POST /api/auth/sign-out", { body: {}, headers: { authorization } })).status).toBe(401);
});

it("passwords are hashed slowly, each with its own salt", async () => {
  const rows = await api.t.owner<{ password: string }[]>`select password from auth.account`;
  expect(new Set(rows.map((row) => row.password)).size).toBe(rows.length);
  for (const row of rows) expect(row.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
});

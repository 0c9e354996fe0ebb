import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey, createUser, setMembership } from "#runtime";
import { businessA, implementerA, implementerB, testApi, type Answer, type TestApi } from "../testing.ts";

let api: TestApi;
let tenantId: string;
const people: Record<string, { id: string; cookie: string }> = {};
const password = "armature-demo";

/** As somebody who is signed in, from a page of the host. */
const as = (name: string, call: string, body?: unknown): Promise<Answer> =>
  api.ask(call, {
    ...(body === undefined ? {} : { body }),
    headers: {
      cookie: people[name]!.cookie,
      "x-tenant": "merchant-a",
      host: "localhost:3000",
      origin: "http://localhost:3000",
      "sec-fetch-site": "same-origin",
    },
  });
const boss = (call: string, body?: unknown): Promise<Answer> =>
  api.ask(call, { key: implementerA, ...(body === undefined ? {} : { body }) });

async function publish(documents: readonly { kind: string; name: string; [key: string]: unknown }[], key = implementerA): Promise<Answer> {
  const { body: draft } = await api.ask("POST /drafts", { key, body: {} });
  for (const document of documents) {
    const put = await api.ask(`PUT /drafts/${draft.id}/documents/${document.kind}/${document.name}`, { key, body: document });
    if (put.status !== 200) return put;
  }
  return api.ask(`POST /drafts/${draft.id}/publish`, { key, body: {} });
}

const mine = { "===": [{ var: "created_by" }, { var: "$user.by" }] };
const all = { read: true, create: true, update: true, delete: true, share: true };

beforeAll(async () => {
  api = await testApi();
  const me = await boss("GET /me");
  tenantId = me.body.tenant.id;
  const roles = await publish([
    { kind: "role", name: "seller", label: "Seller", under: "head", objects: { order: { ...all, rows: mine } } },
    {
      kind: "role",
      name: "head",
      label: "Head",
      objects: { order: { read: true, rows: { in: [{ var: "created_by" }, { var: "$user.belowBy" }] } } },
    },
    {
      kind: "role",
      name: "keeper",
      label: "Keeper",
      capabilities: { administer: true },
      objects: { order: { read: true, hidden: { note: true } } },
    },
  ]);
  expect([roles.status, roles.body.problems]).toEqual([200, undefined]);
  for (const [name, given] of Object.entries({ anna: ["seller"], ben: ["seller"], cara: ["head"], kim: ["keeper"] })) {
    const email = `${name}@merchant-a.test`;
    const { id } = await createUser(api.t.db, api.platform.identity, { email, name, password });
    await setMembership(api.t.db, tenantId, id, given);
    const signedIn = await api.ask("POST /api/auth/sign-in/email!", { body: { email, password } });
    people[name] = { id, cookie: signedIn.headers.getSetCookie()[0]!.split(";")[0]! };
  }
});
afterAll(() => api.close());

const makeOrder = async (name: string): Promise<string> => {
  const made = await as(name, "POST /objects/order/records", { customer_name: `of ${name}`, amount: { currency: "CNY", minor: 1000 } });
  expect([made.status, made.body.problems]).toEqual([201, undefined]);
  return made.body.id;
};
const sees = async (name: string, id: string): Promise<number> => (await as(name, `GET /objects/order/records/${id}`)).status;
const lists = async (name: string, id: string): Promise<boolean> =>
  (await as(name, "GET /objects/order/records?limit=500")).body.data.some((each: { id: string }) => each.id === id);

describe("one record", () => {
  it("is shared to read, then to change, and taken back", async () => {
    const id = await makeOrder("anna");
    const at = `/objects/order/records/${id}`;
    expect([await sees("ben", id), await lists("ben", id)]).toEqual([404, false]);
    const holder = `user:${people["ben"]!.id}`;
    const given = await as("anna", `POST ${at}/shares`, { holder, level: "read" });
    expect([given.status, given.body]).toMatchObject([201, { holder, level: "read", by: `user:${people["anna"]!.id}` }]);
    expect([await sees("ben", id), await lists("ben", id)]).toEqual([200, true]);
    const counted = await as("ben", "POST /objects/order/aggregate", {
      filter: { "===": [{ var: "id" }, id] },
      measures: [{ fn: "count" }],
    });
    expect(counted.body.data[0].values).toEqual([1]);
    expect((await as("ben", `GET ${at}/history`)).status).toBe(200);
    expect((await as("ben", `PATCH ${at}`, { note: "x" })).status).toBe(403);
    expect((await as("ben", `DELETE ${at}`)).status).toBe(403);
    // what was given to him is not his to give
    expect((await as("ben", `POST ${at}/shares`, { holder: "role:head", level: "read" })).status).toBe(403);

    await as("anna", `POST ${at}/shares`, { holder, level: "update" });
    expect((await as("ben", `PATCH ${at}`, { note: "by ben" })).status).toBe(200);
    expect((await as("anna", `GET ${at}/shares`)).body.data).toHaveLength(1);
    expect((await as("anna", `DELETE ${at}/shares/${encodeURIComponent(holder)}`)).status).toBe(204);
    expect([await sees("ben", id), await lists("ben", id)]).toEqual([404, false]);
  });

  it("is shared until an instant, by the clock of the database", async () => {
    const id = await makeOrder("anna");
    const at = `/objects/order/records/${id}/shares`;
    const holder = `user:${people["ben"]!.id}`;
    expect((await as("anna", `POST ${at}`, { holder, level: "read", until: "2020-01-01T00:00:00Z" })).status).toBe(422);
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    expect((await as("anna", `POST ${at}`, { holder, level: "read", until: soon })).status).toBe(201);
    expect(await sees("ben", id)).toBe(200);
    await api.t.db.batch(tenantId, [
      { text: "update record_share set until = now() where tenant_id = $1::uuid and record_id = $2::uuid", params: [tenantId, id] },
    ]);
    expect(await sees("ben", id)).toBe(404);
    expect((await as("anna", `GET ${at}`)).body.data).toEqual([]);
  });

  it("takes its shares along when it is deleted, and brings them back", async () => {
    const id = await makeOrder("anna");
    await as("anna", `POST /objects/order/records/${id}/shares`, { holder: `user:${people["ben"]!.id}`, level: "read" });
    expect((await as("anna", `DELETE /objects/order/records/${id}`)).status).toBe(204);
    expect(await sees("ben", id)).toBe(404);
    expect((await as("anna", `POST /objects/order/records/${id}/restore`)).status).toBe(200);
    expect(await sees("ben", id)).toBe(200);
  });

  it("is shared with nobody of another tenant, and by nobody who may not", async () => {
    const id = await makeOrder("anna");
    const at = `/objects/order/records/${id}/shares`;
    const theirs = (await api.ask("GET /people", { key: implementerB })).body.data as { id: string; email: string }[];
    const stranger = theirs.find(({ email }) => email.endsWith("merchant-b.test"))!;
    for (const holder of [`user:${stranger.id}`, "team:0198f0a0-0000-7000-8000-00000000ffff", "team:x", "role:nothing", "user:__proto__"])
      expect((await as("anna", `POST ${at}`, { holder, level: "read" })).body.problems[0]).toMatchObject({ code: "broken_reference" });
    expect((await as("ben", `POST ${at}`, { holder: "role:head", level: "read" })).status).toBe(404);
    expect((await api.ask(`POST ${at}`, { key: businessA, body: { holder: "role:head", level: "read" } })).status).toBe(403);
    expect((await api.ask(`GET ${at}`, { key: implementerB })).status).toBe(404);
  });
});

describe("standing above and below", () => {
  it("follows the order of roles", async () => {
    const id = await makeOrder("anna");
    expect([await sees("cara", id), await lists("cara", id)]).toEqual([200, true]);
    expect(await sees("ben", id)).toBe(404);
  });

  it("follows teams: who leads one reads what is made in it and within it", async () => {
    const outer = (await boss("POST /teams", { name: "North" })).body.id;
    const inner = (await boss("POST /teams", { name: "North-East", parentId: outer })).body.id;
    expect((await boss(`PATCH /teams/${outer}`, { parentId: inner })).status).toBe(422);
    expect((await boss(`PATCH /teams/${outer}`, { parentId: outer })).status).toBe(422);
    const id = await makeOrder("anna");
    expect((await boss(`PUT /teams/${inner}/members/${people["anna"]!.id}`, {})).status).toBe(200);
    // a lead stands above by the team, and gets the right by a role that asks for it
    await boss(`PATCH /people/${people["ben"]!.id}`, { roles: ["head"] });
    const before = await sees("ben", id);
    await boss(`PATCH /people/${people["anna"]!.id}`, { roles: ["business"] });
    expect([before, await sees("ben", id)]).toEqual([200, 404]);
    expect((await boss(`PUT /teams/${outer}/members/${people["ben"]!.id}`, { leads: true })).status).toBe(200);
    expect(await sees("ben", id)).toBe(200);
    expect((await boss(`PUT /teams/${outer}/members/${people["ben"]!.id}`, { leads: false })).status).toBe(200);
    expect(await sees("ben", id)).toBe(404);
    await boss(`PATCH /people/${people["anna"]!.id}`, { roles: ["seller"] });
    await boss(`PATCH /people/${people["ben"]!.id}`, { roles: ["seller"] });

    // a share with the outer team reaches those of the inner one, and ends with the team
    const own = await makeOrder("ben");
    expect((await as("ben", `POST /objects/order/records/${own}/shares`, { holder: `team:${outer}`, level: "read" })).status).toBe(201);
    expect(await sees("anna", own)).toBe(200);
    expect((await boss(`DELETE /teams/${outer}`)).status).toBe(204);
    expect(await sees("anna", own)).toBe(404);
    expect((await boss("GET /teams")).body.data).toEqual([expect.objectContaining({ id: inner, parentId: null })]);
    expect((await as("ben", "GET /teams")).body.data[0]).not.toHaveProperty("members");
  });
});

describe("why", () => {
  it("is told of oneself to everybody, of others to those who administer or design", async () => {
    const id = await makeOrder("anna");
    const at = `/objects/order/records/${id}/access`;
    const own = await as("anna", `GET ${at}`);
    expect(own.body).toMatchObject({
      userId: people["anna"]!.id,
      verbs: {
        read: {
          allowed: true,
          because: [{ kind: "grant", role: "seller", counts: true, rule: { holds: true, values: { created_by: expect.anything() } } }],
        },
        export: { allowed: false, because: [{ kind: "none" }] },
        share: { allowed: true },
      },
    });
    expect((await as("ben", `GET ${at}`)).status).toBe(404);
    const bens = await boss(`GET ${at}?user=${people["ben"]!.id}`);
    expect(bens.body.verbs.read).toMatchObject({ allowed: false, because: [{ role: "seller", counts: false, rule: { holds: false } }] });
    expect((await as("anna", `GET ${at}?user=${people["ben"]!.id}`)).status).toBe(403);
    expect((await boss(`GET ${at}?user=nobody`)).status).toBe(404);
  });

  it("tells of a rule that reads what the asker may not see no more than whether it held", async () => {
    await publish([
      { kind: "role", name: "noted", label: "Noted", objects: { order: { read: true, rows: { "===": [{ var: "note" }, "secret"] } } } },
    ]);
    const id = await makeOrder("anna");
    await as("anna", `PATCH /objects/order/records/${id}`, { note: "secret" });
    await boss(`PATCH /people/${people["ben"]!.id}`, { roles: ["noted"] });
    const at = `/objects/order/records/${id}/access?user=${people["ben"]!.id}`;
    expect((await boss(`GET ${at}`)).body.verbs.read.because[0].rule).toMatchObject({ values: { note: "secret" } });
    const told = await as("kim", `GET ${at}`);
    expect(told.body.verbs.read).toMatchObject({ allowed: true, because: [{ role: "noted", counts: true, rule: { holds: true } }] });
    expect(told.text).not.toContain("secret");
    expect(told.text).not.toContain('"note"');
    await boss(`PATCH /people/${people["ben"]!.id}`, { roles: ["seller"] });
  });
});

describe("roles of people", () => {
  it("are given only by those who administer, and never more than they have", async () => {
    const ben = people["ben"]!.id;
    expect((await as("ben", `PATCH /people/${ben}`, { roles: ["implementer"] })).status).toBe(403);
    expect((await api.ask(`PATCH /people/${ben}`, { key: businessA, body: { roles: ["business"] } })).status).toBe(403);
    // the implementer of the demo does not operate
    expect((await boss(`PATCH /people/${ben}`, { roles: ["operator"] })).body.problems[0]).toMatchObject({
      code: "forbidden",
      path: "/roles/0",
    });
    // who administers and nothing else gives no capability and no right that he lacks
    for (const role of ["implementer", "seller", "business"]) {
      const refused = await as("kim", `PATCH /people/${ben}`, { roles: ["seller", role] });
      expect([role, refused.status]).toEqual([role, role === "seller" ? 200 : 403]);
    }
    expect((await as("kim", `PATCH /people/${people["kim"]!.id}`, { roles: ["keeper", "implementer"] })).status).toBe(403);
    expect((await boss(`PATCH /people/${ben}`, { roles: ["no_such_role"] })).status).toBe(422);
    expect((await boss(`PATCH /people/${ben}`, { roles: ["seller"], admin: true })).status).toBe(422);
    expect((await api.ask(`PATCH /people/${ben}`, { key: implementerB, body: { roles: [] } })).status).toBe(404);
    expect((await boss(`PATCH /people/${ben}`, { roles: ["seller"] })).body.roles).toEqual(["seller"]);
  });

  it("are gone with the next request, and so is who is removed: his sessions, keys, teams and shares", async () => {
    const id = await makeOrder("anna");
    const { id: ben } = people["ben"]!;
    await as("anna", `POST /objects/order/records/${id}/shares`, { holder: `user:${ben}`, level: "read" });
    const { key } = await createApiKey(api.t.db, { tenantId, name: "of ben", roles: ["business"], userId: ben });
    expect([await sees("ben", id), (await api.ask("GET /me", { key })).status]).toEqual([200, 200]);
    await boss(`PATCH /people/${ben}`, { roles: [] });
    expect(await sees("ben", id)).toBe(404);
    await boss(`PATCH /people/${ben}`, { roles: ["seller"] });
    expect(await sees("ben", id)).toBe(200);

    expect((await as("kim", `DELETE /people/${ben}`)).status).toBe(204);
    expect((await as("ben", "GET /objects/order/records")).status).toBe(404);
    expect((await api.ask("GET /me", { key })).status).toBe(401);
    // who comes back begins anew
    await setMembership(api.t.db, tenantId, ben, ["seller"]);
    await api.platform.identity.revoked(ben);
    expect(await sees("ben", id)).toBe(404);
    expect((await boss(`DELETE /people/nobody`)).status).toBe(404);
  });

  it("leave a tenant with somebody who may administer", async () => {
    const found = (await boss("GET /people?q=implementer")).body.data as { id: string; roles: string[] }[];
    const { id } = found.find(({ roles }) => roles.includes("implementer"))!;
    expect((await boss(`DELETE /people/${people["kim"]!.id}`)).status).toBe(204);
    expect((await boss(`PATCH /people/${id}`, { roles: ["business"] })).body).toMatchObject({ code: "forbidden" });
    expect((await boss(`DELETE /people/${id}`)).status).toBe(403);
  });
});

describe("grants", () => {
  it("are not inherited by a field that is made anew under an old name", async () => {
    await publish([
      { kind: "role", name: "noter", label: "Noter", objects: { order: { read: true, update: true, writable: { note: true } } } },
    ]);
    const { body: order } = await boss("GET /metadata/object/order");
    const [old, field] = Object.entries(order.fields as Record<string, { name: string }>).find(([, each]) => each.name === "note")!;
    const { [old]: _, ...rest } = order.fields;
    const again = await publish([{ ...order, fields: { ...rest, note_again: field } }]);
    expect(again.status).not.toBe(200);
    expect(JSON.stringify(again.body.problems)).toContain("/role/noter/objects/order/writable/note");
  });

  it("may ask where one stands only in rules over records", async () => {
    const { body: order } = await boss("GET /metadata/object/order");
    const rule = { in: [{ var: "customer_name" }, { var: "$user.teamIds" }] };
    const refused = await publish([{ ...order, validations: { ...order.validations, v_team: { order: "zz", rule, message: "x" } } }]);
    expect(refused.status).not.toBe(200);
    expect(JSON.stringify(refused.body.problems)).toContain("$user.teamIds");
    // what the database cannot answer whole is refused, never answered afterwards
    const half = await publish([
      {
        kind: "role",
        name: "half",
        label: "Half",
        objects: { order: { read: true, rows: { "===": [{ cat: [{ var: "note" }, "x"] }, "yx"] } } },
      },
    ]);
    expect(half.status).toBe(422);
    expect(JSON.stringify(half.body.problems)).toContain("/role/half/objects/order/rows");
  });
});

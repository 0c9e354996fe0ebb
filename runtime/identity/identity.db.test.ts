import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Result } from "#metadata";
import { createApiKey, revokeApiKey } from "./api-key.ts";
import { createIdentity, type Identity, type Who } from "./identity.ts";
import { signOrderLink } from "./order-link.ts";
import { removeMembership, setMembership } from "./tenant.ts";
import { issueTicket, useTicket } from "./ticket.ts";
import { createUser } from "./user.ts";

let t: TestDatabase;
let here: Identity;
/** another process on the same database */
let there: Identity;
let a: string;
let b: string;
let userId: string;
let cookie: string;
const secret = "a secret of the tests, long enough for anything";
const baseUrl = "http://localhost:3000";

const codes = (result: Result<unknown>) => (result.ok ? "ok" : result.problems.map(({ code }) => code).join());
const valueOf = (result: Result<Who>): Who => {
  if (!result.ok) throw new Error(codes(result));
  return result.value;
};

beforeAll(async () => {
  t = await testDatabase();
  const log = pino({ level: "silent" });
  here = createIdentity({ db: t.db, secret, baseUrl, log });
  there = createIdentity({ db: t.db, secret, baseUrl, log });
  await Promise.all([here.start(), there.start()]);
  [a, b] = [await t.tenant("merchant-a"), await t.tenant("merchant-b")];
  userId = (await createUser(t.db, here, { email: " Ann@Example.TEST", name: "Ann", password: "correct horse battery" })).id;
  await setMembership(t.db, a, userId, ["implementer"]);
  const signedIn = await here
    .auth()
    .api.signInEmail({ body: { email: "ann@example.test", password: "correct horse battery" }, returnHeaders: true });
  cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
});
afterAll(async () => {
  await Promise.all([here.stop(), there.stop()]);
  await t.drop();
});

describe("a session", () => {
  it("is found by its cookie, in the tenant of the host or of X-Tenant", async () => {
    for (const named of [{ host: "merchant-a.localhost:3000" }, { host: "localhost:3000", tenant: "merchant-a" }]) {
      const who = valueOf(await here.who({ cookie, ...named }));
      expect(who.actor).toMatchObject({ tenantId: a, userId, by: `user:${userId}`, roles: ["implementer"] });
      expect(who.user).toEqual({ id: userId, name: "Ann", email: "ann@example.test" });
    }
  });

  it("has no actor while no tenant is named", async () => {
    const who = valueOf(await here.who({ cookie, host: "localhost:3000" }));
    expect(who.actor).toBeUndefined();
    expect(who.memberships.map(({ slug }) => slug)).toEqual(["merchant-a"]);
  });

  it("is nobody's in a tenant without membership, in one that is not there, and where host and header differ", async () => {
    expect(codes(await here.who({ cookie, host: "merchant-b.localhost:3000" }))).toBe("not_found");
    expect(codes(await here.who({ cookie, host: "nowhere.localhost:3000" }))).toBe("not_found");
    expect(codes(await here.who({ cookie, host: "merchant-a.localhost:3000", tenant: "merchant-b" }))).toBe("not_found");
  });

  it("with a changed token, a changed signature or none is refused", async () => {
    const [name, value] = cookie.split("=") as [string, string];
    const other = value.startsWith("A") ? `B${value.slice(1)}` : `A${value.slice(1)}`;
    for (const wrong of [
      `${name}=${other}`,
      `${name}=${value.slice(0, -6)}AAAA%3D`,
      `${name}=x.y`,
      `${name}=%E0%A4%A`,
      `${name}=`,
      "a=b",
    ]) {
      expect(codes(await here.who({ cookie: wrong, host: "merchant-a.localhost" }))).toBe("unauthenticated");
    }
  });

  it("learns of a new and of a lost membership at once, in every process", async () => {
    expect(codes(await there.who({ cookie, tenant: "merchant-b" }))).toBe("not_found");
    await setMembership(t.db, b, userId, ["operator"]);
    await expect.poll(async () => codes(await there.who({ cookie, tenant: "merchant-b" }))).toBe("ok");
    await removeMembership(t.db.auth, b, userId);
    await t.db.notify("identity", userId);
    await expect.poll(async () => codes(await there.who({ cookie, tenant: "merchant-b" }))).toBe("not_found");
  });
});

describe("an API key", () => {
  it("is kept as a hash, acts in its tenant, and nowhere else", async () => {
    const { id, key } = await createApiKey(t.db, { tenantId: a, name: "integration", roles: ["business"] });
    const rows = await t.owner`select * from auth.api_key where id = ${id}`;
    expect(JSON.stringify(rows)).not.toContain(key);
    const authorization = `Bearer ${key}`;
    expect(valueOf(await here.who({ authorization })).actor).toMatchObject({
      tenantId: a,
      userId: null,
      by: `key:${id}`,
      roles: ["business"],
    });
    expect(codes(await here.who({ authorization, tenant: "merchant-b" }))).toBe("not_found");
    expect(codes(await here.who({ authorization, host: "merchant-b.localhost:3000" }))).toBe("not_found");
    expect(codes(await there.who({ authorization }))).toBe("ok");
    await revokeApiKey(t.db, a, id);
    await expect.poll(async () => codes(await there.who({ authorization }))).toBe("unauthenticated");
  });

  it("cannot be revoked by another tenant, and ends when it expires", async () => {
    const { id, key } = await createApiKey(t.db, { tenantId: a, name: "x", roles: [], expiresAt: new Date(Date.now() + 3_600_000) });
    expect(await revokeApiKey(t.db, b, id)).toBe(false);
    expect(codes(await here.who({ authorization: `Bearer ${key}` }))).toBe("ok");
    await t.owner`update auth.api_key set expires_at = now() - interval '1 second' where id = ${id}`;
    await here.revoked();
    expect(codes(await here.who({ authorization: `Bearer ${key}` }))).toBe("unauthenticated");
  });

  it("that is no key is refused, whatever it looks like", async () => {
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ",
      "Basic YTpi",
      "Bearer short",
      `Bearer ${"x".repeat(600)}`,
      "Bearer a b c d e f g h",
      "Bearer ' or 1=1 --",
    ]) {
      expect(codes(await here.who({ authorization, cookie }))).toBe("unauthenticated");
    }
  });

  it("is asked for together with all others that are at work, and ends for them within a second without a word from anybody", async () => {
    let questions = 0;
    const auth = { ...t.db.auth, query: ((...given: Parameters<typeof t.db.auth.query>) => (questions++, t.db.auth.query(...given))) as typeof t.db.auth.query }; // prettier-ignore
    const deaf = createIdentity({ db: { ...t.db, auth }, secret, baseUrl, log: pino({ level: "silent" }) });
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, index) => createApiKey(t.db, { tenantId: a, name: `k${index}`, roles: [`r${index}`] })),
    );
    const ask = () => Promise.all(made.map(({ key }) => deaf.who({ authorization: `Bearer ${key}` })));
    expect((await ask()).map((who) => valueOf(who).actor!.roles)).toEqual(made.map((_, index) => [`r${index}`]));
    expect(questions).toBe(1);
    await t.owner`update auth.api_key set revoked_at = now() where id = ${made[7]!.id}`;
    await t.owner`update auth.api_key set roles = array['other'] where id = ${made[8]!.id}`;
    const revokedAt = performance.now();
    while ((await deaf.who({ authorization: `Bearer ${made[7]!.key}` })).ok && performance.now() - revokedAt < 10_000) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const answers = await ask();
    expect(codes(answers[7]!)).toBe("unauthenticated");
    expect(valueOf(answers[8]!).actor!.roles).toEqual(["other"]);
    // the 39 others were never asked for one by one
    expect(questions).toBeLessThan(40);
  });

  it("of a tenant that is not active opens nothing", async () => {
    const { key } = await createApiKey(t.db, { tenantId: b, name: "x", roles: [] });
    await t.owner`update auth.tenant set status = 'suspended' where id = ${b}`;
    await here.revoked();
    expect(codes(await here.who({ authorization: `Bearer ${key}` }))).toBe("unauthenticated");
    await t.owner`update auth.tenant set status = 'active' where id = ${b}`;
  });
});

describe("an order link", () => {
  const recordId = "0198f0a0-0000-7000-8000-000000000001";
  const link = () => ({ tenantId: a, object: "order", recordId, page: "pay", expires: Math.floor(Date.now() / 1_000) + 60 });

  it("makes its holder the customer of one record", async () => {
    const found = await here.customer(signOrderLink(link(), secret), { host: "merchant-a.localhost" });
    expect(found.ok && found.value.actor).toMatchObject({
      tenantId: a,
      userId: null,
      roles: ["customer"],
      only: { object: "order", recordId, page: "pay" },
    });
  });

  it("that is late, forged, damaged or on another tenant's host is not there", async () => {
    const token = signOrderLink(link(), secret);
    const [payload, signature] = token.split(".") as [string, string];
    const changed = Buffer.from(Buffer.from(payload, "base64url").toString().replace('01"', '02"')).toString("base64url");
    const wrong = [
      signOrderLink({ ...link(), expires: 1 }, secret),
      signOrderLink(link(), "another secret"),
      `${changed}.${signature}`,
      payload,
      `${token}.x`,
      "",
      "..",
      "x".repeat(2_000),
    ];
    for (const each of wrong) expect(codes(await here.customer(each, {}))).toBe("not_found");
    expect(codes(await here.customer(token, { host: "merchant-b.localhost" }))).toBe("not_found");
  });
});

it("a ticket is used once", async () => {
  const ticket = await issueTicket(t.db, userId);
  const used = await Promise.all([useTicket(t.db, ticket), useTicket(t.db, ticket), useTicket(t.db, "x")]);
  expect(used.filter((each) => each === userId)).toHaveLength(1);
  expect(await useTicket(t.db, ticket)).toBeUndefined();
});

it("a user is made once, whatever the spelling", async () => {
  expect(await createUser(t.db, here, { email: "ANN@example.test ", name: "x", password: "another password" })).toEqual({
    id: userId,
    made: false,
  });
});

import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDatabase, type Database } from "#db";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Result } from "#metadata";
import { openProxy, type Proxy } from "../../db/testing-proxy.ts";
import { createApiKey } from "./api-key.ts";
import { createIdentity, type Identity } from "./identity.ts";
import { signOrderLink } from "./order-link.ts";
import { setMembership } from "./tenant.ts";
import { signCookie } from "./who.ts";

/* Somebody's rights are changed behind the back of a process that knows him, and nobody tells it. */

const secret = "a secret of the tests, long enough for anything";
const options = { secret, baseUrl: "http://localhost:3000", log: pino({ level: "silent" }) };
let t: TestDatabase;
/** through which the process reaches the database */
let proxy: Proxy;
let far: Database;
let deaf: Identity;
/** questions for one key, session or tenant */
let questions = 0;

beforeAll(async () => {
  t = await testDatabase();
  proxy = await openProxy(t.url, 0);
  far = await openDatabase({ url: proxy.url, secret: testSecret, lanes: 4 });
  const auth: Database["auth"] = {
    ...far.auth,
    query: (...given) => (questions++, far.auth.query(...given)) as never,
  };
  deaf = createIdentity({ db: { ...far, auth, listen: async () => ({ stop: async () => undefined }) }, ...options });
  await deaf.start();
});
afterAll(async () => {
  proxy.swallow(false);
  await deaf.stop();
  await far.close();
  await proxy.close();
  await t.drop();
});

const outcome = (result: Result<{ readonly actor?: { readonly roles: readonly string[] } }>) =>
  result.ok ? (result.value.actor?.roles.join() ?? "nobody") : result.problems.map(({ code }) => code).join();

/** Nothing but the poll can have told it; generous, for the machine may be busy. */
const soon = { timeout: 10_000, interval: 20 };

let tenantId: string;
let slug: string;
let userId: string;
let keyId: string;
let token: string;
let doors: Record<"key" | "session" | "link", () => Promise<string>>;
let counter = 0;
beforeEach(async () => {
  slug = `changes-${++counter}`;
  tenantId = await t.tenant(slug);
  [userId, token] = [randomUUID(), randomUUID()];
  await t.owner`insert into auth."user" (id, name, email) values (${userId}, 'Ann', ${`${slug}@example.test`})`;
  await t.owner`insert into auth.session (id, token, user_id, expires_at) values (${randomUUID()}, ${token}, ${userId}, now() + interval '1 day')`;
  await setMembership(t.db, tenantId, userId, ["a"]);
  const made = await createApiKey(t.db, { tenantId, name: "x", roles: ["a"] });
  keyId = made.id;
  const link = signOrderLink(
    {
      tenantId,
      object: "order",
      recordId: "0198f0a0-0000-7000-8000-000000000001",
      page: "pay",
      expires: Math.floor(Date.now() / 1_000) + 600,
    },
    secret,
  );
  doors = {
    key: async () => outcome(await deaf.who({ authorization: `Bearer ${made.key}` })),
    session: async () => outcome(await deaf.who({ cookie: `${deaf.cookieName}=${signCookie(token, deaf.cookieSecret)}`, tenant: slug })),
    link: async () => outcome(await deaf.customer(link, {})),
  };
  // what was just made is told of before anybody is asked for
  await deaf.revoked();
  expect([await doors.key(), await doors.session(), await doors.link()]).toEqual(["a", "a", "customer"]);
});

describe("what is changed elsewhere holds here soon, at each door that it concerns and no other", () => {
  const cases: [string, () => Promise<unknown>, Partial<Record<keyof typeof doors, string>>][] = [
    ["a key is revoked", () => t.owner`update auth.api_key set revoked_at = now() where id = ${keyId}`, { key: "unauthenticated" }],
    ["a key is deleted", () => t.owner`delete from auth.api_key where id = ${keyId}`, { key: "unauthenticated" }],
    ["a key has other roles", () => t.owner`update auth.api_key set roles = '{b}' where id = ${keyId}`, { key: "b" }],
    ["a key is to end earlier", () => t.owner`update auth.api_key set expires_at = now() where id = ${keyId}`, { key: "unauthenticated" }],
    ["a session is ended", () => t.owner`delete from auth.session where user_id = ${userId}`, { session: "unauthenticated" }],
    ["a session is to end earlier", () => t.owner`update auth.session set expires_at = now() where user_id = ${userId}`, { session: "unauthenticated" }],
    ["a member has other roles", () => t.owner`update auth.membership set roles = '{b}' where user_id = ${userId}`, { session: "b" }],
    ["a member is taken out", () => t.owner`delete from auth.membership where user_id = ${userId}`, { session: "not_found" }],
    ["a person is deleted", () => t.owner`delete from auth."user" where id = ${userId}`, { session: "unauthenticated" }],
    ["a tenant is suspended", () => t.owner`update auth.tenant set status = 'suspended' where id = ${tenantId}`, { key: "unauthenticated", session: "not_found", link: "not_found" }],
    ["a tenant is deleted", () => t.owner`delete from auth.tenant where id = ${tenantId}`, { key: "unauthenticated", session: "not_found", link: "not_found" }],
  ]; // prettier-ignore
  it.each(cases)("%s", async (_, change, wanted) => {
    await change();
    for (const [door, answer] of Object.entries(wanted)) await expect.poll(doors[door as keyof typeof doors], soon).toBe(answer);
    const before = questions;
    for (const door of ["key", "session", "link"] as const)
      if (wanted[door] === undefined) expect(await doors[door]()).toBe(door === "link" ? "customer" : "a");
    // whom it does not concern was not asked for
    expect(questions).toBe(before);
  });
});

it("a tenant that is active again lets its people in again", async () => {
  await t.owner`update auth.tenant set status = 'suspended' where id = ${tenantId}`;
  await expect.poll(doors.session, soon).toBe("not_found");
  await t.owner`update auth.tenant set status = 'active' where id = ${tenantId}`;
  await expect.poll(doors.session, soon).toBe("a");
  await expect.poll(doors.key, soon).toBe("a");
});

it("a key that is revoked in a transaction which is committed late stops when it is committed", async () => {
  const polls = async (n: number) => {
    // others change meanwhile, and are told
    for (let i = 0; i < n; i++) {
      await t.owner`update auth.membership set roles = array[${`r${i}`}] where user_id = ${userId}`;
      await expect.poll(doors.session, soon).toBe(`r${i}`);
    }
  };
  await t.owner.begin(async (tx) => {
    await tx`update auth.api_key set revoked_at = now() where id = ${keyId}`;
    await polls(3);
    expect(await doors.key()).toBe("a");
  });
  await expect.poll(doors.key, soon).toBe("unauthenticated");
});

it("while the database is away nobody is let in by what is remembered; afterwards what changed meanwhile holds at once", async () => {
  proxy.swallow(true);
  const refused = async () =>
    doors.key().then(
      (answer) => answer,
      () => "closed",
    );
  try {
    await expect.poll(refused, soon).toBe("closed");
    await t.owner`update auth.api_key set revoked_at = now() where id = ${keyId}`;
    expect(await refused()).toBe("closed");
  } finally {
    proxy.swallow(false);
    proxy.cut();
  }
  const seen = new Set<string>();
  await expect.poll(async () => (seen.add(await refused()), [...seen].at(-1)), soon).toBe("unauthenticated");
  expect([...seen].filter((answer) => answer !== "closed")).toEqual(["unauthenticated"]);
  await expect.poll(() => doors.session().catch(() => "closed"), soon).toBe("a");
});

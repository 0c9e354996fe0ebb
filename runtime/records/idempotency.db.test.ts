import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { ok, problem, refused } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "./commands.ts";
import { withIdempotency, type KeyedRequest } from "./idempotency.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

let database: TestDatabase;
let platform: Platform;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, [objectOf("note", { text: { type: "text", indexed: true } })]));
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

const request = (key: string, text: string, more: Partial<KeyedRequest> = {}): KeyedRequest => ({
  route: "POST /objects/{object}/records",
  key,
  method: "POST",
  path: "/api/v1/objects/note/records",
  body: new TextEncoder().encode(JSON.stringify({ text })),
  ...more,
});
const create = (key: string, text: string, by = actor) =>
  withIdempotency(platform, by, request(key, text), async (claim) => {
    const made = await createRecords(platform, by, "note", [{ text }], {
      settle: (tx, [record]) => claim.settle(tx, { status: 201, body: record, headers: { etag: '"1"' } }),
    });
    return made.ok ? ok({ status: 201, body: made.value[0], headers: { etag: '"1"' } }) : made;
  });
const times = async (text: string) => {
  const page = await listRecords(platform, actor, "note", { filter: { "===": [{ var: "text" }, text] } });
  return page.ok ? page.value.data.length : -1;
};
const codes = (result: { ok: boolean; problems?: readonly { code: string }[] }) =>
  result.ok ? [] : result.problems!.map(({ code }) => code);

test("the same request again gets the first answer, without a second effect", async () => {
  const first = await create("k1", "once");
  expect(first).toMatchObject({ ok: true, value: { status: 201, body: { text: "once", version: 1 } } });
  expect(await create("k1", "once")).toEqual(first);
  expect(await times("once")).toBe(1);
});

test("another body under the key is refused; another key, call or actor is another matter", async () => {
  await create("k2", "two");
  expect(codes(await create("k2", "three"))).toEqual(["idempotency_mismatch"]);
  expect(await times("three")).toBe(0);
  expect(await create("k3", "two")).toMatchObject({ ok: true });
  expect(await create("k2", "two", { ...actor, by: "user:u2" })).toMatchObject({ ok: true });
  expect(await times("two")).toBe(3);
});

test("of many at once one is done, and the others are told or given its answer", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => create("k4", "many")));
  for (const each of all) expect(each.ok || codes(each)[0] === "idempotency_in_progress").toBe(true);
  expect(all.some((each) => each.ok)).toBe(true);
  expect(await times("many")).toBe(1);
});

test("what was refused, or broke, had no effect and may be tried again", async () => {
  let tries = 0;
  const attempt = (fail: "refuse" | "break" | undefined) =>
    withIdempotency(platform, actor, request("k5", "again"), async () => {
      tries += 1;
      if (fail === "refuse") return refused(problem("invalid", "/text", "no"));
      if (fail === "break") throw new Error("a fault");
      return ok({ body: { done: true } });
    });
  expect(codes(await attempt("refuse"))).toEqual(["invalid"]);
  await expect(attempt("break")).rejects.toThrow("a fault");
  expect(await attempt(undefined)).toEqual({ ok: true, value: { body: { done: true } } });
  expect(await attempt(undefined)).toMatchObject({ ok: true, value: { body: { done: true } } });
  expect(tries).toBe(3);
});

test("a claim of a process that is gone is taken over, and its late effect is undone", async () => {
  const age = (key: string, interval: string) =>
    database.owner.unsafe(`update idempotency set created_at = now() - interval '${interval}' where key = $1`, [key]);
  const late = withIdempotency(platform, actor, request("k6", "late"), async (claim) => {
    await age("k6", "2 minutes");
    expect(await create("k6", "late")).toMatchObject({ ok: true });
    const made = await createRecords(platform, actor, "note", [{ text: "late" }], { settle: (tx) => claim.settle(tx, { body: 1 }) });
    return made.ok ? ok({ body: 1 }) : made;
  });
  await expect(late).rejects.toThrow("claim");
  expect(await times("late")).toBe(1);
});

test("answers are kept for a day", async () => {
  await create("k7", "day");
  await database.owner`update idempotency set created_at = now() - interval '25 hours' where key = 'k7'`;
  expect(await create("k7", "another day")).toMatchObject({ ok: true });
});

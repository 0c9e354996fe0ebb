import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { planned } from "../records/planned.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "../records/testing.ts";
import { readAdvice } from "./advice.ts";

let t: TestDatabase;
let platform: Platform;
let effective: Effective;
const actor = () => actorOf(effective.tenantId, [], { unrestricted: true });
beforeAll(async () => {
  t = await testDatabase();
  const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
  const many = Object.fromEntries(names.map((name) => [name, { type: "text" }]));
  effective = effectiveOf(await t.tenant(), [
    objectOf("order", { ...many, status: { type: "text", indexed: true }, note: { type: "text" } }),
  ]);
  platform = platformOf(t, effective);
});
afterAll(() => t.drop());

const planOf = (...fields: string[]) => {
  const filter: Json = { and: fields.map((name) => ({ "===": [{ var: name }, "a"] })) };
  const scoped = planned(effective, actor(), "order", { filter }, new Date().toISOString());
  if (!scoped.ok) throw new Error(JSON.stringify(scoped.problems));
  return scoped.value.plan;
};
const advice = async () => {
  const read = await readAdvice(platform, actor(), "order");
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
};
const count = async () =>
  (
    await t.db.batch(effective.tenantId, [
      { text: "select count(*)::int as n from slow_query where tenant_id = $1", params: [effective.tenantId] },
    ])
  )[0]![0]!["n"];

test("reads by an index alone are not in the book; those that were refused count for more than those that took their time", async () => {
  platform.slowBook.notice(planOf("status"), 5_000, 1_000_000);
  await platform.slowBook.flush();
  expect(await count()).toBe(0);

  platform.slowBook.notice(planOf("n0"), 900, 1_000);
  platform.slowBook.notice(planOf("n1"), 3, 500_000);
  for (const ms of [100, 300, undefined]) platform.slowBook.notice(planOf("note"), ms, 1_200_000);
  await platform.slowBook.flush();
  expect(await advice()).toMatchObject([
    { field: "note", before: { times: 3, refused: 1, ms: 200, records: 1_200_000 }, state: "advised" },
    { field: "n0", before: { times: 1, refused: 0, ms: 900 } },
  ]);

  // a second minute adds to the first
  platform.slowBook.notice(planOf("note"), 500, 1_300_000);
  await platform.slowBook.flush();
  expect((await advice())[0]).toMatchObject({ before: { times: 4, refused: 1, ms: 300, records: 1_300_000 } });
});

test("what one tenant asks in a minute has its bound, however many shapes it thinks of", async () => {
  const before = (await count()) as number;
  for (let one = 0; one < 30; one++)
    for (let other = 30; other < 60; other++) platform.slowBook.notice(planOf(`n${one}`, `n${other}`), 50, 10);
  await platform.slowBook.flush();
  expect(((await count()) as number) - before).toBe(200);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type Database } from "#db";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import { openProxy, type Proxy } from "../../db/testing-proxy.ts";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "./commands.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

let database: TestDatabase;
let proxy: Proxy;
let through: Database;
let platform: Platform;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  proxy = await openProxy(database.url);
  through = await openDatabase({ url: proxy.url, secret: testSecret, lanes: 4 });
  const effective = effectiveOf(tenantId, [
    objectOf("note", { text: { type: "text", required: true, indexed: true } }),
    objectOf("coded", { code: { type: "text", unique: true } }),
  ]);
  platform = { ...platformOf(database, effective), db: through };
  actor = actorOf(tenantId);
});
afterAll(async () => {
  await through.close();
  await proxy.close();
  await database.drop();
});

const trips = async (work: () => Promise<{ ok: boolean }>): Promise<number> => {
  // the first ones prepare their statements
  for (let warm = 0; warm < 3; warm++) expect(await work()).toMatchObject({ ok: true });
  proxy.reset();
  expect(await work()).toMatchObject({ ok: true });
  return proxy.trips();
};

test("a record is made in one round trip, in two where a value stands once; changed in two", async () => {
  let n = 0;
  expect(await trips(() => createRecords(platform, actor, "note", [{ text: `t${++n}` }]))).toBe(1);
  expect(await trips(() => createRecords(platform, actor, "coded", [{ code: `c${++n}` }]))).toBe(2);
  const made = await createRecords(platform, actor, "note", [{ text: "x" }]);
  const id = made.ok ? made.value[0]!.id : "";
  expect(await trips(() => updateRecord(platform, actor, "note", id, { text: `u${++n}` }))).toBe(2);
});

test("writers who come together travel together", async () => {
  const many = () => Promise.all(Array.from({ length: 40 }, (_, n) => createRecords(platform, actor, "note", [{ text: `m${n}` }])));
  await many();
  proxy.reset();
  const made = await many();
  expect(made.every(({ ok }) => ok)).toBe(true);
  expect(new Set(made.flatMap((each) => (each.ok ? each.value.map(({ id }) => id) : []))).size).toBe(40);
  expect(proxy.trips()).toBeLessThanOrEqual(8);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, updateRecord } from "./commands.ts";
import { recordHistory } from "./history.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

/* The database keeps the keys of a value in an order of its own: that is no change, and no other value. */

const money = { type: "money", config: { currency: "CNY" } };
let database: TestDatabase;
let platform: Platform;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  const thing = objectOf(
    "thing",
    { price: money, deposit: { ...money, unique: true }, place: { type: "location" }, size: { type: "json" } },
    { uniques: { both: { fields: ["price", "place"], order: "a0" } } },
  );
  platform = platformOf(database, effectiveOf(tenantId, [thing]));
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

const values = { price: "10.00", deposit: "5.00", place: { lng: 114.05, lat: 22.54 }, size: { z: 1, a: { y: [1, { c: 1, b: 2 }], x: 2 } } };
const make = async () => createRecords(platform, actor, "thing", [values]);

test("what is written again as it was changes nothing", async () => {
  const made = await make();
  const { id } = made.ok ? made.value[0]! : { id: "" };
  expect(await updateRecord(platform, actor, "thing", id, values)).toMatchObject({ ok: true, value: { version: 1 } });
  expect(await updateRecord(platform, actor, "thing", id, { ...values, size: { ...values.size, a: { y: [1, { c: 1, b: 3 }], x: 2 } } })).toMatchObject({ ok: true, value: { version: 2 } }); // prettier-ignore
  const history = await recordHistory(platform, actor, "thing", id);
  expect(history.ok && Object.keys(history.value[0]!.changes)).toHaveLength(1);
  // what stands once is taken as long as the record is there, and free when it has gone
  const again = await make();
  expect(again.ok ? [] : again.problems.map(({ path }) => path).sort()).toEqual(["/0/deposit", "/0/price"]);
  expect(await deleteRecord(platform, actor, "thing", id)).toMatchObject({ ok: true });
  expect(await make()).toMatchObject({ ok: true });
});

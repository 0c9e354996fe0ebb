import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { FlowDocument } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, mostRecords, restoreRecord, updateRecord } from "./commands.ts";
import { getRecord, listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "./testing.ts";
import { writeRecord } from "./write.ts";

const greet: FlowDocument = {
  kind: "flow",
  id: "greet",
  name: "greet",
  label: "Greet",
  trigger: { object: "city", on: "create", when: { "===": [{ var: "name" }, "Rome"] } },
  steps: { s1: { type: "pass", name: "nothing", order: "a0" } },
};
const documents = [
  objectOf("country", { name: { type: "text" }, code: { type: "text", unique: true } }),
  objectOf("city", {
    name: { type: "text", required: true },
    country: { type: "reference", config: { object: "country" }, onDelete: "cascade" },
    twin: { type: "reference", config: { object: "city" }, onDelete: "clear" },
    parent: { type: "reference", config: { object: "city" }, onDelete: "cascade" },
    code: { type: "text", unique: true },
    number: { type: "auto_number" },
  }),
  greet,
  roleOf("remover", { country: { read: true, delete: true } }),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
let woken = 0;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = { ...platformOf(database, effectiveOf(tenantId, documents)), wake: () => void (woken += 1) };
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

const make = async (object: string, values: Record<string, unknown>) => {
  const made = await createRecords(platform, actor, object, [values]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};
const get = (object: string, id: string) => getRecord(platform, actor, object, id);
const wrong = (result: { ok: boolean; problems?: readonly { code: string; path: string }[] }) =>
  result.ok ? [] : result.problems!.map(({ code, path }) => `${code} ${path}`);

describe("a deletion", () => {
  test("takes along, empties and ends, also in a circle and for who may not touch the others", async () => {
    const country = await make("country", { name: "Italy" });
    const first = await make("city", { name: "A", country: country.id });
    const second = await make("city", { name: "B", parent: first.id, twin: first.id });
    await updateRecord(platform, actor, "city", first.id, { parent: second.id });
    const apart = await make("city", { name: "C", twin: second.id });
    const remover = actorOf(actor.tenantId, ["remover"]);
    expect(await deleteRecord(platform, remover, "country", country.id)).toMatchObject({ ok: true });
    for (const id of [first.id, second.id]) expect(wrong(await get("city", id))).toEqual(["not_found "]);
    const left = await get("city", apart.id);
    expect(left).toMatchObject({ ok: true, value: { version: 2, updatedBy: "user:u1" } });
    expect(left).not.toHaveProperty("value.twin");
    const [events] =
      await database.owner`select count(*)::int as n from outbox where topic = 'record.deleted' and body->>'id' = any(${`{${country.id},${first.id},${second.id}}`}::text[])`;
    expect(events).toEqual({ n: 3 });
  });

  test("is undone whole where something stands in the way", async () => {
    const country = await make("country", { name: "Spain", code: "ES" });
    expect(await deleteRecord(platform, actor, "country", country.id, { ifMatch: 2 })).toMatchObject({
      ok: false,
      problems: [{ code: "version_conflict" }],
    });
    expect(await deleteRecord(platform, actor, "country", country.id, { ifMatch: 1 })).toMatchObject({ ok: true, value: { version: 2 } });
    expect(wrong(await deleteRecord(platform, actor, "country", country.id))).toEqual(["not_found "]);
    expect(await restoreRecord(platform, actor, "country", country.id)).toMatchObject({ ok: true, value: { version: 3, code: "ES" } });
    expect(wrong(await restoreRecord(platform, actor, "country", country.id))).toEqual(["not_found "]);
  });
});

describe("a restoration", () => {
  test("brings back what went along, to any depth, and nothing that was deleted by itself", async () => {
    const country = await make("country", { name: "Peru" });
    const before = await make("city", { name: "Gone before", country: country.id });
    await deleteRecord(platform, actor, "city", before.id);
    const capital = await make("city", { name: "Lima", country: country.id, code: "LIM" });
    const district = await make("city", { name: "Barranco", parent: capital.id });
    const other = await make("city", { name: "Apart", twin: capital.id });
    await deleteRecord(platform, actor, "country", country.id);
    const remover = actorOf(actor.tenantId, ["remover"]);
    expect(await restoreRecord(platform, remover, "country", country.id)).toMatchObject({ ok: true, value: { name: "Peru" } });
    expect(await get("city", capital.id)).toMatchObject({ ok: true, value: { country: country.id, code: "LIM", updatedBy: "user:u1" } });
    expect(await get("city", district.id)).toMatchObject({ ok: true, value: { parent: capital.id } });
    expect(wrong(await get("city", before.id))).toEqual(["not_found "]);
    expect(await get("city", other.id)).not.toHaveProperty("value.twin");
    const events = await database.owner`select body->>'id' as id from outbox where topic = 'record.restored'`;
    expect(events.map(({ id }) => id)).toEqual(expect.arrayContaining([country.id, capital.id, district.id]));
  });

  test("leaves among the deleted what may not stand any more", async () => {
    const country = await make("country", { name: "Chile" });
    const first = await make("city", { name: "One", country: country.id, code: "taken" });
    const second = await make("city", { name: "Two", country: country.id });
    await deleteRecord(platform, actor, "country", country.id);
    await make("city", { name: "Three", code: "taken" });
    expect(await restoreRecord(platform, actor, "country", country.id)).toMatchObject({ ok: true });
    expect(wrong(await get("city", first.id))).toEqual(["not_found "]);
    expect(await get("city", second.id)).toMatchObject({ ok: true });
  });
});

describe("many at once", () => {
  test("are all made, or none", async () => {
    const rows = Array.from({ length: mostRecords }, (_, index) => ({ name: `N${index}`, code: `many-${index}` }));
    expect(await createRecords(platform, actor, "city", [...rows, { name: "one too many" }])).toMatchObject({
      ok: false,
      problems: [{ code: "too_large" }],
    });
    const refused = await createRecords(platform, actor, "city", [...rows.slice(0, 998), { name: "x", code: "many-3" }, { code: 5 }]);
    expect(wrong(refused)).toEqual(["duplicate_value /998/code", "wrong_type /999/code", "required /999/name"]);
    expect(await listRecords(platform, actor, "city", { q: "N997", count: "exact" })).toMatchObject({ value: { count: 0 } });
    const made = await createRecords(platform, actor, "city", rows);
    expect(made.ok && made.value.length).toBe(mostRecords);
    const numbers = made.ok ? made.value.map((each) => Number(each["number"])) : [];
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  });

  test("that want each other's values and records come to an end, each whole or not at all", async () => {
    const countries = await Promise.all(["P", "Q", "R"].map((name) => make("country", { name })));
    const rows = (way: readonly number[], mark: string) =>
      way.map((index) => ({ name: mark, code: `cross-${index}`, country: countries[index]!.id }));
    const tries = await Promise.all([
      createRecords(platform, actor, "city", rows([0, 1, 2], "x")),
      createRecords(platform, actor, "city", rows([2, 1, 0], "y")),
      createRecords(platform, actor, "city", rows([1, 2, 0], "z")),
    ]);
    expect(tries.filter((each) => each.ok)).toHaveLength(1);
    for (const each of tries) if (!each.ok) expect(new Set(each.problems.map(({ code }) => code))).toEqual(new Set(["duplicate_value"]));
  });

  test("numbers are given once, whoever asks at the same time", async () => {
    const made = await Promise.all(Array.from({ length: 12 }, (_, index) => make("city", { name: `n${index}` })));
    expect(new Set(made.map((each) => each["number"])).size).toBe(12);
  });
});

describe("a flow that a record starts", () => {
  test("is there with the record, and not without it", async () => {
    const count = async () => Number((await database.owner`select count(*) as n from run`)[0]!["n"]);
    const before = await count();
    const wokenBefore = woken;
    await make("city", { name: "Paris" });
    expect([await count(), woken]).toEqual([before, wokenBefore]);
    const rome = await make("city", { name: "Rome" });
    expect([await count(), woken]).toEqual([before + 1, wokenBefore + 1]);
    expect((await database.owner`select record_id, object_id, status from run where record_id = ${rome.id}`)[0]).toEqual({
      record_id: rome.id,
      object_id: "o_city",
      status: "running",
    });
    const undone = database.db.transaction(actor.tenantId, async (tx) => {
      const written = await writeRecord(tx, await platform.effectives.get(actor.tenantId), actor, {
        act: "create",
        object: "city",
        values: { name: "Rome" },
      });
      expect(written.ok).toBe(true);
      throw new Error("something later failed");
    });
    await expect(undone).rejects.toThrow("something later");
    expect(await count()).toBe(before + 1);
  });

  test("a refused write inside a transaction leaves it usable and nothing behind", async () => {
    await make("city", { name: "Bern", code: "bern" });
    const effective = await platform.effectives.get(actor.tenantId);
    const [refused, made] = await database.db.transaction(actor.tenantId, async (tx) => [
      await writeRecord(tx, effective, actor, { act: "create", object: "city", values: { name: "Rome", code: "bern" } }),
      await writeRecord(tx, effective, actor, { act: "create", object: "city", values: { name: "Basel", code: "basel" } }),
    ]);
    expect(wrong(refused!)).toEqual(["duplicate_value /code"]);
    expect(made).toMatchObject({ ok: true });
    expect(await listRecords(platform, actor, "city", { q: "Basel", count: "exact" })).toMatchObject({ value: { count: 1 } });
  });
});

test("a list says which fields it had to look at without an index", async () => {
  const page = await listRecords(platform, actor, "city", {
    filter: { "===": [{ var: "name" }, "Rome"] },
    sort: [{ field: "code", descending: false }],
  });
  expect(page).toMatchObject({ ok: true, value: { slow: ["name"] } });
  expect(await listRecords(platform, actor, "city", { sort: [{ field: "code", descending: false }] })).not.toHaveProperty("value.slow");
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, updateRecord } from "./commands.ts";
import { getRecord } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";
import { deepestTree } from "./tree.ts";

const documents = [
  objectOf("place", { name: { type: "text" }, parent: { type: "tree" } }),
  objectOf("order", { name: { type: "text" } }),
  objectOf("line", {
    order: { type: "master_detail", config: { object: "order" } },
    other: { type: "master_detail", config: { object: "order", movable: true }, required: false },
  }),
  objectOf("task", { who: { type: "user" }, number: { type: "auto_number", config: { mask: "{YYYY}-{000}", restart: "year" } } }),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, documents));
  actor = actorOf(tenantId);
  await database.owner`insert into auth.membership (tenant_id, user_id, roles) values (${tenantId}, 'ann', '{}')`;
  await database.owner`insert into auth.membership (tenant_id, user_id, roles) values (${await database.tenant()}, 'stranger', '{}')`;
});
afterAll(() => database.drop());

const make = async (object: string, values: Record<string, unknown>) => {
  const made = await createRecords(platform, actor, object, [values]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};
const said = (result: { ok: boolean; problems?: readonly { code: string; path: string }[] }) =>
  result.ok ? [] : result.problems!.map(({ code, path }) => `${code} ${path}`);

test("nobody stands above himself, near or far", async () => {
  const top = await make("place", { name: "top" });
  const middle = await make("place", { name: "middle", parent: top.id });
  const low = await make("place", { name: "low", parent: middle.id });
  expect(said(await updateRecord(platform, actor, "place", top.id, { parent: top.id }))).toEqual(["invalid /parent"]);
  expect(said(await updateRecord(platform, actor, "place", top.id, { parent: low.id }))).toEqual(["invalid /parent"]);
  expect(said(await updateRecord(platform, actor, "place", low.id, { parent: top.id }))).toEqual([]);
  expect(said(await updateRecord(platform, actor, "place", middle.id, { parent: low.id }))).toEqual([]);
});

test("two who turn a tree over at the same moment do not close a circle", async () => {
  const one = await make("place", { name: "one" });
  const two = await make("place", { name: "two" });
  const answers = await Promise.all([
    updateRecord(platform, actor, "place", one.id, { parent: two.id }),
    updateRecord(platform, actor, "place", two.id, { parent: one.id }),
  ]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
});

test("a tree has an end", async () => {
  let parent = (await make("place", { name: "0" })).id;
  for (let depth = 1; depth <= deepestTree; depth++) parent = (await make("place", { name: `${depth}`, parent })).id;
  expect(said(await createRecords(platform, actor, "place", [{ parent }]))).toEqual([expect.stringMatching(/^limit_exceeded .*\/parent$/)]);
});

test("a part has a whole, stays with it and goes with it", async () => {
  const [first, second] = [await make("order", { name: "a" }), await make("order", { name: "b" })];
  expect(said(await createRecords(platform, actor, "line", [{}]))).toEqual([expect.stringMatching(/^required .*\/order$/)]);
  const line = await make("line", { order: first.id, other: first.id });
  expect(said(await updateRecord(platform, actor, "line", line.id, { order: second.id }))).toEqual(["read_only /order"]);
  expect(said(await updateRecord(platform, actor, "line", line.id, { other: second.id }))).toEqual([]);
  expect(await deleteRecord(platform, actor, "order", first.id)).toMatchObject({ ok: true });
  expect(said(await getRecord(platform, actor, "line", line.id))).toEqual(["not_found "]);
});

test("a person belongs to the tenant", async () => {
  expect(await make("task", { who: "ann" })).toMatchObject({ who: "ann" });
  for (const who of ["nobody", "stranger"])
    expect(said(await createRecords(platform, actor, "task", [{ who }]))).toEqual([expect.stringMatching(/^broken_reference .*\/who$/)]);
});

test("numbers that begin anew are exact with many at once", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => createRecords(platform, actor, "task", [{}, {}, {}])));
  const numbers = answers.flatMap((each) => (each.ok ? each.value.map((record) => record["number"] as string) : []));
  expect(new Set(numbers).size).toBe(24);
  expect(numbers.every((each) => /^20[0-9]{2}-0[0-9]{2}$/.test(each))).toBe(true);
  const [kept] = await database.owner`select field_id from record_sequence where tenant_id = ${actor.tenantId}`;
  expect(kept!["field_id"]).toMatch(/^f_number@20[0-9]{2}$/);
});

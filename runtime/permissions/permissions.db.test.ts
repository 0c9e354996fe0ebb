import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { aggregateRecords } from "../records/aggregate.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "../records/commands.ts";
import { recordHistory } from "../records/history.ts";
import { getRecord, listRecords } from "../records/run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "../records/testing.ts";

const own = { "===": [{ var: "owner" }, { var: "$user.id" }] };
const documents = [
  objectOf("team", { name: { type: "text", indexed: true } }),
  objectOf("deal", {
    title: { type: "text", indexed: true },
    owner: { type: "text", indexed: true },
    margin: { type: "number", indexed: true },
    stage: { type: "text" },
    team: { type: "reference", config: { object: "team" } },
  }),
  roleOf("seller", {
    deal: {
      read: true,
      create: true,
      update: true,
      delete: true,
      rows: own,
      hidden: { margin: true },
      writable: { title: true, owner: true, stage: true, team: true },
    },
  }),
  roleOf("viewer", { deal: { read: true, hidden: { stage: true } } }),
  roleOf("clerk", { deal: { read: true, update: true, writable: { title: true } } }),
  roleOf("customer", { deal: { read: true, update: true, writable: { stage: true }, hidden: { margin: true } }, team: { read: true } }),
  roleOf("nobody", {}),
];

let database: TestDatabase;
let platform: Platform;
let strange: Platform;
let tenantId: string;
let stranger: Actor;
let admin: Actor;
const wrong = (result: { ok: boolean; problems?: readonly { code: string; path: string }[] }) =>
  result.ok ? [] : result.problems!.map(({ code, path }) => `${code} ${path}`).sort();

beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, documents));
  admin = actorOf(tenantId);
  const otherId = await database.tenant();
  strange = platformOf(database, effectiveOf(otherId, documents));
  stranger = actorOf(otherId);
});
afterAll(() => database.drop());

const make = async (values: Record<string, unknown>, actor = admin) => {
  const made = await createRecords(platform, actor, "deal", [values]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};
const seller = () => actorOf(tenantId, ["seller"]);

test("another tenant's record answers like one that does not exist, on every verb, and stays as it was", async () => {
  const deal = await make({ title: "A", owner: "u1" });
  const random = "019b0000-0000-7000-8000-0000000000ff";
  for (const id of [deal.id, random]) {
    expect(wrong(await getRecord(strange, stranger, "deal", id))).toEqual(["not_found "]);
    expect(wrong(await updateRecord(strange, stranger, "deal", id, { title: "B" }))).toEqual(["not_found "]);
    expect(wrong(await deleteRecord(strange, stranger, "deal", id))).toEqual(["not_found "]);
    expect(wrong(await restoreRecord(strange, stranger, "deal", id))).toEqual(["not_found "]);
    expect(wrong(await recordHistory(strange, stranger, "deal", id))).toEqual(["not_found "]);
  }
  const team = await createRecords(platform, admin, "team", [{ name: "T" }]);
  const foreign = team.ok ? team.value[0]!.id : "";
  expect(wrong(await createRecords(strange, stranger, "deal", [{ title: "x", team: foreign }]))).toEqual(["broken_reference /0/team"]);
  expect(await listRecords(strange, stranger, "deal", { count: "exact" })).toMatchObject({ ok: true, value: { count: 0, data: [] } });
  expect(await getRecord(platform, admin, "deal", deal.id)).toEqual({ ok: true, value: deal });
});

test("a body cannot say which tenant it is for", async () => {
  const names = ["tenantId", "tenant_id", "__tenant", "workspaceId", "object_id", "created_by", "createdBy", "version"];
  for (const name of names) {
    const refused = await createRecords(platform, admin, "deal", [{ title: "x", [name]: stranger.tenantId }]);
    expect(refused.ok).toBe(false);
  }
});

describe("hidden fields", () => {
  test("can be asked by no channel", async () => {
    const deal = await make({ title: "hidden", owner: "u1", margin: 7, stage: "won" });
    const actor = seller();
    const asked = { "===": [{ var: "margin" }, 7] };
    expect(wrong(await listRecords(platform, actor, "deal", { filter: asked }))).toEqual(["unknown_field /filter"]);
    expect(wrong(await listRecords(platform, actor, "deal", { filter: { or: [asked, { "!": { missing: ["margin"] } }] } }))).toEqual([
      "unknown_field /filter",
    ]);
    expect(wrong(await listRecords(platform, actor, "deal", { sort: [{ field: "margin", descending: false }] }))).toEqual([
      "unknown_field /sort",
    ]);
    expect(wrong(await listRecords(platform, actor, "deal", { fields: ["margin"] }))).toEqual(["unknown_field /fields"]);
    expect(
      wrong(await aggregateRecords(platform, actor, "deal", { groupBy: ["margin"], measures: [{ fn: "sum", field: "margin" }] })),
    ).toEqual(["unknown_field /groupBy/0", "unknown_field /measures/0/field"]);
    expect(wrong(await aggregateRecords(platform, actor, "deal", { filter: asked, measures: [{ fn: "count" }] }))).toEqual([
      "unknown_field /filter",
    ]);
    expect(wrong(await updateRecord(platform, actor, "deal", deal.id, { margin: 9 }))).toEqual(["unknown_field /margin"]);
    expect(await getRecord(platform, actor, "deal", deal.id)).not.toHaveProperty("value.margin");
    const history = await recordHistory(platform, actor, "deal", deal.id);
    expect(history.ok && Object.keys(history.value[0]!.changes)).not.toContain("margin");
    // a field that is not there at all answers word for word the same, but for its name, also to a question of the wrong type
    for (const filter of [
      (name: string) => ({ ">": [{ var: name }, "five"] }),
      (name: string) => ({ in: [{ var: name }, ["a", 1]] }),
      (name: string) => ({ "!": { missing: [name] } }),
      (name: string) => ({ ">": [{ "+": [{ var: name }, 1] }, 0] }),
    ]) {
      const [there, gone] = [
        await listRecords(platform, actor, "deal", { filter: filter("margin") }),
        await listRecords(platform, actor, "deal", { filter: filter("nargin") }),
      ];
      expect(JSON.stringify(there).replaceAll("margin", "nargin")).toBe(JSON.stringify(gone));
    }
    const hidden = await listRecords(platform, actor, "deal", { filter: asked });
    const absent = await listRecords(platform, actor, "deal", { filter: { "===": [{ var: "nargin" }, 7] } });
    expect(JSON.stringify(hidden).replaceAll("margin", "nargin")).toBe(JSON.stringify(absent));
  });

  test("of two worlds that differ in nothing else, none shows which one it is", async () => {
    const [low, high] = [
      await make({ title: "world", owner: "u1", margin: 1, stage: "s" }),
      await make({ title: "world", owner: "u1", margin: 999, stage: "s" }),
    ];
    const actor = seller();
    const seen = async (id: string) => {
      const mine = { "===": [{ var: "id" }, id] };
      const answers = [
        await getRecord(platform, actor, "deal", id),
        await listRecords(platform, actor, "deal", {
          filter: mine,
          sort: [{ field: "title", descending: true }],
          count: "exact",
          expand: ["team"],
        }),
        await listRecords(platform, actor, "deal", { filter: mine, q: "999" }),
        await aggregateRecords(platform, actor, "deal", {
          filter: mine,
          groupBy: ["stage"],
          measures: [{ fn: "count" }, { fn: "max", field: "title" }],
        }),
        await recordHistory(platform, actor, "deal", id),
        await updateRecord(platform, actor, "deal", id, { margin: 1 }),
        await updateRecord(platform, actor, "deal", id, { marginn: 1 }),
        await updateRecord(platform, actor, "deal", id, { stage: "t" }),
      ];
      return JSON.stringify(answers)
        .replaceAll(id, "id")
        .replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, "at");
    };
    expect(await seen(high.id)).toBe(await seen(low.id));
  });

  test("are not searched", async () => {
    await make({ title: "plain", stage: "needle-in-stage" });
    expect(await listRecords(platform, admin, "deal", { q: "needle-in-stage" })).toMatchObject({ value: { data: [{}] } });
    expect(await listRecords(platform, actorOf(tenantId, ["viewer"]), "deal", { q: "needle-in-stage" })).toMatchObject({
      value: { data: [] },
    });
  });

  test("of which one role shows one are seen by who has both roles", async () => {
    const deal = await make({ title: "both", owner: "u1", margin: 3, stage: "open" });
    const both = actorOf(tenantId, ["seller", "viewer"]);
    expect(await getRecord(platform, both, "deal", deal.id)).toMatchObject({ value: { margin: 3, stage: "open" } });
  });
});

describe("rows", () => {
  test("outside a role's rule are not there: list, get, count, aggregate, write", async () => {
    const mine = await make({ title: "rows", owner: "u1" });
    const theirs = await make({ title: "rows", owner: "u2" });
    const actor = seller();
    const list = await listRecords(platform, actor, "deal", { filter: { "===": [{ var: "title" }, "rows"] }, count: "exact" });
    expect(list).toMatchObject({ ok: true, value: { count: 1, data: [{ id: mine.id }] } });
    const groups = await aggregateRecords(platform, actor, "deal", {
      filter: { "===": [{ var: "title" }, "rows"] },
      measures: [{ fn: "count" }],
    });
    expect(groups).toMatchObject({ value: [{ values: [1] }] });
    for (const result of [
      await getRecord(platform, actor, "deal", theirs.id),
      await updateRecord(platform, actor, "deal", theirs.id, { title: "taken" }),
      await deleteRecord(platform, actor, "deal", theirs.id),
      await recordHistory(platform, actor, "deal", theirs.id),
    ]) {
      expect(wrong(result)).toEqual(["not_found "]);
    }
    // a filter cannot reach around the rule
    const around = await listRecords(platform, actor, "deal", { filter: { or: [{ "===": [{ var: "owner" }, "u2"] }, true] } });
    expect(around.ok && around.value.data.every((each) => each["owner"] === "u1")).toBe(true);
  });

  test("cannot be left or entered by a change", async () => {
    const actor = seller();
    const mine = await make({ title: "moving", owner: "u1" });
    expect(wrong(await updateRecord(platform, actor, "deal", mine.id, { owner: "u2" }))).toEqual(["forbidden "]);
    expect(wrong(await createRecords(platform, actor, "deal", [{ title: "x", owner: "u2" }]))).toEqual(["forbidden /0"]);
    expect(wrong(await createRecords(platform, actor, "deal", [{ title: "x" }]))).toEqual(["forbidden /0"]);
    expect(await getRecord(platform, admin, "deal", mine.id)).toMatchObject({ value: { owner: "u1", version: 1 } });
  });

  test("somebody without an id owns nothing, also not what nobody is named on", async () => {
    const deal = await make({ title: "no owner" });
    const key = actorOf(tenantId, ["seller"], { userId: null, by: "key:1" });
    expect(await listRecords(platform, key, "deal", { count: "exact" })).toMatchObject({ value: { count: 0 } });
    expect(wrong(await getRecord(platform, key, "deal", deal.id))).toEqual(["not_found "]);
    expect(wrong(await updateRecord(platform, key, "deal", deal.id, { title: "x" }))).toEqual(["not_found "]);
    expect(wrong(await createRecords(platform, key, "deal", [{ title: "x" }]))).toEqual(["forbidden /0"]);
  });
});

describe("rights", () => {
  test("are asked verb by verb, and an object without any is not there", async () => {
    const deal = await make({ title: "rights", owner: "u1" });
    const viewer = actorOf(tenantId, ["viewer"]);
    expect(wrong(await createRecords(platform, viewer, "deal", [{ title: "x" }]))).toEqual(["forbidden "]);
    expect(wrong(await updateRecord(platform, viewer, "deal", deal.id, { title: "x" }))).toEqual(["forbidden "]);
    expect(wrong(await deleteRecord(platform, viewer, "deal", deal.id))).toEqual(["forbidden "]);
    expect(wrong(await updateRecord(platform, actorOf(tenantId, ["clerk"]), "deal", deal.id, { owner: "u9", title: "y" }))).toEqual([
      "read_only /owner",
    ]);
    for (const roles of [["nobody"], [], ["no_such_role"]]) {
      const actor = actorOf(tenantId, roles);
      const hidden = await listRecords(platform, actor, "deal", { filter: { "===": [{ var: "x" }, 1] } });
      expect(JSON.stringify(hidden).replaceAll("deal", "dear")).toBe(JSON.stringify(await listRecords(platform, actor, "dear", {})));
      expect(wrong(await getRecord(platform, actor, "deal", deal.id))).toEqual(["not_found "]);
      expect(wrong(await createRecords(platform, actor, "deal", [{ title: "x" }]))).toEqual(["not_found "]);
    }
  });

  test("a reference to what may not be read is broken", async () => {
    const team = await createRecords(platform, admin, "team", [{ name: "secret" }]);
    const id = team.ok ? team.value[0]!.id : "";
    expect(wrong(await createRecords(platform, seller(), "deal", [{ title: "x", owner: "u1", team: id }]))).toEqual([
      "broken_reference /0/team",
    ]);
    const deal = await make({ title: "expand", owner: "u1", team: id });
    const seen = await getRecord(platform, seller(), "deal", deal.id, { expand: ["team"] });
    expect(seen).toMatchObject({ ok: true, value: { team: id } });
  });

  test("the holder of a link reaches one record", async () => {
    const deal = await make({ title: "link", owner: "u1" });
    const other = await make({ title: "link", owner: "u1" });
    const link = actorOf(tenantId, ["customer"], {
      userId: null,
      by: `link:${deal.id}`,
      only: { object: "deal", recordId: deal.id, page: "p" },
    });
    expect(await getRecord(platform, link, "deal", deal.id)).toMatchObject({ ok: true });
    expect(await listRecords(platform, link, "deal", { count: "exact" })).toMatchObject({ value: { count: 1, data: [{ id: deal.id }] } });
    expect(await updateRecord(platform, link, "deal", deal.id, { stage: "chosen" })).toMatchObject({ ok: true });
    expect(wrong(await updateRecord(platform, link, "deal", deal.id, { title: "x" }))).toEqual(["read_only /title"]);
    expect(wrong(await getRecord(platform, link, "deal", other.id))).toEqual(["not_found "]);
    expect(wrong(await updateRecord(platform, link, "deal", other.id, { stage: "x" }))).toEqual(["not_found "]);
    expect(wrong(await deleteRecord(platform, link, "deal", deal.id))).toEqual(["forbidden "]);
    expect(wrong(await createRecords(platform, link, "deal", [{ title: "x" }]))).toEqual(["forbidden "]);
    expect(wrong(await listRecords(platform, link, "team", {}))).toEqual(["not_found "]);
  });
});

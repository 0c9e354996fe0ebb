import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "./commands.ts";
import { getRecord, listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "./testing.ts";

const documents = [
  objectOf("region", { name: { type: "text" }, secret: { type: "text" } }),
  objectOf("tag", { name: { type: "text", indexed: true }, region: { type: "reference", config: { object: "region" } } }),
  objectOf("post", {
    title: { type: "text", indexed: true },
    tags: { type: "multi_reference", config: { object: "tag" } },
    kept: { type: "multi_reference", config: { object: "tag" }, onDelete: "restrict" },
    about: { type: "polymorphic_reference", config: { objects: ["tag", "region"] } },
    comments: { type: "line_items", config: { object: "comment", by: "post" } },
  }),
  objectOf("comment", { text: { type: "text" }, stars: { type: "number" }, post: { type: "master_detail", config: { object: "post" } } }),
  roleOf("reader", { post: { read: true }, tag: { read: true, rows: { "!==": [{ var: "name" }, "hidden"] } } }),
  roleOf("keeper", { tag: { read: true, delete: true } }),
  roleOf("looker", { tag: { read: true, delete: true }, post: { read: true, rows: { "===": [{ var: "title" }, "mine"] } } }),
  roleOf("writer", { post: { read: true, create: true, update: true }, tag: { read: true, rows: { "!==": [{ var: "name" }, "hidden"] } } }),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
let statements = 0;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  const { batch } = database.db;
  platform = platformOf(database, effectiveOf(tenantId, documents));
  const counting: typeof batch = (tenant, asked, options) => {
    statements += asked.length;
    return batch(tenant, asked, options);
  };
  platform = { ...platform, db: { ...database.db, batch: counting } };
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

const make = async (object: string, values: Record<string, unknown>) => {
  const made = await createRecords(platform, actor, object, [values]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};
const wrong = (result: { ok: boolean; problems?: readonly { code: string; path: string }[] }) =>
  result.ok ? [] : result.problems!.map(({ code, path }) => `${code} ${path}`);
const titles = async (filter: Json, as = actor) => {
  const page = await listRecords(platform, as, "post", { filter });
  return page.ok ? page.value.data.map((each) => each["title"]).sort() : wrong(page);
};
const links = async (id: string) =>
  (await database.owner`select field_id, target_id from record_link where record_id = ${id} order by 1, 2`).map(
    (row) => `${row["field_id"] as string} ${row["target_id"] as string}`,
  );

describe("records that a field points at", () => {
  test("are repeated beside the record through its whole life, and found by", async () => {
    const [red, blue] = [await make("tag", { name: "red" }), await make("tag", { name: "blue" })];
    const post = await make("post", { title: "life", tags: [red.id, blue.id], about: { object: "tag", id: red.id } });
    expect(await links(post.id)).toEqual([`f_about ${red.id}`, ...[red.id, blue.id].sort().map((id) => `f_tags ${id}`)]);
    const has = (id: string): Json => ({ in: [id, { var: "tags" }] });
    expect(await titles(has(blue.id))).toEqual(["life"]);
    expect(await titles({ "===": [{ var: "about.id" }, red.id] })).toEqual(["life"]);
    await updateRecord(platform, actor, "post", post.id, { tags: [red.id] });
    expect(await links(post.id)).toEqual([`f_about ${red.id}`, `f_tags ${red.id}`]);
    expect(await titles(has(blue.id))).toEqual([]);
    await deleteRecord(platform, actor, "post", post.id);
    expect(await links(post.id)).toEqual([]);
    await restoreRecord(platform, actor, "post", post.id);
    expect(await links(post.id)).toEqual([`f_about ${red.id}`, `f_tags ${red.id}`]);
    expect(await titles(has(red.id))).toEqual(["life"]);
  });

  test("must be there and readable, also in other tenants and of other objects", async () => {
    const hidden = await make("tag", { name: "hidden" });
    const region = await make("region", { name: "south" });
    const other = "019b0000-0000-7000-8000-0000000000ff";
    const refused = await createRecords(platform, actor, "post", [
      { title: "x", tags: [region.id, other], about: { object: "tag", id: other } },
    ]);
    expect(wrong(refused)).toEqual(["broken_reference /0/tags", "broken_reference /0/tags", "broken_reference /0/about"]);
    const writer = actorOf(actor.tenantId, ["writer"]);
    expect(wrong(await createRecords(platform, writer, "post", [{ title: "x", tags: [hidden.id] }]))).toEqual(["broken_reference /0/tags"]);
    // what stands there already may stay
    const post = await make("post", { title: "stays", tags: [hidden.id] });
    expect(wrong(await updateRecord(platform, writer, "post", post.id, { title: "stayed", tags: [hidden.id] }))).toEqual([]);
  });

  test("leave the field when they are deleted, or keep from being deleted", async () => {
    const [gone, stays] = [await make("tag", { name: "gone" }), await make("tag", { name: "stays" })];
    const post = await make("post", { title: "left", tags: [gone.id, stays.id], about: { object: "tag", id: gone.id } });
    expect(wrong(await deleteRecord(platform, actor, "tag", gone.id))).toEqual([]);
    const left = await getRecord(platform, actor, "post", post.id);
    expect(left).toMatchObject({ ok: true, value: { tags: [stays.id] } });
    expect(left).not.toHaveProperty("value.about");
    expect(await links(post.id)).toEqual([`f_tags ${stays.id}`]);
    await updateRecord(platform, actor, "post", post.id, { kept: [stays.id] });
    expect(wrong(await deleteRecord(platform, actor, "tag", stays.id))).toEqual(["still_referenced "]);
  });

  test("say of what refers to them only what who deletes may see of it", async () => {
    const tag = await make("tag", { name: "named" });
    await make("post", { title: "not mine", kept: [tag.id] });
    const told = async (role: string) => {
      const refusal = await deleteRecord(platform, { ...actor, roles: [role] }, "tag", tag.id);
      const [problem] = refusal.ok ? [] : refusal.problems;
      return [problem?.message, problem?.details];
    };
    const whole = '1 of "post" refer to this record by "kept".';
    expect(await told(actor.roles[0]!)).toEqual([whole, { reason: "counted", object: "post", field: "kept", count: 1 }]);
    expect(await told("looker")).toEqual([
      'Records of "post" refer to this record by "kept".',
      { reason: "named", object: "post", field: "kept" },
    ]);
    expect(await told("keeper")).toEqual(["Other records refer to this record.", {}]);
  });
});

describe("what a page brings along", () => {
  test("is asked once per object and step, however many records there are", async () => {
    const region = await make("region", { name: "north" });
    const tags = await Promise.all(["a", "b", "c"].map((name) => make("tag", { name, region: region.id })));
    for (let index = 0; index < 5; index++) {
      const post = await make("post", { title: "page", tags: tags.map(({ id }) => id), about: { object: "region", id: region.id } });
      for (let line = 0; line < 3; line++) await make("comment", { text: `c${line}`, stars: line, post: post.id });
    }
    const filter: Json = { "===": [{ var: "title" }, "page"] };
    statements = 0;
    const page = await listRecords(platform, actor, "post", { filter, expand: ["tags", "tags.region", "about", "comments"] });
    // the page; tags, regions and lines; the regions of the tags
    expect(statements).toBe(5);
    expect(page).toMatchObject({
      ok: true,
      value: {
        data: Array.from({ length: 5 }, () => ({
          tags: ["a", "b", "c"].map((name) => ({ name, region: { name: "north" } })),
          about: { object: "region", id: region.id, record: { name: "north" } },
          comments: [{ text: "c0" }, { text: "c1" }, { text: "c2" }],
        })),
      },
    });
  });

  test("is what the reader may read: a record out of his reach stays an id, an object out of his reach has no fields", async () => {
    const [open, hidden] = [await make("tag", { name: "open" }), await make("tag", { name: "hidden" })];
    const region = await make("region", { name: "deep" });
    const post = await make("post", { title: "rights", tags: [open.id, hidden.id], about: { object: "region", id: region.id } });
    const reader = actorOf(actor.tenantId, ["reader"]);
    const seen = await getRecord(platform, reader, "post", post.id, { expand: ["tags", "about"] });
    expect(seen).toMatchObject({ ok: true, value: { tags: [{ name: "open" }, hidden.id], about: { object: "region", id: region.id } } });
    expect(seen).not.toHaveProperty("value.about.record");
    expect(await getRecord(platform, actor, "post", post.id, { expand: ["tags", "about"] })).toHaveProperty("value.about.record");
    expect(wrong(await getRecord(platform, actor, "post", post.id, { expand: ["tags.region.name"] }))).toEqual(["invalid_query /expand"]);
    expect(wrong(await getRecord(platform, actor, "post", post.id, { expand: ["tags.nope", "title"] }))).toEqual([
      "unknown_field /expand",
      "invalid_query /expand",
    ]);
  });

  test("lines are answered up to fifty of a record, and asked for in filters", async () => {
    const post = await make("post", { title: "many lines" });
    await createRecords(
      platform,
      actor,
      "comment",
      Array.from({ length: 60 }, (_, stars) => ({ text: "line", stars, post: post.id })),
    );
    const seen = await getRecord(platform, actor, "post", post.id, { expand: ["comments"] });
    expect(seen.ok && (seen.value["comments"] as unknown[]).length).toBe(50);
    const some = (name: string, than: number): Json => ({ [name]: [{ var: "comments" }, { ">=": [{ var: "stars" }, than] }] });
    expect(await titles({ and: [{ "===": [{ var: "title" }, "many lines"] }, some("some", 59)] })).toEqual(["many lines"]);
    expect(await titles({ and: [{ "===": [{ var: "title" }, "many lines"] }, some("all", 1)] })).toEqual([]);
    expect(await titles({ and: [{ "===": [{ var: "title" }, "many lines"] }, some("none", 60)] })).toEqual(["many lines"]);
    // who may not read the lines has none
    expect(await titles(some("some", 0), actorOf(actor.tenantId, ["reader"]))).toEqual(["unknown_field /filter"]);
  });
});

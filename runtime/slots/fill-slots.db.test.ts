import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Field, Json, ObjectDocument } from "#metadata";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../actor.ts";
import { openDraft, publishDraft, putDraftDocument, readDraftDocument } from "../drafts/index.ts";
import { install, operator, until } from "../flows/flows.testing.ts";
import { standOn } from "../jobs/jobs.testing.ts";
import { createJobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import { must } from "../must.testing.ts";
import { readSlots } from "./read-slots.ts";
import { fillNow } from "./slots.testing.ts";

/* Index slots of an object that is lived in: given, filled behind, outgrown, given up, used again. */

let t: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  t = await testDatabase();
  ({ platform } = standOn(t.db, testSecret));
});
afterAll(() => t.drop());

const text = (name: string, order: string, more: Partial<Field> = {}): Field =>
  ({ name, label: name, type: "text", order, ...more }) as Field;
const things = (fields: readonly Field[]): ObjectDocument => ({
  kind: "object",
  id: "thing",
  name: "thing",
  label: "Thing",
  fields: Object.fromEntries(fields.map((field) => [field.name, field])),
});

/** A tenant with one object of these fields, and what can be done with it. */
async function tenantOf(...fields: Field[]) {
  const tenantId = await t.tenant();
  const actor: Actor = operator(tenantId);
  const other = { ...things([text("word", "a0")]), id: "other", name: "other" };
  await install(platform, tenantId, [things(fields), other]);
  const change = async (how: (object: ObjectDocument) => ObjectDocument, object = "thing") => {
    const draft = must(await openDraft(platform, actor)).id;
    const document = must(await readDraftDocument(platform, actor, draft, "object", object)) as ObjectDocument;
    must(await putDraftDocument(platform, actor, draft, "object", object, how(document)));
    return must(await publishDraft(platform, actor, draft));
  };
  const make = async (count: number, values: (n: number) => Record<string, Json>) => {
    const ids: string[] = [];
    for (let from = 0; from < count; from += 500) {
      const some = Array.from({ length: Math.min(500, count - from) }, (_, n) => values(from + n));
      ids.push(...must(await createRecords(platform, actor, "thing", some)).map(({ id }) => id));
    }
    return ids;
  };
  const query = async (sql: string) => (await t.db.batch(tenantId, [{ text: sql, params: [tenantId] }]))[0]!;
  const find = async (field: string, value: Json) =>
    must(await listRecords(platform, actor, "thing", { filter: { "===": [{ var: field }, value] }, count: "exact", limit: 1 }));
  const jobs = () =>
    query(
      "select id, state, done::int as done, total::int as total, cursor, result from job where tenant_id = $1 and input ->> 'object' = 'thing' order by id",
    );
  const slots = async () => must(await readSlots(platform, actor, "thing"));
  return { tenantId, actor, change, make, query, find, jobs, slots };
}

const indexed =
  (...names: string[]) =>
  (object: ObjectDocument): ObjectDocument => ({
    ...object,
    fields: Object.fromEntries(
      Object.entries(object.fields).map(([id, field]) => [id, names.includes(field.name) ? { ...field, indexed: true } : field]),
    ),
  });
const without =
  (name: string) =>
  (object: ObjectDocument): ObjectDocument => ({
    ...object,
    fields: Object.fromEntries(Object.entries(object.fields).filter(([, field]) => field.name !== name)),
  });

describe("an index of a field that records have already", () => {
  test("is filled with progress, and is used only once every record stands in it", async () => {
    const { tenantId, change, make, find, jobs, slots } = await tenantOf(text("word", "a0"));
    await make(1_200, (n) => ({ word: `w${n % 3}` }));
    await change(indexed("word"));
    expect(await slots()).toMatchObject({ data: [{ field: "word", state: "filling" }], progress: [{ kind: "fill_slots", done: 0 }] });
    expect(await find("word", "w1")).toMatchObject({ count: 400, slow: ["word"] });
    await fillNow(platform, tenantId);
    expect(await jobs()).toMatchObject([{ state: "succeeded", done: 1_200, total: 1_200, result: { ready: true } }]);
    expect(await slots()).toMatchObject({ data: [{ field: "word", slot: "s1", state: "ready" }], progress: [] });
    const page = await find("word", "w1");
    expect(page.count).toBe(400);
    expect(page.slow).toBeUndefined();
  });

  test("is taken up where it was left when the process that fills it dies", async () => {
    const { tenantId, change, make, query, jobs, find } = await tenantOf(text("word", "a0"));
    await make(1_700, (n) => ({ word: `w${n}` }));
    await change(indexed("word"));
    await query("update work set due_at = now() where tenant_id = $1 and class = 'job'");

    // two chunks are committed; then nothing more is heard of it, and the lease is never given back
    let chunks = 0;
    const { effectives } = platform;
    const get: typeof effectives.get = async (id) => (++chunks > 2 ? new Promise(() => undefined) : effectives.get(id));
    const dying = createJobRunner({ ...platform, effectives: { ...effectives, get } }, { concurrency: 1 });
    await dying.start();
    await until("two chunks", async () => (await jobs())[0]!["done"] === 1_000);
    const [left] = await jobs();
    expect(left).toMatchObject({ state: "running", total: 1_700, cursor: { at: "records" } });
    await query(
      "update work set lease_owner = gen_random_uuid(), lease_until = now() - interval '1 s' where tenant_id = $1 and class = 'job'",
    );
    // what was filled already is not looked at again
    await query("update records set s1 = 'looked at' where tenant_id = $1 and s1 = 'w0'");

    await fillNow(platform, tenantId);
    expect(await jobs()).toMatchObject([{ state: "succeeded", done: 1_700 }]);
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and s1 is not null")).toEqual([{ n: 1_700 }]);
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and s1 = 'looked at'")).toEqual([{ n: 1 }]);
    expect((await find("word", "w1699")).count).toBe(1);
  });

  test("goes on through publishes of other things, and is begun again where its own object changes", async () => {
    const { tenantId, change, make, query, jobs, slots } = await tenantOf(text("word", "a0"), text("note", "a1"));
    await make(10, (n) => ({ word: `w${n}`, note: `n${n}` }));
    await change(indexed("word"));
    await change(indexed("word"), "other");
    expect((await jobs()).length).toBe(1);
    await change(indexed("note"));
    expect((await jobs()).length).toBe(2);
    await fillNow(platform, tenantId);
    expect((await jobs()).map((job) => job["result"])).toEqual([{ superseded: true }, { ready: true }]);
    expect((await slots()).data.map(({ state }) => state)).toEqual(["ready", "ready"]);
    expect(await query("select s1, s2 from records where tenant_id = $1 order by id limit 1")).toEqual([{ s1: "w0", s2: "n0" }]);
  });
});

describe("an object with more indexed fields than there are columns", () => {
  const names = Array.from({ length: 12 }, (_, n) => `t${String(n).padStart(2, "0")}`);
  const wide = () => tenantOf(...names.map((name, n) => text(name, `a${String.fromCharCode(65 + n)}`, { indexed: true })));

  test("keeps working and says which fields go without", async () => {
    const { make, find, slots, actor } = await wide();
    const ids = await make(30, (n) => Object.fromEntries(names.map((name) => [name, `${name} ${n}`])));
    expect(await slots()).toMatchObject({
      without: ["t10", "t11"],
      room: expect.arrayContaining([{ kind: "text", free: 0, of: 10 }]),
    });
    for (const name of names) {
      const page = await find(name, `${name} 7`);
      expect(page.data.map(({ id }) => id)).toEqual([ids[7]]);
      expect(page.slow).toEqual(name > "t09" ? [name] : undefined);
    }
    must(await updateRecord(platform, actor, "thing", ids[7]!, { t11: "zzz" }));
    expect((await find("t11", "zzz")).count).toBe(1);
    const sorted = await listRecords(platform, actor, "thing", { sort: [{ field: "t11", descending: true }], limit: 1 });
    expect(must(sorted).data[0]!["id"]).toBe(ids[7]);
  });

  test("gives the column of a field that goes to one that waits, cleared: no old value is ever found in it", async () => {
    const { tenantId, change, make, query, find, slots, actor } = await wide();
    // t10 has a value in some records alone: in the others, the column must be empty
    const ids = await make(1_200, (n) => ({ t00: "old", ...(n % 2 === 0 ? { t10: `new ${n % 4}` } : {}) }));
    await change(without("t00"));
    // until it is cleared nobody has it, nor may anybody take it
    expect(await slots()).toMatchObject({ without: ["t10", "t11"], room: expect.arrayContaining([{ kind: "text", free: 0, of: 10 }]) });
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and s1 = 'old'")).toEqual([{ n: 1_200 }]);
    await change((object) => ({ ...object, fields: { ...object.fields, late: text("late", "z0", { indexed: true }) } }));
    expect((await slots()).without).toEqual(["t10", "t11", "late"]);

    // cleared, given to the first that waits, and filled
    await fillNow(platform, tenantId);
    expect(await slots()).toMatchObject({
      data: expect.arrayContaining([{ field: "t10", slot: "s1", state: "ready" }]),
      without: ["t11", "late"],
    });
    expect(await query("select s1, count(*)::int as n from records where tenant_id = $1 group by s1 order by s1")).toEqual([
      { s1: "new 0", n: 300 },
      { s1: "new 2", n: 300 },
      { s1: null, n: 600 },
    ]);
    expect((await find("t10", "old")).count).toBe(0);
    const page = await find("t10", "new 2");
    expect(page).toMatchObject({ count: 300 });
    expect(page.slow).toBeUndefined();
    const none = must(await listRecords(platform, actor, "thing", { filter: { "===": [{ var: "t10" }, null] }, count: "exact", limit: 1 }));
    expect(none).toMatchObject({ count: 600, data: [{ id: ids[1] }] });
  });

  test("clears a column in bounded parts, while records are written", async () => {
    const { tenantId, change, make, query, jobs, actor } = await wide();
    const ids = await make(1_100, () => ({ t00: "old", t01: "kept" }));
    await change(without("t00"));
    await query("update work set due_at = now() where tenant_id = $1 and class = 'job'");
    const runner = createJobRunner(platform, { sliceMs: 1 });
    await runner.start();
    try {
      const states = new Set<number>();
      await until("the end", async () => {
        const [job] = await jobs();
        states.add(job!["done"] as number);
        must(await updateRecord(platform, actor, "thing", ids[states.size % ids.length]!, { t01: `kept ${states.size}` }));
        return job!["state"] === "succeeded";
      });
    } finally {
      await runner.stop();
      platform.effectives.drop(tenantId);
    }
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and s1 is not null")).toEqual([{ n: 0 }]);
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and s2 like 'kept%'")).toEqual([{ n: 1_100 }]);
    expect(await query("select count(*)::int as n from field_slot where tenant_id = $1 and state <> 'ready'")).toEqual([{ n: 1 }]);
  });
});

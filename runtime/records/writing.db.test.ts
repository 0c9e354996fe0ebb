import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import { writeBatch } from "../batch/write-batch.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "./commands.ts";
import { getRecord, listRecords } from "./run.ts";
import { transitionsOf } from "./states.ts";
import { actorOf, effectiveOf, objectOf, patiently, platformOf, roleOf } from "./testing.ts";
import { createMany, deleteMany } from "./write.ts";

const options = (...names: string[]) => ({
  options: Object.fromEntries(names.map((name, index) => [name, { label: name, order: `a${index}` }])),
});
const all = { read: true, create: true, update: true, delete: true };
const documents = [
  objectOf(
    "person",
    { first: { type: "text", indexed: true }, last: { type: "text" }, phone: { type: "text" }, secret: { type: "boolean", indexed: true } },
    {
      uniques: { name: { order: "a0", fields: ["first", "last"], message: "The name is taken" } },
      duplicates: {
        phone: { order: "a0", match: { phone: "normalised" }, act: "refuse", message: "This telephone is known" },
        first: { order: "a1", match: { first: "normalised" }, when: { "!=": [{ var: "first" }, "Ann"] }, act: "ask" },
      },
    },
  ),
  objectOf(
    "task",
    {
      name: { type: "text", required: true, unique: true },
      status: { type: "select", config: options("draft", "review", "done"), default: "draft" },
      points: { type: "number" },
    },
    {
      states: {
        field: "status",
        initial: ["draft"],
        transitions: {
          submit: { order: "a0", from: ["draft"], to: "review", label: "Submit" },
          approve: { order: "a1", from: ["review"], to: "done", roles: { boss: true }, when: { ">": [{ var: "points" }, 0] } },
          reopen: { order: "a2", to: "draft" },
        },
      },
    },
  ),
  objectOf("invoice", {
    number: { type: "auto_number", config: { mask: "I-{0000}" } },
    customer: { type: "reference", config: { object: "person" } },
    lines: { type: "line_items", config: { object: "line", by: "invoice" } },
    total: { type: "roll_up", config: { object: "line", by: "invoice", fn: "sum", field: "amount" } },
    title: { type: "formula", config: { logic: { cat: ["No. ", { var: "number" }] }, result: { type: "text" } } },
    note: { type: "text" },
    count: { type: "number", default: 0 },
  }),
  objectOf("line", {
    invoice: { type: "master_detail", config: { object: "invoice" } },
    amount: { type: "number", required: true },
    code: { type: "text", unique: true },
  }),
  roleOf("clerk", { task: all, person: { ...all, rows: { "!=": [{ var: "secret" }, true] } } }),
  roleOf("boss", { task: all }),
];

let database: TestDatabase;
let platform: Platform;
let effective: Effective;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  effective = effectiveOf(tenantId, documents as never);
  platform = platformOf(database, effective);
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

const wrong = (result: { ok: boolean; problems?: readonly Problem[] }) =>
  result.ok ? [] : result.problems!.map(({ code, path }) => `${code} ${path}`).sort();
const make = async (object: string, values: Record<string, unknown>, by = actor) => {
  const made = await createRecords(platform, by, object, [values]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};
const times = async (object: string) => {
  const page = await listRecords(platform, actor, object, { count: "exact" });
  return page.ok ? page.value.count : -1;
};
const get = async (object: string, id: string) => {
  const found = await getRecord(platform, actor, object, id);
  return found.ok ? found.value : undefined;
};

describe("values that stand once together", () => {
  test("are refused the second time, also at the same moment, and are free when one of them is missing or given up", async () => {
    const first = await make("person", { first: "Ann", last: "Lee" });
    expect(wrong(await createRecords(platform, actor, "person", [{ first: "Ann", last: "Lee" }]))).toEqual(["duplicate_value /0/first"]);
    await make("person", { first: "Ann" });
    await make("person", { first: "Ann" });
    expect(wrong(await updateRecord(platform, actor, "person", first.id, { last: "Ray" }))).toEqual([]);
    await make("person", { first: "Ann", last: "Lee" });
    const both = await Promise.all([1, 2, 3].map(() => createRecords(platform, actor, "person", [{ first: "Ann", last: "Poe" }])));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe("duplicate rules", () => {
  test("compare without case, spaces and signs; name the records that may be seen; go through once they are answered", async () => {
    const first = await make("person", { first: "Ann", phone: "+86 (755) 1234" });
    const refused = await createRecords(platform, actor, "person", [{ first: "Ann", phone: "８６-755 1234" }]);
    expect(wrong(refused)).toEqual(["possible_duplicate /0/phone"]);
    expect(!refused.ok && refused.problems[0]).toMatchObject({ message: "This telephone is known", details: { records: [first.id] } });
    expect(
      wrong(await createRecords(platform, actor, "person", [{ first: "Ann", phone: "867551234" }], { allowDuplicates: true })),
    ).toEqual(["possible_duplicate /0/phone"]);

    await make("person", { first: "Zoë", secret: true });
    const asked = await createRecords(platform, actorOf(actor.tenantId, ["clerk"]), "person", [{ first: "ZOË" }]);
    expect(!asked.ok && asked.problems.map(({ code, details }) => [code, details?.["records"]])).toEqual([["possible_duplicate", []]]);
    const allowed = await createRecords(platform, actor, "person", [{ first: "ZOË" }], { allowDuplicates: true });
    expect(wrong(allowed)).toEqual([]);
    expect(wrong(await createRecords(platform, actor, "person", [{ first: "Kim" }, { first: "kim" }]))).toEqual([
      "possible_duplicate /1/first",
    ]);
    // a change that has nothing to do with it is let through
    expect(wrong(await updateRecord(platform, actor, "person", allowed.ok ? allowed.value[0]!.id : "", { last: "Orr" }))).toEqual([]);
  });

  test("of many at the same moment one goes through, and a deleted record is nobody's duplicate", async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        createRecords(platform, { ...actor, by: `user:${n}` }, "person", [{ first: "Ann", phone: "555" }]),
      ),
    );
    const through = made.filter(({ ok }) => ok);
    expect(through).toHaveLength(1);
    const id = through[0]!.ok ? through[0]!.value[0]!.id : "";
    await deleteRecord(platform, actor, "person", id);
    const next = await make("person", { first: "Ann", phone: "5-5-5" });
    expect(wrong(await restoreRecord(platform, actor, "person", id))).toEqual(["possible_duplicate /phone"]);
    await deleteRecord(platform, actor, "person", next.id);
    expect(wrong(await restoreRecord(platform, actor, "person", id))).toEqual([]);
  });
});

describe("states", () => {
  test("follow each other as the document says, for whom it says", async () => {
    const clerk = actorOf(actor.tenantId, ["clerk"]);
    const boss = actorOf(actor.tenantId, ["boss"]);
    const task = await make("task", { name: "one", points: 0 }, clerk);
    const next = async (by: Actor) => {
      const found = await transitionsOf(platform, by, "task", task.id);
      return found.ok ? found.value.map(({ name }) => name) : found.problems;
    };
    expect(await next(clerk)).toEqual(["submit"]);
    const refused = await updateRecord(platform, clerk, "task", task.id, { status: "done" });
    expect(!refused.ok && refused.problems[0]).toMatchObject({
      code: "transition_not_allowed",
      path: "/status",
      details: { from: "draft", allowed: ["review"] },
    });
    expect(wrong(await updateRecord(platform, clerk, "task", task.id, { status: "review" }))).toEqual([]);
    expect(wrong(await updateRecord(platform, boss, "task", task.id, { status: "done" }))).toEqual(["transition_not_allowed /status"]);
    expect(wrong(await updateRecord(platform, boss, "task", task.id, { points: 2 }))).toEqual([]);
    expect([await next(clerk), await next(boss)]).toEqual([["reopen"], ["approve", "reopen"]]);
    expect(wrong(await updateRecord(platform, clerk, "task", task.id, { status: "done" }))).toEqual(["transition_not_allowed /status"]);
    // the platform's own flows are nobody's role, and go in order all the same
    const flow = { ...actor, unrestricted: true as const };
    expect(wrong(await updateRecord(platform, flow, "task", task.id, { status: "done" }))).toEqual([]);
    expect(wrong(await updateRecord(platform, flow, "task", task.id, { status: "review" }))).toEqual(["transition_not_allowed /status"]);
  });
});

describe("lines", () => {
  test("are as many as the field's description says, and no more", async () => {
    const lines = Array.from({ length: 200 }, () => ({ amount: 1 }));
    expect((await createRecords(platform, actor, "invoice", [{ note: "full", lines }])).ok).toBe(true);
    expect(wrong(await createRecords(platform, actor, "invoice", [{ note: "over", lines: [...lines, { amount: 1 }] }]))).toEqual([
      "too_large /0/lines",
    ]);
  });

  test("are written with their record, changed, added and taken away, or not at all", async () => {
    const made = await make("invoice", { note: "n", lines: [{ amount: 2, code: "l1" }, { amount: 3 }] });
    expect(made).toMatchObject({ total: 5, number: expect.stringMatching(/^I-/), title: `No. ${String(made["number"])}` });
    const lines = async () => {
      const page = await listRecords(platform, actor, "line", {
        filter: { "===": [{ var: "invoice" }, made.id] },
        sort: [{ field: "amount", descending: false }],
      });
      return page.ok ? page.value.data : [];
    };
    const [two, three] = await lines();
    const changed = await updateRecord(platform, actor, "invoice", made.id, {
      lines: [{ id: two!.id, amount: 10 }, { id: three!.id, _delete: true }, { amount: 1 }],
    });
    expect(changed).toMatchObject({ ok: true, value: { total: 11 } });
    expect((await lines()).map(({ amount }) => amount)).toEqual([1, 10]);

    const before = [await times("invoice"), await times("line")];
    expect(
      wrong(await createRecords(platform, actor, "invoice", [{ lines: [{ amount: 1 }, { amount: "x" }, { code: "l1", amount: 1 }, 7] }])),
    ).toEqual(expect.arrayContaining(["wrong_type /0/lines/1/amount", "wrong_type /0/lines/3"]));
    expect(
      wrong(await updateRecord(platform, actor, "invoice", made.id, { note: "lost", lines: [{ id: two!.id, amount: null }] })),
    ).toEqual(["required /lines/0/amount"]);
    const other = await make("invoice", {});
    expect(wrong(await updateRecord(platform, actor, "invoice", other.id, { lines: [{ id: two!.id, _delete: true }] }))).toEqual([
      "not_found /lines/0/id",
    ]);
    expect([(await times("invoice"))! - 1, await times("line")]).toEqual(before);
    expect(await get("invoice", made.id)).toMatchObject({ note: "n", total: 11 });
  });
});

describe("a batch", () => {
  test("makes records that refer to each other, in whatever order they are given", async () => {
    const done = await writeBatch(platform, actor, [
      { act: "create", object: "line", values: { invoice: { $ref: "bill" }, amount: 4 } },
      { act: "create", object: "invoice", ref: "bill", values: { customer: { $ref: "who" } } },
      { act: "create", object: "person", ref: "who", values: { first: "Ann", last: "Batch" } },
      { act: "update", object: "invoice", id: { $ref: "bill" }, values: { note: "sent" } },
    ]);
    const [line, invoice, person] = done.ok ? done.value.map(({ record }) => record) : [];
    expect(line).toMatchObject({ invoice: invoice!.id });
    expect(await get("invoice", invoice!.id)).toMatchObject({ customer: person!.id, note: "sent", total: 4 });
  });

  test("is written whole or not at all, and says where what is wrong", async () => {
    const before = await times("person");
    const refused = await writeBatch(platform, actor, [
      { act: "create", object: "person", values: { first: "Ann", last: "Gone" } },
      { act: "create", object: "task", values: { status: "draft" } },
      { act: "create", object: "task", values: { name: 1 } },
      { act: "delete", object: "line", id: "019b0000-0000-7000-8000-000000000000" },
    ]);
    expect(wrong(refused)).toEqual(
      expect.arrayContaining(["not_found /operations/3", "required /operations/1/values/name", "wrong_type /operations/2/values/name"]),
    );
    expect(await times("person")).toBe(before);
    // a name within the batch is no way around the first states
    expect(
      wrong(await writeBatch(platform, actor, [{ act: "create", object: "task", ref: "t", values: { name: "by ref", status: "done" } }])),
    ).toEqual(["transition_not_allowed /operations/0/values/status"]);
    expect(
      wrong(
        await writeBatch(platform, actor, [
          { act: "create", object: "invoice", ref: "a", values: { customer: { $ref: "b" } } },
          { act: "create", object: "person", ref: "b", values: { first: { $ref: "a" } } },
          { act: "create", object: "person", ref: "c", values: { first: "Ann" } },
        ]),
      ),
    ).toEqual(["invalid /operations/0", "invalid /operations/1"]);
    expect(wrong(await writeBatch(platform, actor, [{ act: "create", object: "invoice", values: { customer: { $ref: "x" } } }]))).toEqual([
      "unknown_name /operations/0/values/customer",
    ]);
  });
});

describe("many with outcomes of their own", () => {
  test("those that are refused leave nothing behind and do not stop the others", async () => {
    const outcomes = await platform.db.transaction(actor.tenantId, async (tx) => {
      const rows = [{ name: "r1" }, { name: 7 }, { name: "r1" }, { name: "r2", status: "done" }, { name: "r3" }];
      const wrote = await createMany(
        tx,
        effective,
        actor,
        "task",
        rows.map((values, index) => ({ values, path: `/rows/${index}` })),
        { outcome: "each" },
      );
      return wrote.ok ? wrote.value.outcomes : [];
    });
    expect(outcomes.map(wrong)).toEqual(
      [[], ["wrong_type /rows/1/name"], ["duplicate_value /rows/2/name"], ["transition_not_allowed /rows/3/status"], []].map(
        (each, index) => (index === 1 ? expect.arrayContaining(each) : each),
      ),
    );
    expect(wrong(await createRecords(platform, actor, "task", [{ name: "r2" }]))).toEqual([]);
  });

  test("deletions that something refers to are refused one by one", async () => {
    const person = await make("person", { first: "Ann", last: "Kept" });
    const free = await make("person", { first: "Ann", last: "Free" });
    await make("invoice", { customer: person.id });
    const outcomes = await platform.db.transaction(actor.tenantId, async (tx) => {
      const wrote = await deleteMany(tx, effective, actor, "person", [{ id: person.id }, { id: free.id }], { outcome: "each" });
      return wrote.ok ? wrote.value.outcomes : [];
    });
    expect(outcomes.map((each) => wrong(each).map((text) => text.split(" ")[0]))).toEqual([["still_referenced"], []]);
    expect([await get("person", person.id), await get("person", free.id)]).toEqual([expect.anything(), undefined]);
  });
});

describe("writers at the same moment", () => {
  test("of one record lose nothing: fifty with If-Match, and fifty of different fields without", async () => {
    const many: Platform = { ...platform, db: patiently(database.db) };
    const { id } = await make("invoice", {});
    const increment = async () => {
      for (;;) {
        const now = await get("invoice", id);
        const done = await updateRecord(many, actor, "invoice", id, { count: Number(now!["count"]) + 1 }, { ifMatch: now!.version });
        if (done.ok) return;
        if (done.problems[0]!.code !== "version_conflict") throw new Error(JSON.stringify(done.problems));
      }
    };
    await Promise.all(Array.from({ length: 50 }, increment));
    expect(await get("invoice", id)).toMatchObject({ count: 50, version: 51 });

    const person = await make("person", { first: "Ann", last: "Wide" });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        updateRecord(
          many,
          { ...actor, by: `user:${n % 7}` },
          "person",
          person.id,
          n % 2 === 0 ? { last: `Wide ${n}` } : { phone: `77${n}` },
        ),
      ),
    );
    const after = await get("person", person.id);
    expect(after).toMatchObject({ last: expect.stringMatching(/^Wide [0-9]+$/), phone: expect.stringMatching(/^77/), version: 51 });
  });

  test("of records that belong together never stand in each other's way", async () => {
    const customers = await Promise.all([1, 2, 3].map((n) => make("person", { first: "Ann", last: `Many ${n}` })));
    const invoices = await Promise.all(customers.map(({ id }) => make("invoice", { customer: id })));
    const many: Platform = { ...platform, db: patiently(database.db) };
    const writers = Array.from({ length: 50 }, (_, n) => async () => {
      const by = { ...actor, by: `user:w${n}` };
      const results: { ok: boolean; problems?: readonly Problem[] }[] = [];
      for (let turn = 0; turn < 3; turn++) {
        const mine = invoices[(n + turn) % 3]!;
        const line = await createRecords(many, by, "line", [{ invoice: mine.id, amount: 1, code: `w${n}-${turn}` }]);
        results.push(line, await updateRecord(many, by, "invoice", mine.id, { customer: customers[(n * 2 + turn) % 3]!.id }));
        if (line.ok && turn === 2) results.push(await updateRecord(many, by, "line", line.value[0]!.id, { amount: 2, code: `x${n}` }));
      }
      return results;
    });
    const results = (await Promise.all(writers.map((write) => write()))).flat();
    expect(results.flatMap(wrong)).toEqual([]);
    const totals = await Promise.all(invoices.map(async ({ id }) => Number((await get("invoice", id))!["total"])));
    expect(totals.reduce((sum, each) => sum + each, 0)).toBe(50 * 2 + 50 * 2);
  }, 60_000);

  test("who come together are numbered once each, and only the wrong one is refused", async () => {
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, n) => createRecords(platform, actor, "task", [{ name: n === 7 ? 7 : `g${n % 39}` }])),
    );
    expect(made.map(wrong).filter((each) => each.length > 0)).toHaveLength(2);
    const numbered = await Promise.all(Array.from({ length: 40 }, () => make("invoice", {})));
    expect(new Set(numbered.map(({ number }) => number)).size).toBe(40);
  });
});

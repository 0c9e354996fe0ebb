import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { statusOf } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { aggregateRecords } from "./aggregate.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "./commands.ts";
import { recordHistory } from "./history.ts";
import { getRecord, listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

const options = (...names: string[]) => ({
  options: Object.fromEntries(names.map((name, index) => [name, { label: name, order: `a${index}` }])),
});

const documents = [
  objectOf("customer", {
    name: { type: "text", required: true, indexed: true },
    email: { type: "email", unique: true },
  }),
  objectOf(
    "order",
    {
      number: { type: "auto_number", config: { mask: "O-{0000}" } },
      customer: { type: "reference", config: { object: "customer" } },
      amount: { type: "money", config: { currency: "CNY" }, required: true, indexed: true },
      weight: { type: "decimal", config: { scale: 3 }, indexed: true },
      quantity: { type: "number", default: 1, indexed: true },
      status: { type: "select", config: options("waiting", "paid", "cancelled"), default: "waiting", indexed: true },
      tags: { type: "multi_select", config: options("hot", "cold") },
      day: { type: "date", indexed: true },
      placed_at: { type: "date_time", indexed: true, default: { var: "$now" } },
      note: { type: "long_text" },
      reason: {
        type: "text",
        visible: { "===": [{ var: "status" }, "cancelled"] },
        requiredWhen: { "===": [{ var: "status" }, "cancelled"] },
      },
      gift: { type: "boolean", indexed: true },
      fixed: { type: "text", readOnly: { "===": [{ var: "status" }, "paid"] } },
    },
    {
      validations: {
        v1: {
          order: "a0",
          rule: { ">": [{ var: "amount" }, "0.00"] },
          message: { en: "The amount must be above zero", zh: "金额必须大于零" },
          field: "amount",
        },
      },
    },
  ),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
const wrong = (result: { ok: boolean; problems?: readonly { code: string; path: string }[] }) =>
  result.ok ? [] : result.problems!.map(({ code, path }) => `${code} ${path}`).sort();

beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, documents));
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

const make = async (object: string, values: Record<string, unknown>) => {
  const made = await createRecords(platform, actor, object, [values]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};

describe("a record", () => {
  test("is made with defaults, a number and canonical values, and read back the same", async () => {
    const made = await make("order", {
      amount: "19.99",
      weight: 1.5,
      tags: ["cold", "hot"],
      placed_at: "2026-03-19T14:30:00+08:00",
      note: null,
    });
    expect(made).toMatchObject({
      version: 1,
      number: "O-0001",
      amount: { currency: "CNY", minor: 1999 },
      weight: "1.500",
      quantity: 1,
      status: "waiting",
      tags: ["hot", "cold"],
      placed_at: "2026-03-19T06:30:00.000Z",
      createdBy: "user:u1",
    });
    expect(made).not.toHaveProperty("note");
    const read = await getRecord(platform, actor, "order", made.id);
    expect(read).toEqual({ ok: true, value: made });
  });

  test("is refused with every problem at once, and nothing is written", async () => {
    await make("customer", { name: "Ada", email: "ada@example.com" });
    const before = await listRecords(platform, actor, "customer", { count: "exact" });
    const refused = await createRecords(platform, actor, "customer", [
      { name: "Grace", email: "ada@EXAMPLE.com" },
      { nme: "x", email: "no address" },
      { name: 7, id: "x" },
    ]);
    expect(wrong(refused)).toEqual([
      "duplicate_value /0/email",
      "invalid /1/email",
      "read_only /2/id",
      "required /1/name",
      "unknown_field /1/nme",
      "wrong_type /2/name",
    ]);
    const after = await listRecords(platform, actor, "customer", { count: "exact" });
    expect(after.ok && before.ok && after.value.count === before.value.count).toBe(true);

    const order = await createRecords(platform, actor, "order", [
      { amount: "0", customer: "019b0000-0000-7000-8000-000000000000", status: "lost", number: "1", quantity: "2", tags: ["warm"] },
    ]);
    expect(wrong(order)).toEqual([
      "broken_reference /0/customer",
      "not_an_option /0/status",
      "not_an_option /0/tags",
      "read_only /0/number",
      "wrong_type /0/quantity",
    ]);
    expect(wrong(await createRecords(platform, actor, "order", [{ amount: "0" }]))).toEqual(["invalid /0/amount"]);
    expect(wrong(await createRecords(platform, actor, "order", [{}]))).toEqual(["required /0/amount"]);
  });

  test("is not given by white space", async () => {
    expect(wrong(await createRecords(platform, actor, "customer", [{ name: " \t\n\u3000" }]))).toEqual(["required /0/name"]);
    const customer = await make("customer", { name: " Ada " });
    expect(customer["name"]).toBe(" Ada ");
    expect(wrong(await updateRecord(platform, actor, "customer", customer.id, { name: "  " }))).toEqual(["required /name"]);
  });

  test("follows the rules of its fields: shown, required when, read-only", async () => {
    const order = await make("order", { amount: "5" });
    expect(wrong(await updateRecord(platform, actor, "order", order.id, { reason: "none" }))).toEqual(["read_only /reason"]);
    expect(wrong(await updateRecord(platform, actor, "order", order.id, { status: "cancelled" }))).toEqual(["required /reason"]);
    const cancelled = await updateRecord(platform, actor, "order", order.id, { status: "cancelled", reason: "late" });
    expect(cancelled).toMatchObject({ ok: true, value: { version: 2, reason: "late" } });
    const paid = await make("order", { amount: "5", status: "paid" });
    expect(wrong(await updateRecord(platform, actor, "order", paid.id, { fixed: "x" }))).toEqual(["read_only /fixed"]);
  });

  test("that was changed meanwhile is not overwritten", async () => {
    const order = await make("order", { amount: "5" });
    const [first, second] = await Promise.all([
      updateRecord(platform, actor, "order", order.id, { quantity: 2 }, { ifMatch: 1 }),
      updateRecord(platform, actor, "order", order.id, { quantity: 3 }, { ifMatch: '"1"' }),
    ]);
    const lost = [first, second].filter((each) => !each.ok);
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatchObject({ problems: [{ code: "version_conflict", details: { expected: 1, actual: 2 } }] });
    const none = await updateRecord(platform, actor, "order", order.id, {}, { ifMatch: 2 });
    expect(none).toMatchObject({ ok: true, value: { version: 2 } });
  });

  test("null empties a field, and history tells who changed what", async () => {
    const order = await make("order", { amount: "5", note: "a" });
    await updateRecord(platform, actor, "order", order.id, { note: null, quantity: 4 });
    const history = await recordHistory(platform, actor, "order", order.id);
    expect(history).toMatchObject({
      ok: true,
      value: [
        { version: 2, act: "update", by: "user:u1", changes: { note: { from: "a", to: null }, quantity: { from: 1, to: 4 } } },
        { version: 1, act: "create", changes: { note: { from: null, to: "a" } } },
      ],
    });
  });

  test("keeps script and SQL in its text as they are, and refuses keys that reach into prototypes", async () => {
    const hostile = `'); drop table records; -- <script>alert(1)</script> {"$now":1} \\ % _ 中文 😀`;
    const order = await make("order", { amount: "5", note: hostile });
    expect(order["note"]).toBe(hostile);
    const found = await listRecords(platform, actor, "order", { filter: { "===": [{ var: "note" }, hostile] } });
    expect(found.ok && found.value.data.map(({ id }) => id)).toEqual([order.id]);
    const polluted = JSON.parse('{"amount":"5","__proto__":{"polluted":1}}') as object;
    expect(wrong(await createRecords(platform, actor, "order", [polluted]))).toContain("forbidden_key /0/__proto__");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    for (const values of [null, 5, "x", [], [[]]]) {
      expect(wrong(await createRecords(platform, actor, "order", [values]))).toEqual(["wrong_type /0"]);
    }
    expect(wrong(await createRecords(platform, actor, "order", [{ amount: "5", note: "a\u0000b" }]))).toContain("invalid /0/note");
    expect(wrong(await updateRecord(platform, actor, "order", "nobody", { note: "x" }))).toEqual(["not_found "]);
  });
});

describe("unique values", () => {
  test("of two that come at once, one is taken", async () => {
    const tries = await Promise.all(
      Array.from({ length: 6 }, () => createRecords(platform, actor, "customer", [{ name: "B", email: "race@example.com" }])),
    );
    expect(tries.filter((each) => each.ok)).toHaveLength(1);
    expect(tries.filter((each) => !each.ok).flatMap(wrong)).toEqual(Array.from({ length: 5 }, () => "duplicate_value /0/email"));
  });

  test("are free again once given up, and taken again when the record comes back", async () => {
    const first = await make("customer", { name: "C", email: "c@example.com" });
    expect(
      wrong(
        await createRecords(platform, actor, "customer", [
          { name: "D", email: "d@example.com" },
          { name: "E", email: "d@example.com" },
        ]),
      ),
    ).toEqual(["duplicate_value /1/email"]);
    expect(await deleteRecord(platform, actor, "customer", first.id)).toMatchObject({ ok: true });
    expect(await restoreRecord(platform, actor, "customer", first.id)).toMatchObject({ ok: true, value: { version: 3 } });
    await deleteRecord(platform, actor, "customer", first.id);
    await make("customer", { name: "F", email: "c@example.com" });
    expect(wrong(await restoreRecord(platform, actor, "customer", first.id))).toEqual(["duplicate_value /email"]);
  });
});

describe("references", () => {
  test("keep what they refer to from being deleted", async () => {
    const customer = await make("customer", { name: "G" });
    const order = await make("order", { amount: "5", customer: customer.id });
    expect(wrong(await deleteRecord(platform, actor, "customer", customer.id))).toEqual(["still_referenced "]);
    await deleteRecord(platform, actor, "order", order.id);
    expect(await deleteRecord(platform, actor, "customer", customer.id)).toMatchObject({ ok: true });
    expect(wrong(await restoreRecord(platform, actor, "order", order.id))).toEqual(["broken_reference /customer"]);
    expect(wrong(await getRecord(platform, actor, "customer", customer.id))).toEqual(["not_found "]);
  });

  test("a record and its deletion that meet leave no reference to nothing", async () => {
    for (let round = 0; round < 5; round++) {
      const customer = await make("customer", { name: "H" });
      const [made, gone] = await Promise.all([
        createRecords(platform, actor, "order", [{ amount: "5", customer: customer.id }]),
        deleteRecord(platform, actor, "customer", customer.id),
      ]);
      expect([made.ok, gone.ok].filter(Boolean)).toHaveLength(1);
    }
  });

  test("are answered with their record when asked, in one more query", async () => {
    const customer = await make("customer", { name: "I", email: "i@example.com" });
    const order = await make("order", { amount: "5", customer: customer.id });
    const found = await getRecord(platform, actor, "order", order.id, { expand: ["customer"] });
    expect(found).toMatchObject({ ok: true, value: { customer: { id: customer.id, name: "I" } } });
    const list = await listRecords(platform, actor, "order", {
      filter: { "===": [{ var: "customer" }, customer.id] },
      expand: ["customer"],
      fields: ["customer", "amount"],
    });
    expect(list.ok && list.value.data[0]).toMatchObject({ amount: { minor: 500 }, customer: { email: "i@example.com" } });
    expect(list.ok && list.value.data[0]).not.toHaveProperty("number");
  });
});

describe("a list", () => {
  test("filters by every type and sorts with the absent last, page by page, also while records come and go", async () => {
    const customer = await make("customer", { name: "J" });
    const mine = { "===": [{ var: "customer" }, customer.id] };
    const days = ["2026-01-03", null, "2026-01-01", "2026-01-02", null, "2026-01-03", "2026-01-01"];
    const made = await createRecords(
      platform,
      actor,
      "order",
      days.map((day, index) => ({
        amount: `${index + 1}.50`,
        customer: customer.id,
        ...(day === null ? {} : { day }),
        weight: `${index}.125`,
        gift: index % 2 === 0,
      })),
    );
    const ids = made.ok ? made.value.map(({ id }) => id) : [];
    const pages = async (sort: { field: string; descending: boolean }[], disturb?: () => Promise<unknown>) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listRecords(platform, actor, "order", {
          filter: mine,
          sort,
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        if (!page.ok) throw new Error(JSON.stringify(page.problems));
        seen.push(...page.value.data.map(({ id }) => id));
        cursor = page.value.next ?? undefined;
        await disturb?.();
      } while (cursor !== undefined);
      return seen.map((id) => ids.indexOf(id));
    };
    expect(await pages([{ field: "day", descending: false }])).toEqual([2, 6, 3, 0, 5, 1, 4]);
    expect(await pages([{ field: "day", descending: true }])).toEqual([5, 0, 3, 6, 2, 4, 1]);
    expect(
      await pages([
        { field: "day", descending: true },
        { field: "amount", descending: false },
      ]),
    ).toEqual([0, 5, 3, 2, 6, 1, 4]);
    expect(
      await pages([
        { field: "gift", descending: true },
        { field: "weight", descending: true },
      ]),
    ).toEqual([6, 4, 2, 0, 5, 3, 1]);
    expect(
      await pages([
        { field: "note", descending: false },
        { field: "amount", descending: true },
      ]),
    ).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(await pages([{ field: "created_at", descending: true }])).toEqual([6, 5, 4, 3, 2, 1, 0]);
    let early = 0;
    const stable = await pages([{ field: "day", descending: false }], () =>
      createRecords(platform, actor, "order", [{ amount: "1", customer: customer.id, day: `2025-01-0${++early}` }]),
    );
    expect(stable).toEqual([2, 6, 3, 0, 5, 1, 4]);

    const asked = async (filter: object) => {
      const page = await listRecords(platform, actor, "order", { filter: { and: [mine, filter] } as never, limit: 500 });
      if (!page.ok) throw new Error(JSON.stringify(page.problems));
      return page.value.data.map(({ id }) => ids.indexOf(id)).filter((index) => index >= 0);
    };
    expect(await asked({ ">": [{ var: "amount" }, "3.5"] })).toEqual([3, 4, 5, 6]);
    expect(await asked({ "<=": [{ var: "amount" }, { currency: "CNY", minor: 250 }] })).toEqual([0, 1]);
    expect(await asked({ "===": [{ var: "weight" }, "2.125"] })).toEqual([2]);
    expect(await asked({ "<": [{ var: "weight" }, "2.12501"] })).toEqual([0, 1, 2]);
    expect(await asked({ "!": { ">=": [{ var: "day" }, "2026-01-02"] } })).toEqual([1, 2, 4, 6]);
    expect(await asked({ "!==": [{ var: "day" }, "2026-01-01"] })).toEqual([0, 1, 3, 4, 5]);
    expect(await asked({ in: [{ var: "day" }, ["2026-01-01", "2026-01-02"]] })).toEqual([2, 3, 6]);
    expect(await asked({ "!": { var: "gift" } })).toEqual([1, 3, 5]);
  });

  test("counts, and searches what may be seen", async () => {
    await make("customer", { name: "Zephyr 100%" });
    const page = await listRecords(platform, actor, "customer", { q: "zephyr 100%", count: "exact" });
    expect(page).toMatchObject({ ok: true, value: { count: 1, data: [{ name: "Zephyr 100%" }] } });
    expect(await listRecords(platform, actor, "customer", { q: "zephyr_100", count: "estimate" })).toMatchObject({
      ok: true,
      value: { count: 0 },
    });
  });

  test("adds up exactly", async () => {
    const customer = await make("customer", { name: "K" });
    await createRecords(platform, actor, "order", [
      { amount: "0.10", weight: "0.125", customer: customer.id, status: "paid" },
      { amount: "0.20", weight: "0.250", customer: customer.id, status: "paid" },
      { amount: "0.35", customer: customer.id },
    ]);
    const groups = await aggregateRecords(platform, actor, "order", {
      filter: { "===": [{ var: "customer" }, customer.id] },
      groupBy: ["status"],
      measures: [{ fn: "count" }, { fn: "sum", field: "amount" }, { fn: "avg", field: "weight" }, { fn: "max", field: "amount" }],
    });
    expect(groups).toEqual({
      ok: true,
      value: [
        { group: { status: "paid" }, values: [2, { currency: "CNY", minor: 30 }, "0.1875000", { currency: "CNY", minor: 20 }] },
        { group: { status: "waiting" }, values: [1, { currency: "CNY", minor: 35 }, null, { currency: "CNY", minor: 35 }] },
      ],
    });
    expect(
      wrong(
        await aggregateRecords(platform, actor, "order", {
          groupBy: ["secret"],
          measures: [
            { fn: "sum", field: "note" },
            { fn: "median" as never, field: "amount" },
          ],
        }),
      ),
    ).toEqual(["invalid_query /measures/1/fn", "unknown_field /groupBy/0", "wrong_type /measures/0/field"]);
  });

  test("refuses what it cannot read, in one answer", async () => {
    expect(
      wrong(
        await listRecords(platform, actor, "order", {
          filter: { "===": [{ var: "nope" }, 1] },
          sort: [{ field: "'; drop table records", descending: false }],
          fields: ["__proto__"],
          expand: ["amount"],
        }),
      ),
    ).toEqual(["invalid_query /expand", "unknown_field /fields", "unknown_field /filter", "unknown_field /sort"]);
    expect(wrong(await listRecords(platform, actor, "order", { cursor: "abc.def" }))).toEqual(["invalid_cursor /cursor"]);
    const page = await listRecords(platform, actor, "order", { limit: 1, sort: [{ field: "amount", descending: false }] });
    const cursor = page.ok ? page.value.next! : "";
    expect(wrong(await listRecords(platform, actor, "order", { limit: 1, cursor }))).toEqual(["invalid_cursor /cursor"]);
    expect(
      wrong(
        await listRecords(platform, actor, "order", { limit: 1, cursor: `x${cursor}`, sort: [{ field: "amount", descending: false }] }),
      ),
    ).toEqual(["invalid_cursor /cursor"]);
  });

  test("takes no name that a document did not give, wherever a name may stand", async () => {
    const names = [
      "a'--",
      '"',
      "\\",
      "$1",
      "}",
      "%",
      "amount'",
      "amount; select 1",
      "data->>'x'",
      "constructor",
      "toString",
      "__proto__",
      "＇",
      "x".repeat(5_000),
      "",
      "id or 1=1",
      "f_amount",
      "i1",
    ];
    for (const name of names) {
      const sort = [{ field: name, descending: false }];
      const results = [
        await listRecords(platform, actor, "order", { filter: { "===": [{ var: name }, "1"] } }),
        await listRecords(platform, actor, "order", { filter: { [name]: [{ var: "amount" }, "1"] } }),
        await listRecords(platform, actor, "order", { filter: { missing: [name] } }),
        await listRecords(platform, actor, "order", { sort }),
        await listRecords(platform, actor, "order", { fields: [name] }),
        await listRecords(platform, actor, "order", { expand: [name] }),
        await listRecords(platform, actor, "order", { cursor: `${name}.${name}`, sort: [{ field: "amount", descending: true }] }),
        await listRecords(platform, actor, name, {}),
        await getRecord(platform, actor, "order", name),
        await aggregateRecords(platform, actor, "order", { groupBy: [name], measures: [{ fn: "count" }] }),
        await aggregateRecords(platform, actor, "order", { measures: [{ fn: name as never, field: "amount" }] }),
        await aggregateRecords(platform, actor, "order", { measures: [{ fn: "sum", field: name }] }),
        await createRecords(platform, actor, "order", [JSON.parse(`{"amount":"1",${JSON.stringify(name)}:1}`)]),
        await updateRecord(platform, actor, "order", name, { amount: "1" }),
      ];
      expect(results.map((each) => each.ok)).toEqual(results.map(() => false));
      for (const each of results) expect(each.ok ? 0 : statusOf(each.problems)).toBeLessThan(500);
    }
  });
});

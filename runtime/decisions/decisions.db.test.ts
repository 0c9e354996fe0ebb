import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Tx } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { TableDocument } from "#metadata";
import type { Actor } from "../actor.ts";
import { writeBatch } from "../batch/write-batch.ts";
import type { Effective } from "../effective/effective.ts";
import { writeEach } from "../jobs/write-each.ts";
import { seedRecords } from "../packages/seed-records.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { writeRecord } from "../records/write.ts";
import { newId } from "../uuid.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "../records/testing.ts";
import jsonLogic from "json-logic-js";
import { decideBatch, decideTable } from "./decide.ts";
import { exportTable } from "./export-table.ts";
import { offeredFor, offersReady } from "./offered.ts";

const options = (...names: string[]) => ({
  options: Object.fromEntries(names.map((name, index) => [name, { label: { en: name.toUpperCase(), zh: name }, order: `a${index}` }])),
});

const methods: TableDocument = {
  kind: "table",
  id: "t_methods",
  name: "methods",
  label: "Methods",
  hit: "C",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  inputs: {
    c: { name: "channel", label: "Channel", type: "enum", optionsOf: "order.channel", order: "a0" },
    a: { name: "amount", label: "Amount", type: "money", order: "a1" },
    t: { name: "time", label: "Time", type: "time", order: "a2" },
  },
  outputs: { m: { name: "method", label: "Method", type: "enum", optionsOf: "order.method", order: "a0" } },
  rows: {
    r1: { order: "a0", out: { m: "alipay" } },
    r2: {
      order: "a1",
      cells: { c: { eq: "app" }, a: { range: [{ from: "200.00", to: null }] } },
      out: { m: "bank" },
      note: "Large orders",
    },
    r3: { order: "a2", enabled: false, out: { m: "cash" } },
  },
};
const documents = [
  methods,
  objectOf("order", {
    amount: { type: "money", config: { currency: "CNY" } },
    channel: { type: "select", config: options("app", "web") },
    note: { type: "text" },
    method: {
      type: "select",
      config: options("alipay", "bank", "cash"),
      offeredBy: {
        table: "methods",
        output: "method",
        facts: { channel: { var: "channel" }, amount: { var: "amount" }, time: { var: "$now" } },
      },
    },
  }),
  roleOf("customer", { order: { read: true, update: true } }),
  roleOf("blind", { order: { read: true, update: true, hidden: { amount: true } } }),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, documents));
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());
const effective = () => platform.effectives.get(actor.tenantId);

describe("a table", () => {
  test("decides in the order of its rows, says why not, and keeps what it was asked", async () => {
    const decided = await decideTable(platform, actor, "methods", { channel: "app", amount: "120.00" }, { explain: true, log: true });
    expect(decided).toMatchObject({
      ok: true,
      value: {
        outputs: [{ method: "alipay" }],
        hits: ["r1"],
        revision: 1,
        because: [
          { output: { method: "bank" }, row: "r2", failing: [{ input: "amount", code: "below" }] },
          { output: { method: "cash" }, row: "r3", failing: [{ code: "row_disabled" }] },
        ],
      },
    });
    const id = decided.ok ? decided.value.decisionId! : "";
    const [row] = await database.owner`select table_id, revision, facts, outputs, to_json(hits) as hits, by from decision where id = ${id}`;
    expect(row).toMatchObject({ table_id: "t_methods", revision: 1, by: "user:u1", hits: ["r1"] });
  });

  test("takes no facts that it did not declare, so none are kept", async () => {
    const count = async () => Number((await database.owner`select count(*) as n from decision`)[0]!["n"]);
    const before = await count();
    const refused = await decideTable(platform, actor, "methods", { amount: "1", name: "Ada Lovelace" }, { log: true });
    expect(refused).toMatchObject({ ok: false, problems: [{ code: "unknown_field", path: "/name" }] });
    const polluted = JSON.parse('{"__proto__":{"a":1}}') as Record<string, unknown>;
    expect(await decideTable(platform, actor, "methods", polluted)).toMatchObject({ ok: false, problems: [{ code: "forbidden_key" }] });
    expect(await count()).toBe(before);
  });

  test("is not there for another name or the holder of a link", async () => {
    const link: Actor = { ...actor, roles: ["customer"], only: { object: "order", recordId: "x", page: "p" } };
    expect(await decideTable(platform, actor, "nope", {})).toMatchObject({ problems: [{ code: "not_found" }] });
    expect(await decideTable(platform, link, "methods", {})).toMatchObject({ problems: [{ code: "not_found" }] });
  });

  test("nobody waits while many are decided", async () => {
    await decideBatch(platform, actor, "methods", [{}]);
    const facts = Array.from({ length: 10_000 }, (_, index) => ({ channel: "app", amount: `${index}.00` }));
    let [turns, over] = [0, false];
    const count = (): unknown => (turns++, over || setImmediate(count));
    setImmediate(count);
    const decided = await decideBatch(platform, actor, "methods", facts);
    over = true;
    expect(decided.ok && decided.value.results).toHaveLength(10_000);
    expect(turns).toBeGreaterThan(2);
  });

  test("decides many at once, and names each that it cannot read", async () => {
    const facts = Array.from({ length: 2_500 }, (_, index) => ({ channel: "app", amount: `${index}.00` }));
    const decided = await decideBatch(platform, actor, "methods", facts, { log: true });
    expect(decided.ok && decided.value.results.filter(({ hits }) => hits.length === 2)).toHaveLength(2_300);
    const refused = await decideBatch(platform, actor, "methods", [{ amount: "1" }, { amount: "x" }, { nope: 1 }]);
    expect(refused.ok ? [] : refused.problems.map(({ path }) => path)).toEqual(["/facts/1/amount", "/facts/2/nope"]);
  });
});

describe("a table for others", () => {
  test("is JSON Logic that gives the same rows", async () => {
    const exported = await exportTable(platform, actor, "methods");
    if (!exported.ok) throw new Error(JSON.stringify(exported.problems));
    const data = { channel: "app", amount: { currency: "CNY", minor: 20_000 }, $now: "2026-03-19T06:30:00.000Z" };
    const hits = exported.value.rows.filter(({ when }) => jsonLogic.apply(when as never, data) === true).map(({ id }) => id);
    expect(hits).toEqual(["r1", "r2"]);
    expect(await exportTable(platform, actor, "nope")).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
  });
});

describe("a field whose choices a table gives", () => {
  test("waits for a big table before its record is written, and for nothing else", async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`r${n}`, { order: `a${String(n).padStart(3, "0")}`, out: { m: n === 0 ? "bank" : "cash" } }]),
    );
    const big = effectiveOf(
      actor.tenantId,
      documents.map((each) => (each === methods ? { ...methods, rows } : each)),
    );
    expect(offersReady(big, "nope")).toBeUndefined();
    const waits: boolean[] = [];
    const transaction: typeof database.db.transaction = (...given) => {
      waits.push(offersReady(big, "order") !== undefined);
      return database.db.transaction(...given);
    };
    const other: Platform = { ...platformOf(database, big), db: { ...database.db, transaction } };
    expect(await createRecords(other, actor, "order", [{ amount: "1.00", method: "bank" }])).toMatchObject({ ok: true });
    expect(waits).toEqual([false]);
  });

  describe("never compiles a big table where it stands, whichever way a record is written", () => {
    type Write = (big: Effective, other: Platform) => Promise<unknown>;
    const values = { amount: "1.00", method: "bank" };
    const within = (work: (tx: Tx) => Promise<unknown>) => database.db.transaction(actor.tenantId, work);
    const whole = (): Actor => ({ ...actor, unrestricted: true });
    test.each<[string, Write]>([
      ["a command", (_, other) => createRecords(other, actor, "order", [values, values])],
      ["a batch", (_, other) => writeBatch(other, actor, [{ act: "create", object: "order", values }])],
      ["a job", (big) => within((tx) => writeEach(tx, big, actor, [{ act: "create", object: "order", values }], newId()))],
      ["a flow", (big) => within((tx) => writeRecord(tx, big, whole(), { act: "create", object: "order", values }))],
      [
        "a package",
        (big) => within((tx) => seedRecords(tx, big, { name: "pay", version: "1.0.0" }, { order: [{ id: "one", ...values }] })),
      ],
      [
        "a change",
        async (big) => {
          const [first] = (await database.owner`select id from records limit 1`) as unknown as { id: string }[];
          await within((tx) => writeRecord(tx, big, whole(), { act: "update", object: "order", id: first!.id, values }));
        },
      ],
    ])("%s", async (name, write) => {
      const rows = Object.fromEntries(
        Array.from({ length: 400 }, (_, n) => [
          `r${n}`,
          { order: `b${String(n).padStart(3, "0")}`, out: { m: n === 0 ? "bank" : "cash" } },
        ]),
      );
      const big = effectiveOf(
        actor.tenantId,
        documents.map((each) => (each === methods ? { ...methods, description: name, rows } : each)),
      );
      const { tables } = big;
      const asked: boolean[] = [];
      const table = tables.table.bind(tables);
      vi.spyOn(tables, "table").mockImplementation((version, operators) => {
        asked.push(tables.tableSoon(version, operators) === undefined);
        return table(version, operators);
      });
      const other: Platform = platformOf(database, big);
      await write(big, other);
      vi.restoreAllMocks();
      expect(asked.length).toBeGreaterThan(0);
      expect(asked).not.toContain(false);
    });
  });

  test("shows what is offered for a record, with the words people know it by", async () => {
    const offers = offeredFor(await effective(), "order", { amount: { currency: "CNY", minor: 30_000 }, channel: "app" }, "method");
    expect(offers).toMatchObject({
      ok: true,
      value: [
        { value: "alipay", label: { en: "ALIPAY", zh: "alipay" } },
        { value: "bank", outputs: { method: "bank" } },
      ],
    });
    expect(offeredFor(await effective(), "order", {}, "note")).toMatchObject({ ok: false, problems: [{ code: "not_found" }] });
  });

  test("takes what is offered and refuses what is not, naming the rule", async () => {
    const made = await createRecords(platform, actor, "order", [{ amount: "120.00", channel: "app" }]);
    const order = made.ok ? made.value[0]! : undefined;
    const forged = await updateRecord(platform, actor, "order", order!.id, { method: "bank" });
    expect(forged).toMatchObject({
      ok: false,
      problems: [
        {
          code: "choice_not_offered",
          path: "/method",
          details: { table: "methods", revision: 1, offered: ["alipay"], row: "r2", failing: [{ input: "amount", code: "below" }] },
        },
      ],
    });
    // what the rule found in a field that he may not see is not told to him
    const blind = await updateRecord(platform, { ...actor, roles: ["blind"] }, "order", order!.id, { method: "bank" });
    expect(blind).toMatchObject({ ok: false, problems: [{ code: "choice_not_offered", details: { row: "r2", failing: [] } }] });
    expect(JSON.stringify(blind)).not.toMatch(/120|12000|amount/);
    expect(await updateRecord(platform, actor, "order", order!.id, { method: "alipay" })).toMatchObject({
      ok: true,
      value: { version: 2 },
    });
    const both = await updateRecord(platform, actor, "order", order!.id, { method: "bank", amount: "200.00" });
    expect(both).toMatchObject({ ok: true, value: { version: 3, method: "bank" } });
    // a fact the rule looks at may not move away under the choice; anything else may change
    expect(await updateRecord(platform, actor, "order", order!.id, { amount: "10.00" })).toMatchObject({
      ok: false,
      problems: [{ code: "choice_not_offered" }],
    });
    expect(await updateRecord(platform, actor, "order", order!.id, { note: "hello" })).toMatchObject({ ok: true });
    const platformItself: Actor = { ...actor, by: "flow:1", unrestricted: true };
    expect(await createRecords(platform, platformItself, "order", [{ amount: "1.00", method: "cash" }])).toMatchObject({
      ok: false,
      problems: [{ code: "choice_not_offered", path: "/0/method" }],
    });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { operators } from "#metadata/vocabulary";
import { periodNames, type Field, type Json, type ValueType } from "#metadata";
import { compileExpression, examplesForSql, truthy } from "#runtime/rules";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { contextOf } from "../permissions/access.ts";
import type { Standing } from "../permissions/standing.ts";
import { inZone, typesOf } from "./expressions.ts";
import { compileByIds } from "./compile.ts";
import { lower } from "./lower.ts";
import { planByIds } from "./plan.ts";
import { factsOf, storedRecord, type StoredRecord } from "./record.ts";
import { slotsOf } from "./slots.ts";
import { actorOf, effectiveOf, language, objectOf, plant } from "./testing.ts";
import { newId } from "../uuid.ts";

/*
 * One expression, two engines, one answer: whatever the evaluator says of a record, the database says of it, with slots and
 * without, by the days of three time zones. Random rules over 200 records until PROPERTY_CELLS (default 100,000) answers agreed;
 * PROPERTY_SEED repeats a run.
 */

const now = "2026-03-19T06:30:00.000Z";
const options = {
  options: Object.fromEntries(["a", "b", "c", "x", "y"].map((name, index) => [name, { label: name, order: `a${index}` }])),
};
const fieldOf = (type: ValueType, indexed: boolean): Partial<Field> & { type: string } => {
  const shape = typeof type === "string" ? type : "list";
  const config = {
    text: {},
    number: {},
    decimal: { scale: 2 },
    money: { currency: "CNY" },
    boolean: {},
    date: {},
    instant: {},
    reference: { object: "thing" },
    list: options,
    json: {},
  }[shape];
  const name = {
    text: "long_text",
    number: "number",
    decimal: "decimal",
    money: "money",
    boolean: "boolean",
    date: "date",
    instant: "date_time",
    reference: "reference",
    list: "multi_select",
    json: "long_text",
  }[shape];
  return { type: name, config, ...(indexed ? { indexed } : {}) };
};

let database: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase({ lanes: 2 });
  tenantId = await database.tenant();
});
afterAll(() => database.drop());

const userId = "019b0000-0000-7000-8000-00000000000a";
/** Where he stands: of the values that records hold. */
const standing: Standing = {
  teamIds: ["a", "中文", "019b0000-0000-7000-8000-00000000000b"],
  mateIds: [userId, "b"],
  belowIds: [],
  aboveIds: ["", "B"],
  mateBy: [`user:${userId}`, "user:b"],
  belowBy: [],
  aboveBy: ["test"],
  crowded: new Set(),
  holders: [],
  shared: new Map(),
};
const actor = () => actorOf(tenantId, ["a", "clerk"], { userId, by: `user:${userId}`, standing });

/** Ids of the records for which the database says yes; a rule that cannot be lowered is a problem. */
function asking(effective: Effective, object: ResolvedObject, logic: Json, ids: readonly string[]) {
  const where = lower(effective, object, logic, contextOf(actor(), now), "");
  if (!where.ok) return where;
  return { ok: true as const, value: compileByIds({ ...planByIds(effective, object, ids.length), where: where.value, scoped: true }, ids) };
}

/** What the evaluator says of a record; undefined where it cannot be computed. */
function saying(
  effective: Effective,
  object: ResolvedObject,
  logic: Json,
  data: Record<string, Json>,
  related: Readonly<Record<string, unknown>> = {},
  record?: Omit<StoredRecord, "data">,
): boolean | undefined {
  const expression = compileExpression(logic, { operators: language.operators, types: typesOf(effective, object) });
  if (!expression.ok) return undefined;
  try {
    const at = inZone(effective, contextOf(actor(), now));
    return truthy(expression.value.evaluate({ ...factsOf(object, data, record), ...related }, at));
  } catch {
    return undefined;
  }
}

/** The types of all paths an example reads: those it names, and for the others the first that fits. */
function typesRead({ logic, types }: { logic: unknown; types: Readonly<Record<string, ValueType>> }): Record<string, ValueType> {
  const plain = compileExpression(logic, { operators });
  const known: Record<string, ValueType> = { ...types };
  for (const path of plain.ok ? plain.value.reads : []) {
    known[path] ??=
      (["text", "number", "boolean"] as const).find(
        (type) => compileExpression(logic, { operators, types: (each) => (each === path ? type : known[each]) }).ok,
      ) ?? "text";
  }
  return known;
}

describe("every operator's examples", () => {
  const examples = examplesForSql(operators).filter(
    (each) =>
      Object.keys(each.types).length > 0 &&
      Object.values(each.types).every((type) => type !== "json" && (typeof type === "string" || type.list === "text")),
  );
  test("there are enough of them to mean something", () => expect(examples.length).toBeGreaterThan(30));

  for (const indexed of [true, false]) {
    test(`hold in Postgres, ${indexed ? "in slots" : "over data"}`, async () => {
      const wrong: unknown[] = [];
      for (const [index, example] of examples.entries()) {
        const document = objectOf(
          `thing`,
          Object.fromEntries(Object.entries(typesRead(example)).map(([name, type]) => [name, fieldOf(type, indexed)])),
        );
        const effective = effectiveOf(tenantId, [{ ...document, id: `o_${indexed}_${index}` }]);
        const object = effective.objects.get("thing")!;
        const id = newId();
        const data = Object.fromEntries(Object.entries(example.data).map(([name, value]) => [`f_${name}`, value as Json]));
        await plant(database, tenantId, object.id, id, data, slotsOf(object, data));
        const statement = asking(effective, object, example.logic as Json, [id]);
        const rows = statement.ok ? (await database.db.batch(tenantId, [statement.value], { readOnly: true }))[0]! : undefined;
        if (rows === undefined || rows.length > 0 !== truthy(example.is))
          wrong.push({ logic: example.logic, data: example.data, statement });
      }
      expect(wrong).toEqual([]);
    });
  }
});

/** A small repeatable source of chance (mulberry32). */
function chance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const of = <Value>(list: readonly Value[]): Value => list[Math.floor(next() * list.length)]!;
  return { next, of };
}
type Chance = ReturnType<typeof chance>;

const long = `${"é".repeat(256)}tail`;
const texts = [
  "",
  "a",
  "b",
  "B",
  "null",
  "'",
  "%",
  "_",
  "é",
  "中文",
  "😀",
  "～",
  "a'; drop table records",
  "\\",
  "0",
  " ",
  long,
  `${"é".repeat(256)}other`,
  "é".repeat(256),
  "é".repeat(255),
  // nothing to see, and what cannot be told apart by looking
  "\u200b",
  "a\u200b",
  "\ufeffa",
  "e\u0301",
  "\ufffd",
  "NaN",
  "-0",
  "中",
  "\u{20000}",
];
/** Around the edges of days, weeks, months, quarters and years near `now`, and of the hours that New York skips. */
const days = ["2026-03-18", "2026-03-19", "2026-03-20", "2026-03-15", "2026-03-16", "2026-03-22", "2026-03-23", "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01", "2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"]; // prettier-ignore
const instants = [
  "2026-03-19T06:30:00.000Z",
  ...["2026-03-18", "2026-03-19", "2026-03-16", "2026-03-01", "2026-01-01", "2026-04-01", "2027-01-01", "2026-03-08", "2026-02-18"].flatMap(
    (day) => ["T00:00:00.000Z", "T03:59:59.999Z", "T04:00:00.000Z", "T05:00:00.000Z", "T16:00:00.000Z"].map((time) => `${day}${time}`),
  ),
  "2026-03-18T15:59:59.999Z",
];
const uuids = ["019b0000-0000-7000-8000-00000000000a", "019b0000-0000-7000-8000-00000000000b"];
const pool: Readonly<Record<string, readonly Json[]>> = {
  text: texts,
  number: [0, -0, 1, -1, 1.5, 0.1, 0.2, 0.3, 1e21, 1e-7, 9007199254740991, 9007199254740992, -9007199254740991, 1e100, 1e-100, 100, -0.5],
  decimal: ["0.00", "1.50", "1.5", "-3.25", "10.00", "9.99", "1.505", "92000000000000000.00"],
  money: ["0.00", "19.99", "19.995", "-5", 20, { currency: "CNY", minor: 1999 }, { currency: "USD", minor: 1999 }],
  boolean: [true, false],
  date: [...days, "1999-12-31", "0001-01-01", "9999-12-31"],
  instant: [...instants, "2026-03-19T14:30:00+08:00", "1999-12-31T23:59:59.999Z", "2026-03-19T06:30:00.001Z"],
  reference: uuids,
  list: ["a", "b", "x"],
};
/** What lies in records: canonical values of the type, and now and then something else entirely. */
const stored: Readonly<Record<string, readonly Json[]>> = {
  ...pool,
  decimal: ["0.00", "1.50", "-3.25", "10.00", "9.99", "92000000000000000.00", "1.505", "7"],
  money: [0, 1999, 2000, -500].map((minor) => ({ currency: "CNY", minor })),
  instant: [...instants, "1999-12-31T23:59:59.999Z", "2026-03-19T06:30:00.001Z"],
  list: [[], ["a"], ["a", "b"], ["x", "y"], ["b", "x"], ["中文", "a'"]],
  json: [{}, { a: 1 }, [], [1], "", "x", 0, 5, false, true, { minor: 5, currency: "CNY" }],
};
const dirt: readonly Json[] = [
  "",
  "x",
  "1,000",
  "12abc",
  5,
  "1e5",
  true,
  false,
  [],
  ["a"],
  {},
  { minor: 5 },
  { currency: "USD", minor: 1999 },
  [null],
  [["a"]],
  [[["a"]], { a: ["a"] }, null, 5, true, ""],
  { a: { b: { c: [null] } } },
  9007199254740992,
  1e100,
  -0,
  "Infinity",
  "-0.00",
  "+1.50",
  "１２",
  "2026-03-19T25:00:00.000Z",
  "2026-02-30",
  "019B0000-0000-7000-8000-00000000000A",
  "2026-3-9",
  "NaN",
  "-",
  null,
];

const shapes: readonly (readonly [string, ValueType])[] = [
  ["s", "text"],
  ["s2", "text"],
  ["n", "number"],
  ["n2", "number"],
  ["d", "decimal"],
  ["d2", "decimal"],
  ["y", "money"],
  ["y2", "money"],
  ["g", "boolean"],
  ["day", "date"],
  ["at", "instant"],
  ["at2", "instant"],
  ["r", "reference"],
  ["l", { list: "text" }],
  ["who", "text"],
  ["tags", { list: "text" }],
  ["part", "decimal"],
  ["stars", "number"],
  ["clock", "text"],
  ["spent", "number"],
  ["worked", "decimal"],
  ["summed", "money"],
];
/** Types of their own, over the same few kinds of value; two of them are worked out and kept. */
const specs: Readonly<Record<string, Partial<Field> & { type: string }>> = {
  who: { type: "user" },
  tags: { type: "tags" },
  part: { type: "percent" },
  stars: { type: "rating" },
  clock: { type: "time" },
  spent: { type: "duration" },
  worked: { type: "formula", config: { logic: { "+": [{ var: "d" }, { var: "d2" }] }, result: { type: "decimal", scale: 2 } } },
  summed: { type: "roll_up", config: { object: "line", by: "whole", fn: "sum", field: "y" } },
};
/** Columns that every record has. */
const standingShapes: readonly (readonly [string, ValueType])[] = [
  ["id", "reference"],
  ["version", "number"],
  ["created_at", "instant"],
  ["created_by", "text"],
  ["updated_at", "instant"],
];
/** The record's own, and those of the records that it refers to, one step and two. */
const paths: readonly (readonly [string, ValueType])[] = [
  ...["", "", "up.", "up.up."].flatMap((before) => shapes.map(([name, type]) => [`${before}${name}`, type] as const)),
  ...standingShapes,
  ...standingShapes.map(([name, type]) => [`up.${name}`, type] as const),
];
const lineShapes: readonly (readonly [string, ValueType])[] = [
  ["s", "text"],
  ["n", "number"],
  ["d", "decimal"],
  ["y", "money"],
];
const shapeOf = (type: ValueType): string => (typeof type === "string" ? type : "list");

function randomRule(luck: Chance, depth: number): Json {
  if (depth > 0 && luck.next() < 0.6) {
    const parts = () => Array.from({ length: 1 + Math.floor(luck.next() * 3) }, () => randomRule(luck, depth - 1));
    return luck.of<() => Json>([
      () => ({ and: parts() }),
      () => ({ or: parts() }),
      () => ({ "!": randomRule(luck, depth - 1) }),
      () => ({ "!": randomRule(luck, depth - 1) }),
      () => ({ if: [randomRule(luck, depth - 1), randomRule(luck, depth - 1), randomRule(luck, depth - 1)] }),
      () => ({ "?:": [randomRule(luck, depth - 1), randomRule(luck, depth - 1), randomRule(luck, depth - 1)] }),
      () => ({ if: Array.from({ length: 4 + Math.floor(luck.next() * 2) }, () => randomRule(luck, depth - 2)) }),
      () => ({ "!!": [randomRule(luck, depth - 1)] }),
    ])();
  }
  if (luck.next() < 0.12) return aboutMany(luck, depth);
  const [name, type] = luck.of(paths);
  const field: Json = { var: name };
  const shape = shapeOf(type);
  const literal = () => luck.of(pool[shape]!);
  if (shape === "list") {
    return luck.of<() => Json>([
      () => ({ in: [luck.of(texts.slice(0, 5)), field] }),
      () => ({ in: [literal(), field] }),
      () => ({ "!!": field }),
      () => ({ some: [field, { in: [{ var: "" }, [literal(), "y"]] }] }),
      () => ({ none: [field, { "===": [{ var: "" }, literal()] }] }),
      () => ({ "===": [field, null] }),
      () => ({ all: [field, { "!==": [{ var: "" }, literal()] }] }),
      () => ({ all: [field, { or: [{ in: ["a", { var: "" }] }, { "===": [{ var: "" }, null] }] }] }),
      () => ({ some: [field, { "<": [{ var: "" }, literal()] }] }),
      () => ({ none: [field, { "!": [{ "===": [{ var: "" }, literal()] }] }] }),
    ])();
  }
  const twin = luck.of(paths.filter(([, other]) => other === type))[0];
  const order = luck.of(["<", "<=", ">", ">="]);
  const leaves: (() => Json)[] = [
    () => ({ "===": [field, literal()] }),
    () => ({ "!==": [literal(), field] }),
    () => ({ "==": [field, literal()] }),
    () => ({ "!=": [field, literal()] }),
    () => ({ "==": [{ var: twin }, field] }),
    () => ({ "===": [{ var: [name, literal()] }, literal()] }),
    () => ({ in: [field, [literal(), literal(), literal()]] }),
    () => ({ "!": [field] }),
    () => ({ "===": [field, null] }),
    () => ({ "!==": [field, null] }),
    () => ({ "!!": field }),
    () => ({ missing: [name] }),
    () => ({ "===": [field, { var: twin }] }),
    () => ({ "!==": [field, { var: twin }] }),
  ];
  if (shape !== "boolean") {
    leaves.push(
      () => ({ [order]: [field, literal()] }),
      () => ({ [order]: [literal(), field] }),
      () => ({ [order]: [field, { var: twin }] }),
      () => ({ "<": [literal(), field, literal()] }),
      () => ({ "<=": [literal(), field, literal()] }),
    );
  }
  if (shape === "text") {
    leaves.push(
      () => ({ in: [literal(), field] }),
      () => ({ in: [field, literal()] }),
      () => ({ in: [field, { var: "s2" }] }),
      () => ({ in: [field, { var: luck.of(["$user.roles", "$user.teamIds", "$user.mateIds", "$user.belowIds", "$user.aboveIds", "$user.mateBy", "$user.aboveBy"]) }] }), // prettier-ignore
      () => ({ "===": [field, { var: luck.of(["$user.id", "$user.by"]) }] }),
      () => ({ "===": [field, { var: "r" }] }),
    );
  }
  if (shape === "number" || shape === "decimal" || shape === "money") {
    const zero = shape === "number" ? 0 : "0.00";
    const there = (path: string): Json => ({ var: [path, zero] });
    leaves.push(
      () => ({ [order]: [{ "+": [there(name), there(twin)] }, literal()] }),
      () => ({ [order]: [{ "-": [there(name), there(twin)] }, there(twin)] }),
      () => ({ "===": [{ "*": [there(name), luck.of([2, -1, 0.1])] }, literal()] }),
      () => ({ [order]: [literal(), { "-": [{ "+": [there(name), literal()] }] }] }),
    );
    if (shape !== "money") leaves.push(() => ({ [order]: [{ "*": [there(name), there(twin)] }, literal()] }));
  }
  if (shape === "number")
    leaves.push(
      () => ({ [order]: [field, { var: "d" }] }),
      () => ({ "<": [{ var: ["n", 1] }, 2] }),
    );
  if (shape === "instant") leaves.push(() => ({ [order]: [field, { var: "$now" }] }));
  if (shape === "date") leaves.push(() => ({ [order]: [field, { var: "$today" }] }));
  if (shape === "date" || shape === "instant")
    leaves.push(
      () => ({ "date.during": [field, luck.of(periods)] }),
      () => ({ "!": { "date.during": [field, luck.of(periods)] } }),
    );
  leaves.push(() => ({ missing_some: [luck.of([1, 2]), [name, twin, "s"]] }));
  if (shape === "reference") leaves.push(() => ({ "===": [field, { var: "$user.id" }] }));
  return luck.of(leaves)();
}

const periods = periodNames.map((name) => name.replace("_N_", "_3_"));

/** Over the records that belong to one, and those that it names. */
function aboutMany(luck: Chance, depth: number): Json {
  const lines: Json = { var: "lines" };
  const leaf = (): Json => {
    const [name, type] = luck.of(lineShapes);
    return luck.of<() => Json>([
      () => ({ [luck.of(["<", ">="])]: [{ var: name }, luck.of(pool[shapeOf(type)]!)] }),
      () => ({ "===": [{ var: name }, luck.of(pool[shapeOf(type)]!)] }),
      () => ({ "!": { missing: [name] } }),
    ])();
  };
  const body = depth > 1 && luck.next() < 0.4 ? { [luck.of(["and", "or"])]: [leaf(), leaf()] } : leaf();
  return luck.of<() => Json>([
    () => ({ [luck.of(["some", "all", "none"])]: [lines, body] }),
    () => ({ in: [luck.of(named), { var: luck.of(["m", "up.m"]) }] }),
    () => ({ [luck.of(["some", "all", "none"])]: [{ var: "m" }, { "===": [{ var: "" }, luck.of(named)] }] }),
    () => ({ [luck.of(["some", "all", "none"])]: [{ var: "m" }, { in: [{ var: "" }, [luck.of(named), luck.of(named)]] }] }),
    () => ({ "!!": { var: luck.of(["m", "j", "any"]) } }),
    () => ({ missing: [luck.of(["m", "j", "any", "up", "up.j"])] }),
    () => ({ [luck.of(["===", "!=="])]: [{ var: luck.of(["j", "any", "m"]) }, null] }),
    () => ({ "===": [{ var: "any.id" }, luck.of(named)] }),
    () => ({ "!==": [{ var: "any.object" }, "thing"] }),
  ])();
}
/** Ids that records are named by. */
const named = Array.from({ length: 6 }, () => newId());

/** Rails that somebody might lay wrong: each must show. */
const mutations: Readonly<Record<string, (text: string) => string>> = {
  "an absent value is unequal": (text) => text.replace(" is null or ", " is not null and "),
  "not is the other rail": (text) => text.replace(" not exists ", " exists "),
  "what leads nowhere is absent": (text) => text.replace("not exists (select from records", "exists (select from records"),
  "less is not less or equal": (text) => text.replace(/ < (?=[$])/, " <= "),
  "and is not or": (text) => text.replace(/\((.*) and /, "($1 or "),
  "deleted records are not there": (text) => text.replace(/(hop[0-9]+)\.deleted_at is null/, "$1.deleted_at is not null"),
};

describe("random rules over random records, some of them dirty", () => {
  const wanted = Number(process.env["PROPERTY_CELLS"] ?? 100_000);
  const seed = Number(process.env["PROPERTY_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

  test(`give one answer in both engines (seed ${seed})`, { timeout: 600_000 }, async () => {
    const luck = chance(seed);
    const zones = ["UTC", "Asia/Shanghai", "America/New_York"];
    const kinds = [true, false].map((indexed) => {
      const document = objectOf("thing", {
        ...Object.fromEntries(
          shapes.map(([name, type]) => [name, specs[name] === undefined ? fieldOf(type, indexed) : { ...specs[name], ...(indexed && typeof type === "string" ? { indexed } : {}) }]), // prettier-ignore
        ),
        j: { type: "json" },
        up: { type: "reference", config: { object: "thing" } },
        m: { type: "multi_reference", config: { object: "thing" } },
        any: { type: "polymorphic_reference", config: { objects: ["thing", "line"] } },
        lines: { type: "line_items", config: { object: "line", by: "whole" } },
      });
      const line = objectOf("line", {
        ...Object.fromEntries(lineShapes.map(([name, type]) => [name, fieldOf(type, indexed)])),
        whole: { type: "master_detail", config: { object: "thing" } },
      });
      const effective = effectiveOf(tenantId, [
        { ...document, id: `o_random_${indexed}` },
        { ...line, id: `o_line_${indexed}` },
      ]);
      return { effective, object: effective.objects.get("thing")!, line: effective.objects.get("line")! };
    });
    const link = async (object: ResolvedObject, field: string, id: string, to: ResolvedObject, target: string) =>
      database.db.batch(tenantId, [
        {
          text: "insert into record_link (tenant_id, object_id, field_id, record_id, target_object_id, target_id) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
          params: [tenantId, object.id, field, id, to.id, target],
        },
      ]);
    const lines = new Map<string, Record<string, Json>[]>();
    const deleted = newId();
    const records = new Map<string, Record<string, Json>>();
    for (let count = 0; count < 200; count++) {
      const data: Record<string, Json> = {};
      for (const [name, type] of [...shapes, ["j", "json"] as const]) {
        const draw = luck.next();
        if (draw < 0.25) continue;
        data[`f_${name}`] = draw < 0.35 ? luck.of(dirt) : luck.of(stored[shapeOf(type)]!);
      }
      const id = newId();
      const known = [...records.keys()];
      if (known.length > 0 && luck.next() < 0.8) data["f_up"] = luck.next() < 0.15 ? luck.of([...uuids, deleted, "x"]) : luck.of(known);
      if (luck.next() < 0.6) data["f_m"] = [...new Set([luck.of(named), luck.of(named)])];
      if (luck.next() < 0.6) data["f_any"] = { object: luck.of(["thing", "line"]), id: luck.of(named) };
      records.set(id, data);
      const under: Record<string, Json>[] = [];
      while (luck.next() < 0.5)
        under.push(
          Object.fromEntries(
            lineShapes.flatMap(([name, type]) => (luck.next() < 0.2 ? [] : [[`f_${name}`, luck.of(stored[shapeOf(type)]!)]])),
          ),
        );
      lines.set(id, under);
      for (const { object, line } of kinds) {
        await plant(database, tenantId, object.id, id, data, slotsOf(object, data));
        for (const target of (data["f_m"] ?? []) as string[]) await link(object, "f_m", id, object, target);
        const any = data["f_any"] as { object: string; id: string } | undefined;
        if (any !== undefined) await link(object, "f_any", id, any.object === "line" ? line : object, any.id);
        for (const each of under) {
          const whole = { ...each, f_whole: id };
          await plant(database, tenantId, line.id, newId(), whole, slotsOf(line, whole));
        }
      }
    }
    for (const { object } of kinds) {
      const data = { f_s: "a", f_n: 1 };
      await plant(database, tenantId, object.id, deleted, data, slotsOf(object, data));
      await database.db.batch(tenantId, [{ text: "update records set deleted_at = now() where id = $1", params: [deleted] }]);
    }
    // moments around now, of whole milliseconds, the same for both kinds
    await database.owner`update records set version = 1 + abs(hashtext(id::text)) % 3,
        created_at = ${now}::timestamptz + (hashtext(id::text) % 40) * interval '7 hours', updated_at = ${now}::timestamptz
      where tenant_id = ${tenantId}`;
    await database.owner`analyze records`;
    await database.owner`analyze record_link`;
    const ids = [...records.keys()];
    const { effective, object, line } = kinds[0]!;
    const [rows] = await database.db.batch(tenantId, [compileByIds({ ...planByIds(effective, object, ids.length), scoped: true }, ids)]);
    const columns = new Map(rows!.map((row) => [row["id"] as string, storedRecord(row)]));
    const related = (id: string): Record<string, unknown> => {
      const found: Record<string, unknown> = { lines: lines.get(id)!.map((each) => factsOf(line, each)) };
      let data = records.get(id);
      for (const before of ["up.", "up.up."]) {
        const up: unknown = data?.["f_up"];
        data = typeof up === "string" ? records.get(up) : undefined;
        if (data !== undefined)
          for (const [name, value] of Object.entries(factsOf(object, data, columns.get(up as string)))) found[`${before}${name}`] = value;
      }
      return found;
    };
    const relatedTo = new Map(ids.map((id) => [id, related(id)]));
    let cells = 0;
    let asked = 0;
    const caught = new Set<string>();
    let rules = 0;
    for (; cells < wanted && rules < wanted / 50; rules++) {
      const logic = randomRule(luck, 3);
      const timezone = zones[rules % zones.length]!;
      const zoned = { ...effective, timezone };
      const said = new Map(ids.map((id) => [id, saying(zoned, object, logic, records.get(id)!, relatedTo.get(id), columns.get(id))]));
      // what cannot be computed at all was refused when it was published
      if ([...said.values()].some((each) => each === undefined)) continue;
      const statements = kinds.map(({ effective, object }) => asking({ ...effective, timezone }, object, logic, ids));
      if (statements.some((each) => !each.ok)) continue;
      asked += 1;
      const found = await database.db.batch(
        tenantId,
        statements.flatMap((each) => (each.ok ? [each.value] : [])),
        { readOnly: true, class: "batch" },
      );
      for (const [mutation, change] of Object.entries(mutations)) {
        const [, over] = statements;
        const [begin, ...where] = over!.ok ? over!.value.text.split(" where ") : [];
        const text = [begin, change(where.join(" where "))].join(" where ");
        if (caught.has(mutation) || !over!.ok || text === over!.value.text) continue;
        const yes = await database.db.batch(tenantId, [{ ...over!.value, text }], { readOnly: true }).then(
          ([rows]) => new Set(rows!.map((row) => row["id"])),
          () => undefined,
        );
        if (yes === undefined || ids.some((id) => yes.has(id) !== said.get(id))) caught.add(mutation);
      }
      for (const [kind, rows] of found.entries()) {
        const yes = new Set(rows.map((row) => row["id"]));
        const wrong = ids.filter((id) => yes.has(id) !== said.get(id));
        cells += ids.length;
        expect(
          wrong.slice(0, 3).map((id) => ({ data: records.get(id), related: relatedTo.get(id), database: yes.has(id) })),
          `${wrong.length} of ${ids.length}: ${JSON.stringify(logic)} ${timezone} ${kind === 0 ? "in slots" : "over data"}: ${JSON.stringify(statements[kind])}`,
        ).toEqual([]);
      }
    }
    expect(asked).toBeGreaterThan(rules * 0.5);
    expect(cells).toBeGreaterThanOrEqual(wanted);
    if (wanted >= 40_000) expect([...caught].sort()).toEqual(Object.keys(mutations).sort());
  });
});

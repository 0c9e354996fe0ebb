import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Logic, ObjectDocument, TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileExpression, truthy } from "#runtime/rules";
import { evaluatorBundle } from "../api/evaluator/bundle.ts";
import { businessA, implementerA, testApi, type Answer, type TestApi } from "../api/testing.ts";
import { shownObject } from "../components/render/object.ts";
import { checkRecord, holds, loadRules, loadTables, offeredOptions, stateOf, type RuleContext } from "../components/render/rules.ts";
import { versionOf } from "../runtime/decisions/version.ts";

/*
 * One expression, asked wherever an expression may stand, gives one answer: in a form before anything is sent, behind the door, in the
 * database, in a decision table on the server and in a page, and in flows.
 */

const options = Object.fromEntries(["a", "b", "c"].map((id, n) => [id, { label: id, order: `a${n}` }]));
const facts = {
  n: { name: "n", label: "N", type: "number", order: "a0" },
  s: { name: "s", label: "S", type: "text", order: "a1" },
  d: { name: "d", label: "D", type: "decimal", order: "a2", config: { scale: 2 } },
  m: { name: "m", label: "M", type: "money", order: "a3", config: { currency: "CNY" } },
  b: { name: "b", label: "B", type: "boolean", order: "a4" },
  day: { name: "day", label: "Day", type: "date", order: "a5" },
  placed: { name: "placed", label: "Placed", type: "date_time", order: "a6" },
  l: { name: "l", label: "L", type: "multi_select", order: "a7", config: { options } },
};
const columns = { n: "number", s: "text", d: "number", m: "money", b: "boolean", day: "date", placed: "instant", l: "set" } as const;

/**
 * `plain`: branches of flows, which know no types, say the same of it; of the others they say the same or fail. But strict equality without
 * types is what it says: a decimal is text there, and no number.
 */
const expressions: readonly { readonly logic: Logic; readonly plain: boolean | "text is no number" }[] = [
  { logic: { ">=": [{ var: "n" }, 10] }, plain: true },
  { logic: { "<": [0, { var: "n" }, 10] }, plain: true },
  { logic: { "!": { "<": [{ var: "n" }, 10] } }, plain: true },
  { logic: { "===": [{ var: "n" }, null] }, plain: true },
  { logic: { ">": [{ "+": [{ var: ["n", 0] }, 1] }, 10] }, plain: true },
  { logic: { "===": [{ var: "s" }, "中文"] }, plain: true },
  { logic: { "<": [{ var: "s" }, "b"] }, plain: true },
  { logic: { in: [{ var: "s" }, ["a", "中文"]] }, plain: true },
  { logic: { in: ["文", { var: "s" }] }, plain: true },
  { logic: { "===": [{ var: ["s", "a"] }, "a"] }, plain: true },
  { logic: { in: ["a", { var: "l" }] }, plain: true },
  { logic: { some: [{ var: "l" }, { "===": [{ var: "" }, "b"] }] }, plain: true },
  { logic: { all: [{ var: "l" }, { in: [{ var: "" }, ["a", "b"]] }] }, plain: true },
  { logic: { "===": [{ var: "b" }, true] }, plain: true },
  { logic: { "!!": [{ var: "b" }] }, plain: true },
  { logic: { "!!": [{ missing: ["s", "n"] }] }, plain: true },
  { logic: { if: [{ var: "b" }, { ">": [{ var: "n" }, 0] }, { "===": [{ var: "s" }, "a"] }] }, plain: true },
  { logic: { and: [{ or: [{ "!": { var: "s" } }, { "!==": [{ var: "s" }, "a"] }] }, { "<=": [{ var: "n" }, 10] }] }, plain: true },
  { logic: { "<": [{ var: "day" }, "2026-03-10"] }, plain: true },
  { logic: { "<": [{ var: "d" }, 10] }, plain: false },
  { logic: { "===": [{ var: "d" }, 9.5] }, plain: "text is no number" },
  { logic: { ">=": [{ var: "m" }, "100.00"] }, plain: false },
  { logic: { ">": [{ "*": [{ var: ["m", { currency: "CNY", minor: 0 }] }, "0.8"] }, "15.98"] }, plain: false },
  { logic: { ">=": [{ var: "placed" }, "2026-03-19T00:00:00.000Z"] }, plain: false },
];
const names = expressions.map((_, n) => `e${n}`);

const money = (minor: number) => ({ currency: "CNY", minor });
const records: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { n: 0, s: "", d: "0.00", m: money(0), b: false, l: [] },
  { n: 10, s: "a", d: "9.50", m: money(10_000), b: true, day: "2026-03-09", placed: "2026-03-19T00:00:00.000Z", l: ["a"] },
  { n: 9.5, s: "中文", d: "9.99", m: money(9_999), b: false, day: "2026-03-10", placed: "2026-03-18T23:59:59.000Z", l: ["a", "b", "c"] },
  { n: -1, s: "b", d: "10.00", m: money(1_999), b: true, day: "2026-03-11", placed: "2026-03-19T00:00:01.000Z", l: ["c"] },
  { n: 11, b: true, l: ["b"] },
  { s: "B", d: "-0.01", m: money(1_998), day: "0001-01-01" },
  { n: 1e15, s: "😀", placed: "2026-12-31T23:59:59.000Z", l: ["a", "b"] },
];

const tableOf = (name: string, logic: Logic): TableDocument => ({
  kind: "table",
  id: `table_${name}`,
  name: `table_${name}`,
  label: name,
  hit: "C",
  currency: "CNY",
  inputs: Object.fromEntries(Object.entries(columns).map(([id, type], n) => [id, { name: id, label: id, type, order: `a${n}` }])),
  outputs: {
    way: {
      name: "way",
      label: "Way",
      type: "enum",
      order: "a0",
      options: { yes: { label: "Yes", order: "a0" }, no: { label: "No", order: "a1" } },
    },
  },
  rows: { r: { order: "a0", cells: { n: { logic } }, out: { way: "yes" } } },
  default: { way: "no" },
});
const tables = expressions.map(({ logic }, n) => tableOf(names[n]!, logic));

/** Everything that expressions may say of a record before it is there. */
const asked = {
  kind: "object",
  id: "asked",
  name: "asked",
  label: "Asked",
  fields: {
    ...facts,
    ...Object.fromEntries(
      expressions.flatMap(({ logic }, n) => [
        [`shown_${n}`, { name: `shown_${n}`, label: "S", type: "text", order: `b${n}0`, visible: logic, required: true }],
        [`needed_${n}`, { name: `needed_${n}`, label: "N", type: "text", order: `b${n}1`, requiredWhen: logic }],
        [
          `choice_${n}`,
          {
            name: `choice_${n}`,
            label: "C",
            type: "select",
            order: `b${n}2`,
            config: { options: { yes: { label: "Yes", order: "a0" }, no: { label: "No", order: "a1" } } },
            offeredBy: {
              table: `table_${names[n]}`,
              output: "way",
              facts: Object.fromEntries(Object.keys(columns).map((name) => [name, { var: name }])),
            },
          },
        ],
      ]),
    ),
  },
  validations: Object.fromEntries(
    expressions.map(({ logic }, n) => [`v${n}`, { order: `b${n}`, field: `needed_${n}`, message: `not ${names[n]};`, rule: logic }]),
  ),
} as unknown as ObjectDocument;

/** For each expression an object of its own whose records the business may read where it holds. */
const kept = (name: string) => ({ kind: "object", id: name, name, label: name, fields: facts }) as unknown as ObjectDocument;
const started = names.map((name, n) => ({
  kind: "flow",
  id: `starts_${name}`,
  name: `starts_${name}`,
  label: name,
  trigger: { object: "kept", on: "create", when: expressions[n]!.logic },
  steps: {},
}));

/** The same expression over what a flow was started with. */
const overInput = (logic: unknown, inside = false): Logic => {
  if (Array.isArray(logic)) return logic.map((each) => overInput(each, inside));
  if (typeof logic !== "object" || logic === null) return logic as Logic;
  const [[operator, args]] = Object.entries(logic) as [[string, unknown]];
  if (Object.keys(logic).length > 1) return logic as Logic;
  const moved = (name: unknown) => (inside || typeof name !== "string" ? name : `input.record.${name}`) as Logic;
  if (operator === "var") return { var: Array.isArray(args) ? [moved(args[0]), ...(args.slice(1) as Logic[])] : moved(args) };
  if (operator === "missing") return { missing: (args as string[]).map(moved) };
  const iterates = ["some", "all"].includes(operator);
  return {
    [operator]: Array.isArray(args)
      ? args.map((each, place) => overInput(each, inside || (iterates && place === 1)))
      : overInput(args, inside),
  };
};
const isUntyped = (n: number): boolean => compileExpression(overInput(expressions[n]!.logic), { operators }).ok;
const goes = (n: number) => ({
  kind: "flow",
  id: `goes_${n}`,
  name: `goes_${n}`,
  label: "Goes",
  trigger: { object: "kept", on: "create" },
  steps: {
    when: {
      type: "choice",
      name: "when",
      order: "a0",
      // what cannot be computed without types is refused when the flow is published: such a flow asks the table alone
      config: { branches: isUntyped(n) ? { yes: { when: overInput(expressions[n]!.logic), order: "a0" } } : {}, default: {} },
      catch: [{ errors: ["FnF.ConditionError"], goto: "way", output: { when: "failed" } }],
    },
    ...(isUntyped(n)
      ? {
          yes: { type: "pass", name: "yes", order: "a0", parent: "when", branch: "yes", output: { when: "yes" } },
          no: { type: "pass", name: "no", order: "a0", parent: "when", branch: "default", output: { when: "no" } },
        }
      : {}),
    way: {
      type: "route",
      name: "way",
      order: "a1",
      config: {
        table: `table_${names[n]}`,
        facts: Object.fromEntries(Object.keys(columns).map((name) => [name, { var: `input.record.${name}` }])),
        output: "way",
        branches: { yes: { is: ["yes"], order: "a0" } },
        default: {},
      },
    },
    routed: { type: "pass", name: "routed", order: "a0", parent: "way", branch: "yes", output: { way: "yes" } },
    other: { type: "pass", name: "other", order: "a0", parent: "way", branch: "default", output: { way: "no" } },
  },
});

/** 122 bytes that would make a list of sixteen million: whoever publishes them is told by whoever meets them, and nothing else happens. */
const bomb: Logic = {
  "!!": [{ reduce: [Array.from({ length: 24 }, () => 1), { merge: [{ var: "accumulator" }, { var: "accumulator" }] }, [1]] }],
};
const bombed = {
  ...kept("bombed"),
  fields: { s: facts.s, needed: { name: "needed", label: "N", type: "text", order: "b0", requiredWhen: bomb } },
  validations: { v: { order: "a0", message: "never said", rule: bomb } },
} as unknown as ObjectDocument;
const bombFlow = {
  kind: "flow",
  id: "bombs",
  name: "bombs",
  label: "Bombs",
  steps: { when: { type: "choice", name: "when", order: "a0", config: { branches: { yes: { when: bomb, order: "a0" } } } } },
};

let api: TestApi;
let folder: string;
const said = (answer: Answer): Answer => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evaluator-"));
  api = await testApi({ works: true });
  await Promise.all([loadRules(), loadTables()]);
  const draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id as string;
  const keptToo = names.map((name) => kept(`kept_${name}`));
  const documents = [
    ...tables,
    tableOf("bomb", bomb),
    bombed,
    bombFlow,
    asked,
    kept("kept"),
    ...keptToo,
    ...started,
    ...expressions.map((_, n) => goes(n)),
  ];
  for (const { kind, name, ...rest } of documents)
    said(await api.ask(`PUT /drafts/${draft}/documents/${kind}/${name}`, { key: implementerA, body: { kind, name, ...rest } }));
  const everything = { read: true, create: true, update: true };
  const rights = Object.fromEntries(names.map((name, n) => [`kept_${name}`, { read: true, rows: expressions[n]!.logic }]));
  const role = (await api.ask("GET /metadata/role/business", { key: implementerA })).body;
  const granted = { ...role, objects: { ...role.objects, ...rights, asked: everything, kept: everything, bombed: everything } };
  said(await api.ask(`PUT /drafts/${draft}/documents/role/business`, { key: implementerA, body: granted }));
  said(await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA, body: {} }));
}, 120_000);
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const object = shownObject(asked);
const context: RuleContext = { now: "2026-03-19T06:30:00.000Z", user: { id: null, roles: ["business"] } };
const present = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0)));

/** What the evaluator says, over the object's types: what every other place is held against. */
const evaluated = (of: (record: Readonly<Record<string, unknown>>) => unknown) =>
  expressions.map(({ logic }) => {
    const types = (path: string) => {
      const field = object.byName.get(path);
      return field === undefined ? undefined : field.fieldType.type(field.settings as never);
    };
    const compiled = compileExpression(logic, { operators, types });
    if (!compiled.ok) throw new Error(`${JSON.stringify(logic)}: ${JSON.stringify(compiled.problems)}`);
    return records.map((record) => truthy(compiled.value.evaluate(of(record), context)));
  });
const expected = evaluated((record) => record);
/** Answers of one place as rows of expressions × records, to be compared at one glance. */
const matrix = (answers: readonly (readonly unknown[])[]) =>
  answers.map((row, n) => `${JSON.stringify(expressions[n]!.logic)}: ${row.join(" ")}`);
const wanted = matrix(expected);
/** a form takes what is empty for not given, and sends it no more */
const wantedInForm = matrix(evaluated(present));
const each = (answerOf: (n: number, record: Readonly<Record<string, unknown>>, at: number) => unknown) =>
  matrix(expressions.map((_, n) => records.map((record, at) => answerOf(n, record, at))));

describe("one expression gives one answer", () => {
  it("in these places, of which no expression says the same everywhere", () => {
    for (const row of expected) expect(new Set(row).size).toBe(2);
  });

  it("in a form: what is shown, what is needed, what is wrong, what is offered", () => {
    const shown = { table: Object.fromEntries(tables.map((table) => [table.name, table])) };
    const field = (name: string) => object.byName.get(name)!;
    expect(each((n, record) => stateOf(field(`shown_${n}`), object, present(record), context).visible)).toEqual(wantedInForm);
    expect(each((n, record) => stateOf(field(`needed_${n}`), object, present(record), context).required)).toEqual(wantedInForm);
    expect(
      each((n, record) => {
        const given = { ...record, [`needed_${n}`]: "given" };
        return !checkRecord(object, given, context, () => undefined).has(`needed_${n}`);
      }),
    ).toEqual(wantedInForm);
    expect(
      each((n, record) => offeredOptions(field(`choice_${n}`), object, shown, record, context, () => undefined)?.[0] === "yes"),
    ).toEqual(wantedInForm);
    expect(holds({ "===": [1, 1] }, object, {}, context, false)).toBe(true);
  });

  it("behind the door: what is needed, what is wrong, and a choice that was not offered is refused", async () => {
    const problems = await Promise.all(
      records.map(async (record) => {
        const choices = Object.fromEntries(names.map((_, n) => [`choice_${n}`, "yes"]));
        const answer = await api.ask("POST /objects/asked/records", { key: businessA, body: { ...record, ...choices } });
        expect(answer.status, answer.text).toBe(422);
        return answer.body.problems as { code: string; path: string; message: string }[];
      }),
    );
    const has = (at: number, code: string, path: string) => problems[at]!.some((one) => one.code === code && one.path === path);
    expect(
      each((n, _, at) => has(at, "required", `/shown_${n}`)),
      "visible",
    ).toEqual(wanted);
    expect(
      each((n, _, at) => has(at, "required", `/needed_${n}`)),
      "required",
    ).toEqual(wanted);
    expect(
      each((n, _, at) => !problems[at]!.some(({ message }) => message.includes(`not ${names[n]};`))),
      "validations",
    ).toEqual(wanted);
    expect(
      each((n, _, at) => !has(at, "choice_not_offered", `/choice_${n}`)),
      "choices",
    ).toEqual(wanted);
  });

  it("of the database: rows that a role may see, and a filter", async () => {
    const seen = await Promise.all(
      names.map(async (name) => {
        const ids: string[] = [];
        for (const record of records)
          ids.push(said(await api.ask(`POST /objects/kept_${name}/records`, { key: implementerA, body: record })).body.id as string);
        const list = async (key: string, query = "") =>
          new Set(
            (said(await api.ask(`GET /objects/kept_${name}/records${query}`, { key })).body.data as { id: string }[]).map(({ id }) => id),
          );
        const filter = encodeURIComponent(JSON.stringify(expressions[names.indexOf(name)]!.logic));
        const [rows, filtered] = [await list(businessA), await list(implementerA, `?filter=${filter}`)];
        return { rows: ids.map((id) => rows.has(id)), filtered: ids.map((id) => filtered.has(id)) };
      }),
    );
    expect(matrix(seen.map(({ rows }) => rows)), "rows").toEqual(wanted);
    expect(matrix(seen.map(({ filtered }) => filtered)), "filter").toEqual(wanted);
  });

  it("of a decision table: asked over HTTP, and by the bundle in a page that runs no text as code", async () => {
    const decided = await Promise.all(
      tables.map(async ({ name }) => {
        const answer = await api.ask(`POST /tables/${name}/decide-batch`, { key: businessA, body: { facts: records } });
        return (said(answer).body.results as { outputs: { way: string }[] }[]).map(({ outputs }) => outputs[0]!.way === "yes");
      }),
    );
    expect(matrix(decided), "HTTP").toEqual(wanted);

    const bundle = join(folder, "evaluator.mjs");
    await writeFile(bundle, (await evaluatorBundle()).bytes.identity);
    const versions = tables.map((table) => versionOf(table, { optionsOf: () => undefined, bandOf: () => undefined }));
    const input = join(folder, "input.json");
    await writeFile(input, JSON.stringify({ versions, records }));
    const script = `
      import { readFileSync } from "node:fs";
      import { decide } from ${JSON.stringify(bundle)};
      const { versions, records } = JSON.parse(readFileSync(${JSON.stringify(input)}, "utf8"));
      console.log(JSON.stringify(versions.map((version) => records.map((facts) => decide(version, facts).value.outputs[0].way === "yes"))));`;
    const told = execFileSync(process.execPath, ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", script], {
      encoding: "utf8",
    });
    expect(matrix(JSON.parse(told) as boolean[][]), "bundle").toEqual(wanted);
  });

  it("in flows: what starts one, which way a table says, and which branch is taken", async () => {
    const ids: string[] = [];
    for (const record of records)
      ids.push(said(await api.ask("POST /objects/kept/records", { key: businessA, body: record })).body.id as string);
    const tenant = (await api.t.owner`select tenant_id::text as id from records where id = ${ids[0]!}::uuid`)[0]!["id"] as string;
    type Run = { flow_id: string; record_id: string; status: string; output: { when?: string; way?: string } | null };
    const runs = async () =>
      (await api.t.owner`select flow_id, record_id::text, status, output from run where tenant_id = ${tenant}::uuid`) as unknown as Run[];
    const end = Date.now() + 60_000;
    let all = await runs();
    while (all.some(({ status }) => status === "running")) {
      if (Date.now() > end) throw new Error("the runs do not end");
      await new Promise((resolve) => setTimeout(resolve, 50));
      all = await runs();
    }
    const of = (flow: string, at: number) => all.find(({ flow_id, record_id }) => flow_id === flow && record_id === ids[at]);
    expect(
      each((n, _, at) => of(`starts_${names[n]}`, at) !== undefined),
      "trigger",
    ).toEqual(wanted);
    expect(
      each((n, _, at) => of(`goes_${n}`, at)?.output?.way === "yes"),
      "route",
    ).toEqual(wanted);
    const took = (n: number, at: number) => of(`goes_${n}`, at)?.output?.when;
    const untyped = expressions.flatMap(({ plain }, n) =>
      records.map((_, at) => ({ n, plain, took: took(n, at), right: expected[n]![at] ? "yes" : "no" })),
    );
    const other = untyped.filter(
      ({ n, plain, took: way, right }) =>
        way !== (plain === "text is no number" ? "no" : right) && (plain !== false || (isUntyped(n) && way !== "failed")),
    );
    expect(other).toEqual([]);
    expect(untyped.filter(({ took: way }) => way === "yes" || way === "no").length).toBeGreaterThan(150);
  }, 120_000);

  it("and one without end is a problem everywhere, told within the bounds", async () => {
    const codes = (answer: Answer) => [answer.status, (answer.body.problems as { code: string }[]).map(({ code }) => code)];
    expect(codes(await api.ask("POST /tables/table_bomb/decide", { key: businessA, body: { facts: {} } }))).toEqual([
      422,
      ["expression_too_large"],
    ]);
    expect(codes(await api.ask("POST /objects/bombed/records", { key: businessA, body: { s: "a" } }))).toEqual([
      422,
      ["expression_too_large", "expression_too_large"],
    ]);
    const shown = shownObject(bombed);
    expect(stateOf(shown.byName.get("needed")!, shown, {}, context).required).toBe(false);
    const filtered = await api.ask(`GET /objects/kept/records?filter=${encodeURIComponent(JSON.stringify(bomb))}`, { key: businessA });
    expect(filtered.status).toBe(422);
    const run = said(await api.ask("POST /flows/bombs/runs?wait=20", { key: implementerA, body: { input: {} } })).body;
    expect([run.status, run.error]).toEqual(["failed", "FnF.ConditionError"]);
  });
});

import { describe, expect, it } from "vitest";
import type { HitPolicy, TableDocument, TableRow } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { checkTable, compileTable, tableLogicProblems } from "../index.ts";

const at = "2026-03-19T06:30:00Z";
const table = (hit: HitPolicy, rows: Record<string, Omit<TableRow, "order">>, more: Partial<TableDocument> = {}): TableDocument => ({
  kind: "table",
  id: "fees",
  name: "fees",
  label: "Fees",
  hit,
  currency: "CNY",
  timezone: "Asia/Shanghai",
  inputs: {
    a: { name: "amount", label: "Amount", type: "money", order: "a0" },
    c: { name: "categories", label: "Categories", type: "set", order: "a1" },
    d: { name: "day", label: "Day", type: "weekday", order: "a2" },
  },
  outputs: {
    f: { name: "fee", label: "Fee", type: "money", order: "a0" },
    p: { name: "points", label: "Points", type: "number", order: "a1" },
  },
  rows: Object.fromEntries(Object.entries(rows).map(([id, row], index) => [id, { ...row, order: `a${index}` }])),
  ...more,
});
const decide = (document: TableDocument, facts: Record<string, unknown>) => {
  expect(checkTable(document)).toEqual([]);
  expect(tableLogicProblems(document, operators)).toEqual([]);
  const decided = compileTable(document, { operators }).decide(facts, { at });
  return decided.ok ? decided.value.outputs : decided.problems.map(({ code, path }) => `${code} ${path}`);
};

describe("one number of all rows that hit", () => {
  const rows: Record<string, Omit<TableRow, "order">> = {
    r1: { out: { f: "1.10", p: 0.1 } },
    r2: { cells: { c: { hasAny: ["alcohol", "tobacco"] } }, out: { f: "2.20", p: 0.2 } },
    r3: { cells: { c: { hasAll: ["food", "gift"] } }, out: { f: "0.55" } },
  };
  it.each([
    ["C+", ["alcohol", "food", "gift"], [{ fee: { currency: "CNY", minor: 385 }, points: 0.3 }]],
    ["C<", ["alcohol", "food", "gift"], [{ fee: { currency: "CNY", minor: 55 }, points: 0.1 }]],
    ["C>", ["alcohol", "food", "gift"], [{ fee: { currency: "CNY", minor: 220 }, points: 0.2 }]],
    ["C#", ["alcohol", "food", "gift"], [{ count: 3 }]],
    ["C+", ["food"], [{ fee: { currency: "CNY", minor: 110 }, points: 0.1 }]],
  ] as const)("%s of %j", (hit, categories, outputs) => {
    expect(decide(table(hit, rows), { categories })).toEqual(outputs);
  });

  it("is nothing, or the default, where none hits; of none there are 0", () => {
    const none: Record<string, Omit<TableRow, "order">> = { r1: { cells: { c: { hasAny: ["alcohol"] } }, out: { f: "1.00" } } };
    expect(decide(table("C+", none), {})).toEqual([]);
    expect(decide(table("C+", none, { default: { f: "9.00" } }), {})).toEqual([{ fee: { currency: "CNY", minor: 900 } }]);
    expect(decide(table("C#", none), {})).toEqual([{ count: 0 }]);
  });

  it("asks for outputs that can be added or compared", () => {
    const text = { outputs: { f: { name: "fee", label: "Fee", type: "text", order: "a0" } } } as const;
    const rows = { r1: { out: { f: "x" } } };
    expect(checkTable(table("C+", rows, text)).map(({ path }) => path)).toEqual(["/outputs/f/type"]);
    expect(checkTable(table("P", rows, text)).map(({ path }) => path)).toEqual(["/hit"]);
    expect(checkTable(table("F", { r1: { out: { f: "1" } } }, { onMultiple: "first" })).map(({ path }) => path)).toEqual(["/onMultiple"]);
  });
});

describe("outputs", () => {
  it("are computed of the facts, exactly", () => {
    const rows = {
      r1: { out: { f: { logic: { "*": [{ var: "amount" }, "0.015"] } }, p: { logic: { if: [{ "===": [{ var: "day" }, 4] }, 2, 1] } } } },
    };
    // 2026-03-19 is a Thursday
    expect(decide(table("F", rows), { amount: "19.99", day: "2026-03-19" })).toEqual([{ fee: { currency: "CNY", minor: 30 }, points: 2 }]);
  });

  it("are lists where the column says so", () => {
    const outputs = { f: { name: "methods", label: "Methods", type: "text", list: true, order: "a0" } } as const;
    expect(decide(table("F", { r1: { out: { f: ["alipay", "cash"] } } }, { outputs }), {})).toEqual([{ methods: ["alipay", "cash"] }]);
    const wrong = table("F", { r1: { out: { f: "alipay" } } }, { outputs });
    expect(checkTable(wrong).map(({ path }) => path)).toEqual(["/rows/r1/out/f"]);
  });

  it("that do not fit when they are computed refuse the decision, and are told where they stand", () => {
    const rows = { r1: { out: { p: { logic: { "/": [1, { var: ["day", 0] }] } } } } };
    expect(decide(table("F", rows), { day: 5 })).toEqual([{ points: 0.2 }]);
    expect(decide(table("F", rows), {})).toEqual(["evaluation_error /rows/r1/out/p"]);
  });
});

describe("conditions over several facts", () => {
  it("are refused at publish when they name what is no input, or are not true or false", () => {
    const rows = {
      r1: { cells: { a: { logic: { ">": [{ var: "total" }, 1] } } }, out: { p: 1 } },
      r2: { cells: { a: { logic: { "+": [1, { var: "day" }] } } }, out: { p: 1 } },
    };
    expect(tableLogicProblems(table("F", rows), operators).map(({ code, path }) => `${code} ${path}`)).toEqual([
      "unknown_name /rows/r1/cells/a/logic",
      "wrong_type /rows/r2/cells/a/logic",
    ]);
  });

  it("say that they keep a row back", () => {
    const rows = {
      r1: { cells: { a: { logic: { and: [{ "===": [{ var: "day" }, 6] }, { ">=": [{ var: "amount" }, "10.00"] }] } } }, out: { p: 1 } },
    };
    const compiled = compileTable(table("F", rows), { operators });
    expect(compiled.decide({ amount: "10.00", day: 6 }, { at })).toMatchObject({ ok: true, value: { hits: ["r1"] } });
    expect(compiled.decide({ amount: "9.99", day: 6 }, { at, explain: true })).toMatchObject({
      ok: true,
      value: { because: [{ row: "r1", failing: [{ input: "amount", code: "not_true" }] }] },
    });
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { boundaryPoints, Comparison, compileTable, evaluator, lookAt, type Point } from "../index.ts";

const at = "2026-03-19T06:30:00.000Z";
const table = (rows: TableDocument["rows"], change: Partial<TableDocument> = {}): TableDocument => ({
  kind: "table",
  id: "t",
  name: "methods",
  label: "Methods",
  hit: "C",
  currency: "CNY",
  inputs: {
    am: { name: "amount", label: "Amount", type: "money", order: "a0" },
    ch: { name: "channel", label: "Channel", type: "text", order: "a1" },
  },
  outputs: {
    me: { name: "method", label: "Method", type: "text", order: "a0" },
    fe: { name: "fee", label: "Fee", type: "number", order: "a1" },
  },
  rows,
  routing: { option: "me" },
  ...change,
});
const from = (amount: string): Cell => ({ range: [{ from: amount, to: null }] });
const before = table({
  a: { order: "a0", out: { me: "alipay", fe: 1 } },
  b: { order: "a1", cells: { am: from("100.00") }, out: { me: "bank", fe: 1 } },
  c: { order: "a2", out: { me: "cash", fe: 1 } },
});
const compare = (one: TableDocument | undefined, two: TableDocument | undefined, facts: readonly Record<string, unknown>[]): Comparison => {
  const compile = (document: TableDocument | undefined) => document && compileTable(document, { operators });
  const comparison = new Comparison(compile(one), compile(two), {
    option: "method",
    amount: { input: "amount", currency: "CNY" },
    segments: ["channel"],
  });
  for (const each of facts) comparison.add(each, at);
  return comparison;
};

describe("two versions over the same facts", () => {
  const facts = [
    { amount: "50.00", channel: "app" },
    { amount: "150.00", channel: "app" },
    { amount: { currency: "CNY", minor: 25_000 }, channel: "web" },
  ];

  it("say what each option gained and lost, how much it weighs, for whom, and with which facts", () => {
    const after = table({
      ...before.rows,
      b: { order: "a1", cells: { am: from("200.00") }, out: { me: "bank", fe: 1 } },
      d: { order: "a3", cells: { ch: { eq: "web" } }, out: { me: "points" } },
    });
    const found = compare(before, after, facts);
    expect([found.considered, found.changed, found.unreadable, found.amount]).toEqual([3, 2, 0, 45_000]);
    expect(found.outputs(10)).toEqual([
      {
        output: { method: "bank" },
        gained: 0,
        lost: 1,
        ranked: 0,
        changed: 0,
        amounts: { gained: 0, lost: 15_000, ranked: 0 },
        samples: { gained: [], lost: [{ facts: facts[1], at, index: 1, row: "b" }], ranked: [] },
      },
      expect.objectContaining({ output: { method: "points" }, gained: 1, amounts: { gained: 25_000, lost: 0, ranked: 0 } }),
    ]);
    expect(found.segments(5)).toEqual([
      { input: "channel", value: "web", considered: 1, changed: 1, gained: 1, lost: 0 },
      { input: "channel", value: "app", considered: 2, changed: 1, gained: 0, lost: 1 },
    ]);
  });

  it("tell another place and other terms from gains and losses", () => {
    const { a, c } = before.rows;
    const after = table({ c: { ...c!, order: "Z0" }, a: { ...a!, out: { me: "alipay", fe: 2 } } });
    const [bank, ...rest] = compare(before, after, [{ amount: "100.00" }]).outputs(10);
    expect(bank).toMatchObject({ output: { method: "bank" }, lost: 1 });
    expect(rest).toMatchObject([
      { output: { method: "alipay" }, gained: 0, lost: 0, ranked: 1, changed: 1 },
      { output: { method: "cash" }, gained: 0, lost: 0, ranked: 1, changed: 0 },
    ]);
    // that one before them is gone moves nobody
    const { b: _, ...without } = before.rows;
    expect(compare(before, table(without), [{ amount: "100.00" }]).outputs(10)).toHaveLength(1);
  });

  it("count what one of the two cannot read, leave out inputs that only one has, and answer nothing where one is not there", () => {
    expect(compare(before, before, [{ amount: "x" }, { nope: 1 }, {}])).toMatchObject({ considered: 1, unreadable: 2, changed: 0 });
    const { ch: _, ...inputs } = before.inputs;
    expect(compare(before, table(before.rows, { inputs }), facts)).toMatchObject({ considered: 3, unreadable: 0, changed: 0 });
    const gone = compare(before, undefined, facts);
    expect([gone.empty, gone.changed]).toEqual([{ published: 0, candidate: 3 }, 3]);
    expect(gone.gaps).toHaveLength(3);
  });

  it("agree with counting one fact at a time", () => {
    const rows = fc.array(
      fc.record({ least: fc.integer({ min: 0, max: 4 }), option: fc.constantFrom("a", "b", "c"), fee: fc.constantFrom(1, 2) }),
      { maxLength: 5 },
    );
    const made = (list: readonly { least: number; option: string; fee: number }[]) =>
      table(
        Object.fromEntries(
          list.map(({ least, option, fee }, n) => [
            `r${n}`,
            { order: `a${n}`, cells: { am: from(`${least}.00`) }, out: { me: option, fe: fee } },
          ]),
        ),
      );
    fc.assert(
      fc.property(rows, rows, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), (one, two, amounts) => {
        const [old, fresh] = [compileTable(made(one)), compileTable(made(two))];
        const given = (side: typeof old, amount: number): readonly string[] => {
          const decided = side.decide({ amount: `${amount}.00` }, { at });
          return decided.ok ? [...new Set(decided.value.outputs.map(({ method }) => method as string))] : [];
        };
        const found = compare(
          made(one),
          made(two),
          amounts.map((amount) => ({ amount: `${amount}.00` })),
        );
        for (const option of ["a", "b", "c"]) {
          const [had, has] = [
            amounts.map((each) => given(old, each).includes(option)),
            amounts.map((each) => given(fresh, each).includes(option)),
          ];
          const entry = found.outputs(10).find(({ output }) => output["method"] === option);
          expect(entry?.gained ?? 0).toBe(amounts.filter((_, n) => has[n] && !had[n]).length);
          expect(entry?.lost ?? 0).toBe(amounts.filter((_, n) => had[n] && !has[n]).length);
        }
      }),
    );
  });
});

describe("boundary points", () => {
  const points = (documents: readonly TableDocument[], most = 1_000): readonly Point[] => [
    ...boundaryPoints(
      documents.map((document) => lookAt({ document, needs: { evaluator, bands: {}, options: {} } }, operators)),
      at,
      most,
    ),
  ];
  const minors = (list: readonly Point[]): readonly number[] =>
    [...new Set(list.map(({ facts }) => (facts["amount"] as { minor: number } | undefined)?.minor ?? -1))].toSorted((a, b) => a - b);

  it("are the edges of each row, a unit below and above, and no fact at all", () => {
    const found = points([before]);
    expect(minors(found)).toEqual(expect.arrayContaining([-1, 9_999, 10_000, 10_001]));
    expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(found.length);
    expect(points([before], 3)).toHaveLength(3);
  });

  it("find what history does not show: a gap of one minor unit, and what a moved edge loses", () => {
    const gap = table({
      low: { order: "a0", cells: { am: { range: [{ from: null, to: "100.00" }] } }, out: { me: "cash" } },
      high: { order: "a1", cells: { am: from("100.01") }, out: { me: "bank" } },
    });
    const comparison = new Comparison(compileTable(before), compileTable(gap), { option: "method" });
    for (const { facts, at: when } of points([before, gap])) comparison.add(facts, when);
    expect(comparison.gaps.map(({ facts }) => facts["amount"])).toContainEqual({ currency: "CNY", minor: 10_000 });
    expect(comparison.unreadable).toBe(0);
  });

  it("go over the moments at which rows begin and end", () => {
    const dated = table({ r: { order: "a0", out: { me: "cash" }, validFrom: "2026-04-01T00:00:00Z" } });
    expect(points([dated]).map((each) => each.at)).toEqual(
      expect.arrayContaining(["2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00.000Z"]),
    );
  });

  it("are some for any two versions, within the bound and readable by both", () => {
    const cells = fc.record(
      {
        am: fc.integer({ min: 0, max: 9 }).map((major) => from(`${major}.50`)),
        ch: fc.constantFrom<Cell>({ eq: "app" }, { missing: true }, { prefix: ["a"] }),
      },
      { requiredKeys: [] },
    );
    const tables = fc
      .array(cells, { minLength: 1, maxLength: 6 })
      .map((list) =>
        table(
          Object.fromEntries(
            list.map((each, n) => [`r${n}`, { order: `a${n}`, cells: each as Record<string, Cell>, out: { me: `m${n}` } }]),
          ),
        ),
      );
    fc.assert(
      fc.property(tables, tables, (one, two) => {
        const found = points([one, two], 300);
        expect(found.length).toBeGreaterThan(0);
        expect(found.length).toBeLessThanOrEqual(300);
        const comparison = new Comparison(compileTable(one), compileTable(two), { option: "method" });
        for (const { facts, at: when } of found) comparison.add(facts, when);
        expect(comparison.unreadable).toBe(0);
        // each row of both is met at least once
        const met = new Set(
          found.flatMap(({ facts }) =>
            [one, two].flatMap((each) => {
              const decided = compileTable(each).decide(facts, { at });
              return decided.ok ? decided.value.hits : [];
            }),
          ),
        );
        expect(met.size).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});

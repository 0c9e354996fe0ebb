import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, HitPolicy, Range, Routing, TableDocument, TableRow } from "#metadata";
import { checkTable, compileTable } from "../tables/index.ts";
import { analyseTable, type TableFinding } from "./analyse-table.ts";

const now = "2026-03-19T06:30:00.000Z";
const inputs: TableDocument["inputs"] = {
  n: { name: "n", label: "n", type: "number", order: "a0" },
  e: {
    name: "e",
    label: "e",
    type: "enum",
    order: "a1",
    options: { a: { label: "a", order: "a0" }, b: { label: "b", order: "a1" }, c: { label: "c", order: "a2" } },
  },
  b: { name: "b", label: "b", type: "boolean", order: "a2" },
  m: { name: "m", label: "m", type: "money", order: "a3" },
};
const outputs: TableDocument["outputs"] = {
  o: { name: "o", label: "o", type: "enum", order: "a0", options: { y: { label: "y", order: "a0" }, x: { label: "x", order: "a1" } } },
  t: { name: "t", label: "t", type: "number", order: "a1" },
};
const tableOf = (hit: HitPolicy, rows: Record<string, Omit<TableRow, "order">>, more: Partial<TableDocument> = {}): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "t",
  hit,
  currency: "CNY",
  inputs,
  outputs,
  rows: Object.fromEntries(Object.entries(rows).map(([id, row], index) => [id, { ...row, order: `a${index}` }])),
  ...more,
});
const find = (table: TableDocument, is?: TableFinding["is"]): readonly TableFinding[] => {
  expect(checkTable(table)).toEqual([]);
  return analyseTable(table, { now }).findings.filter((each) => is === undefined || each.is === is);
};

const range = <Value extends number | string>(value: fc.Arbitrary<Value>): fc.Arbitrary<Cell> =>
  fc
    .tuple(fc.option(value), fc.option(value), fc.constantFrom("[)", "[]", "()", "(]"))
    .filter(([from, to, bounds]) => from === null || to === null || Number(from) < Number(to) || (from === to && bounds === "[]"))
    .map(([from, to, bounds]) => ({ range: [{ from, to, bounds: bounds as NonNullable<Range["bounds"]> }] }));
const number = fc.integer({ min: 0, max: 4 });
const amount = fc.constantFrom("0", "0.01", "0.02", "0.05");
const row: fc.Arbitrary<Omit<TableRow, "order">> = fc
  .record(
    {
      cells: fc.record(
        {
          n: fc.oneof(
            range(number),
            number.map((eq) => ({ eq })),
            fc.uniqueArray(number, { minLength: 1, maxLength: 3 }).map((notIn) => ({ notIn })),
            fc.constant<Cell>({ missing: true }),
          ),
          e: fc.oneof(
            fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }).map((list): Cell => ({ in: list })),
            fc.constantFrom("a", "b").map((each): Cell => ({ notIn: [each] })),
            fc.constant<Cell>({ present: true }),
          ),
          b: fc.boolean().map((eq): Cell => ({ eq })),
          m: range(amount),
        },
        { requiredKeys: [] },
      ),
      enabled: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, fc.constant(false)),
      validFrom: fc.constant("2026-03-01T00:00:00Z"),
      validTo: fc.constantFrom("2026-03-10T00:00:00Z", "2026-04-01T00:00:00Z"),
      out: fc.record({ o: fc.constantFrom("x", "y"), t: fc.constantFrom(1, 2) }),
    },
    { requiredKeys: ["cells", "out"] },
  )
  .map((each) => each as Omit<TableRow, "order">);

/** Every kind of fact that cells can tell apart. Halves stand for what lies between whole numbers. */
const facts: Record<string, unknown>[] = [undefined, ...Array.from({ length: 11 }, (_, at) => at / 2 - 0.5)].flatMap((n) =>
  [undefined, "a", "b", "c"].flatMap((e) =>
    [undefined, true, false].flatMap((b) =>
      [undefined, 0, 1, 2, 3, 5, 6].map((minor) => ({ n, e, b, m: minor === undefined ? undefined : { currency: "CNY", minor } })),
    ),
  ),
);
const times = ["2026-02-01T00:00:00.000Z", "2026-03-05T00:00:00.000Z", now, "2026-05-01T00:00:00.000Z"];

/** For every fact and time, the rows that hold: asked one by one. */
function asked(
  table: TableDocument,
): readonly { readonly hits: readonly string[]; readonly fact: Record<string, unknown>; readonly at: string }[] {
  const { currency: _, ...rest } = table;
  const compiled = compileTable({ ...rest, currency: "CNY", hit: "C" }, { index: false });
  return times.flatMap((at) =>
    facts.map((fact) => {
      const decided = compiled.decide(fact, { at });
      if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
      return { hits: decided.value.hits, fact, at };
    }),
  );
}
const sorted = (rows: Iterable<string>): string[] => [...rows].toSorted();

describe("the analysis says what asking for every fact shows", () => {
  it("shadowed rows, and no others", () => {
    let shadowed = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 7, size: "max" }), (rows) => {
        const table = tableOf("F", Object.fromEntries(rows.map((each, index) => [`r${index}`, each])));
        const all = asked(table);
        const wins = new Set(all.flatMap(({ hits }) => hits.slice(0, 1)));
        const holds = new Set(all.flatMap(({ hits }) => hits));
        const found = find(table).filter(({ is }) => is === "shadowed" || is === "same");
        const told = new Set(found.map((each) => each.row!));
        shadowed += told.size;
        // a row that never holds at all is another matter: an empty stretch of time, say
        expect(sorted([...told].filter((id) => holds.has(id)))).toEqual(sorted([...holds].filter((id) => !wins.has(id))));
        for (const { row: id, by } of found) {
          for (const { hits } of all.filter((each) => each.hits.includes(id!))) expect(hits.some((each) => by!.includes(each))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
    expect(shadowed).toBeGreaterThan(5);
  });

  it("rows that hit together where one may, and no others", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6, size: "max" }), (rows) => {
        const table = tableOf("U", Object.fromEntries(rows.map((each, index) => [`r${index}`, each])));
        const pairs = new Set(
          asked(table).flatMap(({ hits }) => hits.flatMap((one, index) => hits.slice(index + 1).map((other) => `${one} ${other}`))),
        );
        const told = find(table)
          .filter(({ is }) => is === "overlap" || is === "same")
          .map((each) => `${each.by![0]} ${each.row}`);
        expect(sorted(told)).toEqual(sorted(pairs));
      }),
      { numRuns: 100 },
    );
  });

  it("gaps: nothing hits in one, and without one something hits everywhere", () => {
    let without = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 7, size: "max" }), fc.boolean(), (rows, all) => {
        const given = Object.fromEntries(rows.map((each, index) => [`r${index}`, each]));
        // a last row over what remains closes some tables
        const table = tableOf("F", { ...given, ...(all ? { last: { out: { o: "x" } } } : {}) });
        if (Object.values(table.rows).every(({ enabled }) => enabled === false)) return;
        const here = asked(table).filter(({ at }) => at === now);
        const found = find(table, "gap");
        const given_ = here.filter(({ fact }) => Object.values(fact).every((value) => value !== undefined));
        if (found.length === 0) {
          without++;
          expect(given_.filter(({ hits }) => hits.length === 0)).toEqual([]);
        } else expect(given_.some(({ hits }) => hits.length === 0)).toBe(true);
      }),
      { numRuns: 150 },
    );
    expect(without).toBeGreaterThan(20);
  });
});

describe("findings", () => {
  const x = { o: "x" };
  it("a row that several earlier ones cover together names them", () => {
    const rows = {
      r1: { cells: { n: { range: [{ from: null, to: 5 }] } }, out: x },
      r2: { cells: { n: { range: [{ from: 3, to: null }] } }, out: x },
      r3: { cells: { n: { present: true } }, out: { o: "y" } },
      r4: { out: { o: "y" } },
    } as Record<string, Omit<TableRow, "order">>;
    expect(find(tableOf("F", rows), "shadowed")).toMatchObject([{ row: "r3", by: ["r1", "r2"], columns: ["n"] }]);
  });

  it("a row of lower priority is outranked wherever it stands", () => {
    const rows = { r1: { cells: { b: { eq: true } }, out: x }, r2: { out: { o: "y" } } };
    expect(find(tableOf("P", rows), "outranked")).toMatchObject([{ row: "r1", by: ["r2"] }]);
  });

  it("a gap says where it lies", () => {
    const rows = {
      r1: { cells: { m: { range: [{ from: "0", to: "100" }] } }, out: x },
      r2: { cells: { m: { range: [{ from: "200", to: null }] }, e: { eq: "a" } }, out: x },
      r3: { cells: { m: { range: [{ from: "200", to: null }] }, e: { in: ["b", "c"] } }, out: x },
    } as Record<string, Omit<TableRow, "order">>;
    expect(find(tableOf("F", rows), "gap")).toEqual([
      { is: "gap", severity: "warning", columns: ["m"], where: { m: [{ from: 10_000, before: 20_000 }] } },
    ]);
    expect(find(tableOf("F", rows, { default: { o: "y" } }), "gap")).toEqual([]);
    expect(find(tableOf("C", rows), "gap")).toEqual([]);
  });

  it("neighbours that could be one row, columns nobody asks, options nobody names, rows that ended", () => {
    const rows = {
      r1: { cells: { e: { eq: "a" } }, out: x },
      r2: { cells: { e: { eq: "b" } }, out: x },
      r3: { cells: { e: { eq: "b" } }, out: { o: "y" }, validTo: "2026-01-01T00:00:00Z" },
    } as Record<string, Omit<TableRow, "order">>;
    const found = find(tableOf("F", rows));
    expect(found).toContainEqual({ is: "mergeable", severity: "hint", row: "r2", by: ["r1"], columns: ["e"] });
    expect(found.filter(({ is }) => is === "unused").map(({ columns }) => columns[0])).toEqual(["n", "b", "m"]);
    expect(found).toContainEqual({ is: "unnamed", severity: "hint", columns: ["e"], where: { e: ["c"] } });
    expect(found).toContainEqual({ is: "expired", severity: "hint", row: "r3", columns: [] });
  });

  it("collecting tables: the same option twice, with the same terms or others; a row that hides is meant to", () => {
    const more = { outputs: { ...outputs, s: { name: "s", label: "s", type: "boolean", order: "a2" } } } as Partial<TableDocument>;
    const routing: Routing = { option: "o", show: "s" };
    const rows = {
      r1: { cells: { n: { range: [{ from: 0, to: 5 }] } }, out: { o: "x", t: 1 } },
      r2: { cells: { n: { range: [{ from: 4, to: 9 }] } }, out: { o: "x", t: 2 } },
      r3: { cells: { n: { range: [{ from: 8, to: null }] } }, out: { o: "x", t: 2 } },
      r4: { cells: { b: { eq: true } }, out: { o: "x", s: false } },
    } as Record<string, Omit<TableRow, "order">>;
    const found = find(tableOf("C", rows, { ...more, routing }));
    expect(found.filter(({ row }) => row !== undefined)).toMatchObject([
      { is: "twice", row: "r2", by: ["r1"], columns: ["n"] },
      { is: "again", row: "r3", by: ["r2"] },
    ]);
  });

  it("a row whose option can never be used where it holds", () => {
    const rows = { r1: { cells: { e: { in: ["a", "b"] } }, out: x }, r2: { cells: { e: { eq: "c" } }, out: x } } as Record<
      string,
      Omit<TableRow, "order">
    >;
    const routing: Routing = { option: "o", facts: { channel: "e" }, capabilities: { x: { channels: ["b"] } } };
    expect(find(tableOf("C", rows, { routing }), "unreachable")).toEqual([
      { is: "unreachable", severity: "warning", row: "r2", columns: ["e"] },
    ]);
  });

  it("looks at pairs with edited rows alone when it is told which", () => {
    const rows = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`r${n}`, { out: { o: "x", t: n } }]));
    const { findings } = analyseTable(tableOf("C", rows), { now, edited: ["r2"] });
    expect(findings.map((each) => `${each.by![0]} ${each.row}`)).toEqual(["r0 r2", "r1 r2", "r2 r3", "r2 r4"]);
  });
});

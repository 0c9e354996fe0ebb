import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, HitPolicy, Range, Routing, TableDocument, TableRow } from "#metadata";
import { checkTable, compileTable } from "../tables/index.ts";
import { analyseTable } from "./analyse-table.ts";
import { concernsRows, type TableFinding } from "./finding.ts";

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

describe("what findings propose", () => {
  it("rows for all gaps close them, and meet no other row where facts are given", () => {
    let gaps = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 7, size: "max" }), (rows) => {
        const given = Object.fromEntries(rows.map(({ validFrom: _from, validTo: _to, ...each }, index) => [`r${index}`, each]));
        let table = tableOf("F", given);
        if (rows.every(({ enabled }) => enabled === false)) return;
        for (let round = 0; round < 30; round++) {
          const found = find(table, "gap");
          if (found.length === 0) break;
          gaps += found.length;
          const added = found.map(({ where }, index) => [`g${round}-${index}`, { cells: where!, out: { o: "x" } }]);
          table = tableOf("F", { ...table.rows, ...Object.fromEntries(added) });
        }
        const here = asked(table).filter(({ at, fact }) => at === now && Object.values(fact).every((value) => value !== undefined));
        for (const { hits } of here) {
          expect(hits.length).toBeGreaterThan(0);
          if (hits.some((id) => id.startsWith("g"))) expect(hits.length).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
    expect(gaps).toBeGreaterThan(50);
  });
  it("a row narrowed to its rest no longer meets the other, and together they hold for what they did", () => {
    let rests = 0;
    fc.assert(
      fc.property(row, row, (one, other) => {
        const table = tableOf("U", { r1: one, r2: other });
        const rest = find(table, "overlap")[0]?.rest;
        if (rest === undefined) return;
        rests++;
        const narrowed = { ...other, cells: { ...other.cells, [rest.column]: rest.cell } };
        const holds = (each: TableDocument) => asked(each).map(({ hits }) => hits.length > 0);
        const after = tableOf("U", { r1: one, r2: narrowed });
        expect(find(after, "overlap")).toEqual([]);
        expect(holds(after)).toEqual(holds(table));
      }),
      { numRuns: 1_200 },
    );
    expect(rests).toBeGreaterThan(5);
  });
});

describe("what is said of edited rows", () => {
  const hits = fc.constantFrom<HitPolicy>("F", "P", "U", "A", "C", "R");
  /** Rows that cover each other together and stand in runs. */
  const plain = fc
    .record({
      cells: fc.record({ n: range(number), e: fc.constantFrom("a", "b").map((eq) => ({ eq })) }, { requiredKeys: [] }),
      o: fc.constantFrom("x", "x", "y"),
    })
    .map(({ cells, o }): Omit<TableRow, "order"> => ({ cells, out: { o } }));
  it("is what the whole analysis says of them", () => {
    let said = 0;
    const rowsOf = (each: fc.Arbitrary<Omit<TableRow, "order">>) => fc.array(each, { minLength: 1, maxLength: 14, size: "max" });
    fc.assert(
      fc.property(fc.oneof(rowsOf(row), rowsOf(plain)), hits, fc.boolean(), (rows, hit, first) => {
        const table = tableOf(
          hit,
          Object.fromEntries(rows.map((each, index) => [`r${index}`, each])),
          hit === "U" && first ? { onMultiple: "first" } : {},
        );
        const all = analyseTable(table, { now }).findings.filter(({ row: id }) => id !== undefined);
        for (const edited of [...rows.map((_, index) => [`r${index}`]), ["r0", "r3", "r7"]]) {
          const about = new Set(edited);
          const found = analyseTable(table, { now, edited });
          expect(found.complete).toBe(true);
          expect(found.findings).toEqual(all.filter((each) => concernsRows(each, about)));
          said += found.findings.length;
        }
      }),
      { numRuns: 400 },
    );
    expect(said).toBeGreaterThan(1_000);
  });
  it("also where many rows are told apart by one column", () => {
    const wide = fc.record({
      s: fc.option(fc.constantFrom(...Array.from({ length: 40 }, (_, index) => `s${index}`)), { freq: 12 }),
      rest: row,
    });
    const text: TableDocument["inputs"] = { ...inputs, s: { name: "s", label: "s", type: "text", order: "a4" } };
    fc.assert(
      fc.property(fc.array(wide, { minLength: 80, maxLength: 120, size: "max" }), hits, fc.nat(79), (rows, hit, at) => {
        const given = rows.map(({ s, rest }, index) => [
          `r${index}`,
          { ...rest, cells: { ...rest.cells, ...(s === null ? {} : { s: { eq: s } }) } },
        ]);
        const table = tableOf(hit, Object.fromEntries(given) as Record<string, Omit<TableRow, "order">>, { inputs: text });
        const all = analyseTable(table, { now });
        const found = analyseTable(table, { now, edited: [`r${at}`] });
        // where there is too much to tell, the whole analysis leaves some out
        if (all.findings.length >= 400 || !found.complete) return;
        expect(found.findings).toEqual(all.findings.filter(({ row: id, by = [] }) => id === `r${at}` || by.includes(`r${at}`)));
      }),
      { numRuns: 60 },
    );
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
      { is: "gap", severity: "warning", columns: ["m"], where: { m: { range: [{ from: "100.00", to: "200.00" }] } } },
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
    expect(found).toContainEqual({ is: "unnamed", severity: "hint", columns: ["e"], where: { e: { in: ["c"] } } });
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
      {
        is: "twice",
        row: "r2",
        by: ["r1"],
        columns: ["n"],
        where: { n: { range: [{ from: 4, to: 5 }] } },
        rest: { column: "n", cell: { range: [{ from: 5, to: 9 }] } },
      },
      { is: "again", row: "r3", by: ["r2"], where: { n: { range: [{ from: 8, to: 9 }] } } },
    ]);
  });

  it("a row whose option can never be used where it holds", () => {
    const rows = { r1: { cells: { e: { in: ["a", "b"] } }, out: x }, r2: { cells: { e: { eq: "c" } }, out: x } } as Record<
      string,
      Omit<TableRow, "order">
    >;
    const routing: Routing = { option: "o", facts: { channel: "e" }, capabilities: { x: { channels: ["b"] } } };
    expect(find(tableOf("C", rows, { routing }), "unreachable")).toEqual([
      { is: "unreachable", severity: "warning", row: "r2", columns: ["e"], where: { e: { in: ["b"] } } },
    ]);
  });

  it("a gap of texts says what is excepted, or what is left", () => {
    const input: TableDocument["inputs"] = { s: { name: "s", label: "s", type: "text", order: "a0" } };
    const rows = { r1: { cells: { s: { in: ["a", "b"] } }, out: x } } as Record<string, Omit<TableRow, "order">>;
    expect(find(tableOf("F", rows, { inputs: input }), "gap")).toMatchObject([{ where: { s: { notIn: ["a", "b"] } } }]);
    const others = { r1: { cells: { s: { notIn: ["a", "b"] } }, out: x } } as Record<string, Omit<TableRow, "order">>;
    expect(find(tableOf("F", others, { inputs: input }), "gap")).toMatchObject([{ where: { s: { in: ["a", "b"] } } }]);
  });
  it("a run of neighbours that differ in one column is one finding", () => {
    const cells = (e: string, n?: number) => ({ cells: { e: { eq: e }, ...(n === undefined ? {} : { n: { eq: n } }) }, out: x });
    const rows = { r1: cells("a"), r2: cells("b"), r3: cells("c"), r4: cells("c", 1), r5: cells("a", 2) };
    expect(find(tableOf("F", rows), "mergeable").map(({ row, by, columns }) => [by, row, columns])).toEqual([
      [["r1", "r2"], "r3", ["e"]],
      [["r3"], "r4", ["n"]],
    ]);
  });
  it("what covers a row names no row that it does not take", () => {
    const rows = {
      r1: { cells: { n: { range: [{ from: 2, to: 4 }] } }, out: x },
      r2: { cells: { n: { range: [{ from: null, to: 3 }] } }, out: x },
      r3: { cells: { n: { range: [{ from: 3, to: null }] } }, out: x },
      r4: { cells: { n: { present: true } }, out: { o: "y" } },
    } as Record<string, Omit<TableRow, "order">>;
    expect(find(tableOf("F", rows), "shadowed")).toMatchObject([{ row: "r4", by: ["r2", "r3"] }]);
  });
  it("looks at pairs with edited rows alone when it is told which", () => {
    const rows = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`r${n}`, { out: { o: "x", t: n } }]));
    const { findings } = analyseTable(tableOf("C", rows), { now, edited: ["r2"] });
    expect(findings.map((each) => `${each.by![0]} ${each.row}`)).toEqual(["r0 r2", "r1 r2", "r2 r3", "r2 r4"]);
  });
});

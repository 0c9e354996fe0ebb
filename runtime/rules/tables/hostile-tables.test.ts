import { describe, expect, it } from "vitest";
import { tableLimits, type Cell, type ColumnType, type Json, type TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { checkTable, compileTable, type DecisionTable } from "../index.ts";
import { limits } from "../limits.ts";

const tableOf = (type: ColumnType, count: number, cellOf: (row: number) => Cell, columns = 1): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "t",
  hit: "C",
  inputs: Object.fromEntries(Array.from({ length: columns }, (_, n) => [`n${n}`, { name: `n${n}`, label: "n", type, order: "a0" }])),
  outputs: { o: { name: "o", label: "o", type: "number", order: "a0" } },
  rows: Object.fromEntries(
    Array.from({ length: count }, (_, row) => [
      `r${row}`,
      { order: String(row).padStart(6, "0"), cells: { n0: cellOf(row) }, out: { o: row } },
    ]),
  ),
});
const list = <Each>(length: number, make: (place: number) => Each): Each[] => Array.from({ length }, (_, place) => make(place));
const hits = (table: DecisionTable, n0: unknown): readonly string[] => {
  const decided = table.decide({ n0 });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.value.hits;
};

describe("tables that nobody would write", () => {
  it("with a hundred thousand ranges, no two alike, are compiled within the bounds of an index", () => {
    const document = tableOf("number", 1_000, (row) => ({
      range: list(100, (place) => ({ from: place * 1_000_000 + row * 7, to: place * 1_000_000 + row * 13 + 500_000 })),
    }));
    const table = compileTable(document);
    expect(table.bytes()).toBeLessThan(60e6);
    const scanned = compileTable(document, { index: false });
    for (const n of [-1, 0, 7, 499_999, 50_000_350, 99_500_100, 1e300]) expect(hits(table, n)).toEqual(hits(scanned, n));
  });

  it("with more constants than can be, or more cells, are refused in words, before anything is made of them", () => {
    const many = tableOf("number", 600, (row) => ({ in: list(1_000, (place) => row * 1_000 + place) }));
    const wide = tableOf("number", 3_000, () => ({ eq: 1 }), 2_000);
    for (const [document, is, limit] of [
      [many, 600_000, tableLimits.constants],
      [wide, 6_000_000, tableLimits.cells],
    ] as const) {
      expect(checkTable(document)).toMatchObject([{ code: "too_large", path: "/rows", details: { is, limit } }]);
      expect(() => compileTable(document)).toThrow(`there may be ${limit}`);
    }
  });

  it("that ask large sets for many members, answer as for few", () => {
    const wanted = (row: number): string[] => list(900, (place) => `成员${row * 450 + place}`);
    const any = compileTable(tableOf("set", 40, (row) => ({ hasAny: wanted(row) })));
    const all = compileTable(tableOf("set", 40, (row) => ({ hasAll: wanted(row).slice(0, 150) })));
    for (const given of [[], [""], ["成员"], list(900, (place) => `成员${place * 3}`), list(900, (place) => `成员${place + 300}`)]) {
      const rows = (holds: (members: string[]) => boolean, of: (row: number) => string[]): string[] =>
        list(40, (row) => row).flatMap((row) => (holds(of(row)) ? [`r${row}`] : []));
      expect(hits(any, given)).toEqual(rows((members) => members.some((each) => given.includes(each)), wanted));
      expect(hits(all, given)).toEqual(
        rows(
          (members) => members.every((each) => given.includes(each)),
          (row) => wanted(row).slice(0, 150),
        ),
      );
    }
  });

  it("whose expressions take long one after another are refused when they have done what one question may, explained or not", () => {
    // five loops in each other: 100,000 steps a row, far fewer than one expression may take
    const ten = list(10, (place) => place);
    const nested = (depth: number): Json => (depth === 0 ? 1 : { reduce: [ten, { "+": [{ var: "accumulator" }, nested(depth - 1)] }, 0] });
    const document = tableOf("number", 400, () => ({ logic: { ">": [nested(5), 5] } }));
    const table = compileTable(document, { operators });
    const work = { left: limits.decision };
    for (const explain of [false, true]) {
      expect(table.decide({ n0: 1 }, { explain })).toMatchObject({
        ok: false,
        problems: expect.arrayContaining([expect.objectContaining({ code: "expression_too_large" })]),
      });
    }
    expect(table.decide({ n0: 1 }, { work }).ok).toBe(false);
    expect(work.left).toBeLessThanOrEqual(0);
    // few such rows are no trouble
    expect(
      hits(
        compileTable(
          tableOf("number", 3, () => ({ logic: { ">": [nested(4), 5] } })),
          { operators },
        ),
        1,
      ),
    ).toHaveLength(3);
  });
});

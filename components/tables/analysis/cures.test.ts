import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell, Range, TableDocument, TableRow } from "#metadata";
import { analyseTable, compileTable, type TableFinding } from "#runtime/rules";
import { perform } from "../../designer/behaviours/index.ts";
import type { Documents } from "../../designer/documents.ts";
import { cureOf } from "./cures.ts";
import { joinedCell } from "./joined-cell.ts";

const n = { name: "n", label: "N", type: "number", order: "a0" } as const;
const e = {
  name: "e",
  label: "E",
  type: "enum",
  order: "a1",
  options: { a: { label: "A", order: "a0" }, b: { label: "B", order: "a1" } },
} as const;
const o = { name: "o", label: "O", type: "text", order: "a0" } as const;
const tableOf = (hit: TableDocument["hit"], rows: Record<string, Omit<TableRow, "order">>): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit,
  inputs: { n, e },
  outputs: { o },
  rows: Object.fromEntries(Object.entries(rows).map(([id, row], at) => [id, { ...row, order: `a${at}` }])),
});
const now = "2026-03-19T06:30:00.000Z";

/** The table after the cure of the first such finding, and what is found in it then. */
function cured(table: TableDocument, is: TableFinding["is"], own = Object.keys(table.rows)) {
  const finding = analyseTable(table, { now }).findings.find((each) => each.is === is)!;
  let ids = 0;
  const cure = cureOf(finding, { table, own, ownColumns: new Set(["n", "e"]), newId: () => `new${++ids}`, newOut: () => ({ o: "x" }) });
  const documents: Documents = new Map([["table/t", table]]);
  const done = cure === undefined ? undefined : perform(documents, cure.commands);
  const after = done?.documents.get("table/t") as TableDocument | undefined;
  return { cure, after, left: after === undefined ? [] : analyseTable(after, { now }).findings.filter((each) => each.is === is) };
}
const x = { o: "x" };
const from = (low: number | null, high: number | null): Cell => ({ range: [{ from: low, to: high }] });

describe("every obvious cure does away with its finding", () => {
  test.each<[TableFinding["is"], string, TableDocument]>([
    ["shadowed", "delete", tableOf("F", { r1: { out: x }, r2: { cells: { e: { eq: "a" } }, out: { o: "y" } } })],
    ["same", "delete", tableOf("F", { r1: { cells: { e: { eq: "a" } }, out: x }, r2: { cells: { e: { in: ["a"] } }, out: x } })],
    ["expired", "delete", tableOf("F", { r1: { out: x, validTo: "2026-01-01T00:00:00Z" } })],
    [
      "mergeable",
      "merge",
      tableOf("F", {
        r1: { cells: { n: from(1, 5) }, out: x },
        r2: { cells: { n: from(5, 9) }, out: x },
        r3: { cells: { n: { eq: 9 } }, out: x },
      }),
    ],
    [
      "overlap",
      "narrow",
      tableOf("U", { r1: { cells: { n: from(1, 5) }, out: x }, r2: { cells: { n: from(3, 9), e: { eq: "a" } }, out: { o: "y" } } }),
    ],
    ["gap", "addRow", tableOf("F", { r1: { cells: { n: from(1, 5) }, out: x } })],
    ["unnamed", "addRow", tableOf("C", { r1: { cells: { e: { eq: "a" }, n: from(0, null) }, out: x } })],
    ["unused", "removeColumn", tableOf("F", { r1: { cells: { n: from(1, 5) }, out: x }, r2: { out: x } })],
  ])("%s: %s", (is, with_, table) => {
    const { cure, after, left } = cured(table, is);
    expect(cure).toMatchObject({ is: with_ });
    expect(after).toBeDefined();
    expect(left).toEqual([]);
  });
  test("a package's row is switched off, its column stays", () => {
    const table = tableOf("F", { r1: { out: x }, r2: { cells: { e: { eq: "a" } }, out: { o: "y" } } });
    const { cure, left } = cured(table, "shadowed", ["r1"]);
    expect(cure).toMatchObject({ is: "disable", row: "r2" });
    expect(left).toEqual([]);
  });
  test("rows that are merged decide as they did apart, and keep what was noted", () => {
    const table = tableOf("F", {
      r1: { cells: { n: from(1, 5) }, out: x, note: "low" },
      r2: { cells: { n: from(5, 9) }, out: x, note: "high" },
    });
    const { after } = cured(table, "mergeable");
    expect(after!.rows).toEqual({ r1: { order: "a0", cells: { n: from(1, 9) }, out: x, note: "low\nhigh" } });
  });
});

test("a joined cell holds where one of its parts holds", () => {
  const number = fc.integer({ min: 0, max: 5 });
  const range = fc
    .tuple(fc.option(number), fc.option(number), fc.constantFrom<NonNullable<Range["bounds"]>>("[)", "[]", "()", "(]"))
    .filter(([low, high, bounds]) => low === null || high === null || low < high || (low === high && bounds === "[]"))
    .map(([low, high, bounds]): Cell => ({ range: [{ from: low, to: high, bounds }] }));
  const cell = fc.oneof(
    range,
    number.map((eq): Cell => ({ eq })),
    fc.uniqueArray(number, { minLength: 1, maxLength: 3 }).map((list): Cell => ({ in: list })),
    fc.uniqueArray(number, { minLength: 1, maxLength: 3 }).map((list): Cell => ({ notIn: list })),
    fc.constantFrom<Cell | undefined>(undefined, { missing: true }, { present: true }, { any: true }),
  );
  const facts = [{}, ...Array.from({ length: 15 }, (_, at) => ({ n: at / 2 - 0.5 }))];
  const holds = (...cells: (Cell | undefined)[]): boolean[] => {
    const rows = cells.map((each, at) => [`r${at}`, { cells: each === undefined ? {} : { n: each }, out: x }]);
    const compiled = compileTable(tableOf("F", Object.fromEntries(rows) as never));
    return facts.map((fact) => {
      const decided = compiled.decide(fact, { at: now });
      return decided.ok && decided.value.hits.length > 0;
    });
  };
  let joint = 0;
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 4 }), (cells) => {
      const one = joinedCell(cells);
      if (one === undefined) return;
      joint += 1;
      expect(holds(one === "any" ? undefined : one)).toEqual(holds(...cells));
    }),
    { numRuns: 500 },
  );
  expect(joint).toBeGreaterThan(200);
});

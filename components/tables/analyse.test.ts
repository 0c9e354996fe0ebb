import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell, Range, TableDocument } from "#metadata";
import { analyse, holds, relation } from "./analyse.ts";
import { columnsOf, type Column } from "./column.ts";

const table = (hit: "F" | "C", rows: TableDocument["rows"]): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit,
  currency: "CNY",
  inputs: { ch: { name: "ch", label: "Ch", type: "text", order: "a0" }, amt: { name: "amt", label: "Amt", type: "money", order: "a1" } },
  outputs: { m: { name: "m", label: "M", type: "text", order: "a0" }, fee: { name: "fee", label: "Fee", type: "number", order: "a1" } },
  rows,
});
const look = (document: TableDocument) => analyse(document, columnsOf(document, new Map()));

describe("two rows", () => {
  test("first hit: a row that an earlier one covers never decides", () => {
    const found = look(
      table("F", {
        r1: { order: "a0", cells: { amt: { range: [{ from: "0", to: "100" }] } }, out: { m: "a", fee: 1 } },
        r2: { order: "a1", cells: { ch: { eq: "app" }, amt: { range: [{ from: "1", to: "50" }] } }, out: { m: "b", fee: 1 } },
        r3: { order: "a2", cells: { amt: { range: [{ from: "50", to: "150" }] } }, out: { m: "b", fee: 1 } },
      }),
    );
    expect(found).toEqual([{ is: "shadowed", row: "r2", by: "r1", columns: ["ch", "amt"] }]);
  });
  test("collect: the same option with two fees", () => {
    const found = look(
      table("C", {
        r1: { order: "a0", cells: { amt: { range: [{ from: "1", to: "2000" }] } }, out: { m: "meituan", fee: 0.0038 } },
        r2: { order: "a1", cells: { amt: { range: [{ from: "1500", to: "5000" }] } }, out: { m: "meituan", fee: 0.006 } },
        r3: { order: "a2", cells: { amt: { range: [{ from: "5000", to: null }] } }, out: { m: "meituan", fee: 0.006 } },
        r4: { order: "a3", enabled: false, out: { m: "meituan", fee: 9 } },
      }),
    );
    expect(found).toEqual([{ is: "twice", row: "r2", by: "r1", columns: ["amt"] }]);
  });
  test("collect: the same option twice where two rows meet", () => {
    const found = look(
      table("C", {
        r1: { order: "a0", cells: { amt: { range: [{ from: "1", to: "2000" }] } }, out: { m: "meituan", fee: 1 } },
        r2: { order: "a1", cells: { amt: { range: [{ from: "1500", to: "5000" }] } }, out: { m: "meituan", fee: 1 } },
      }),
    );
    expect(found).toEqual([{ is: "again", row: "r2", by: "r1", columns: ["amt"] }]);
  });
  test("rows of different times do not meet", () => {
    const found = look(
      table("F", {
        r1: { order: "a0", out: { m: "a", fee: 1 }, validTo: "2026-03-01T00:00:00Z" },
        r2: { order: "a1", out: { m: "b", fee: 1 }, validFrom: "2026-03-01T00:00:00Z" },
      }),
    );
    expect(found).toEqual([]);
  });
});

test("relation agrees with trying every value", () => {
  const column: Column = { id: "n", side: "input", name: "n", label: "N", type: "number", options: [], currency: undefined };
  const value = fc.integer({ min: 0, max: 8 });
  const range = fc
    .tuple(fc.option(value), fc.option(value), fc.constantFrom<NonNullable<Range["bounds"]>>("[)", "[]", "()", "(]"))
    .map(([one, other, bounds]): Range =>
      one !== null && other !== null && one > other ? { from: other, to: one, bounds } : { from: one, to: other, bounds },
    );
  const cell: fc.Arbitrary<Cell | undefined> = fc.oneof(
    fc.constant(undefined),
    value.map((eq) => ({ eq })),
    fc.uniqueArray(value, { minLength: 1, maxLength: 4 }).map((list) => ({ in: list })),
    fc.uniqueArray(value, { minLength: 1, maxLength: 4 }).map((list) => ({ notIn: list })),
    fc.array(range, { minLength: 1, maxLength: 2 }).map((list) => ({ range: list })),
    fc.constant({ missing: true as const }),
  );
  // halves stand for the values between whole numbers
  const tried = Array.from({ length: 22 }, (_, at) => at / 2 - 1);
  const passes = (one: Cell | undefined, at: number) => one === undefined || holds(one, at, column);
  fc.assert(
    fc.property(cell, cell, (one, other) => {
      const said = relation(one, other, column);
      const missing = (c: Cell | undefined) => c === undefined || "missing" in c;
      const both = tried.some((at) => passes(one, at) && passes(other, at)) || (missing(one) && missing(other));
      const all = tried.every((at) => !passes(other, at) || passes(one, at)) && (!missing(other) || missing(one));
      if (said === "apart") expect(both).toBe(false);
      if (said === "covers" || said === "equal") expect(all).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { csvLine } from "./csv-line.ts";
import { createCutter, mostColumns, type CsvRow } from "./cut-rows.ts";
import { UnreadableSheet } from "./unreadable.ts";

/** Cut in pieces of these many bytes. */
function cut(text: string, sizes: readonly number[] = [1_000], delimiter = ","): CsvRow[] {
  const bytes = Buffer.from(text);
  const cutter = createCutter(delimiter);
  const rows: CsvRow[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length]!;
    rows.push(...cutter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...rows, ...cutter.end()];
}
const cells = (text: string): (readonly string[])[] => cut(text).map((row) => row.cells);

it.each([
  ["", []],
  ["a", [["a"]]],
  ["a,b\n", [["a", "b"]]],
  ["a\n\nb", [["a"], [""], ["b"]]],
  ["a\r\nb\rc\n", [["a"], ["b"], ["c"]]],
  ["a,", [["a", ""]]],
  ['"a,b","c\n\r\nd"\r\n"e"', [["a,b", "c\n\r\nd"], ["e"]]],
  ['"say ""yes""",""""', [['say "yes"', '"']]],
  ['"",b', [["", "b"]]],
  ['5" pipe,6"', [['5" pipe', '6"']]],
  ['"so" they said,b', [['"so" they said', "b"]]],
  ['x,"a"b\nc', [["x", '"a"b'], ["c"]]],
])("cuts %j", (text, rows) => {
  expect(cells(text)).toEqual(rows);
});

it("gives back what was written as CSV, however the bytes come in, and says where each row ends", () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('"', ",", ";", "|", "\t", "\n", "\r", "a", " ", "中", "é", "𝒳") }),
    fc.string({ unit: "grapheme" }),
  );
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(table, sizes, (rows, pieces) => {
      const lines = rows.map(csvLine);
      const found = cut(lines.join(""), pieces);
      expect(found.map((row) => row.cells)).toEqual(rows);
      let end = 0;
      expect(found.map((row) => row.end)).toEqual(lines.map((line) => (end += Buffer.byteLength(line))));
    }),
  );
});

it("goes on from the end of any row as though it had never stopped", () => {
  const text = 'a,"b\nc"\r\n"d""",e\n\nf';
  const whole = cut(text);
  for (const [index, { end }] of whole.entries()) {
    const cutter = createCutter(",", end);
    const rest = [...cutter.push(Buffer.from(text).subarray(end)), ...cutter.end()];
    expect(rest).toEqual(whole.slice(index + 1));
  }
});

it("holds no more than one row, and bounds that", () => {
  expect(() => cut('a\n"never closed')).toThrow(UnreadableSheet);
  expect(() => cut(`"${"x".repeat(5_000_000)}`, [65_536])).toThrow(/1000000 characters/);
  expect(() => cut("x".repeat(1_000_001))).toThrow(/1000000 characters/);
  expect(cells("a,".repeat(600))[0]).toHaveLength(mostColumns);
});

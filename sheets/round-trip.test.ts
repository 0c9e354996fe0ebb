import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packing } from "../runtime/files/packing.ts";
import { allOf, inPieces } from "./bytes.ts";
import { csvLine } from "./csv-line.ts";
import { cutRows, guessDelimiter } from "./csv-form.ts";
import { keepingApostrophe, neutral, plainOf } from "./neutral.ts";
import { encodingOf, toUtf8, watchUtf8 } from "./text-encoding.ts";
import { textOf, xmlText } from "./workbook/cell-text.ts";
import { packedBytes, webPacking } from "./workbook/packing.ts";
import { readSheet } from "./workbook/read-sheet.ts";
import { sheetRow, type Cell } from "./workbook/sheet-row.ts";
import { writeWorkbook } from "./workbook/write-workbook.ts";

const signs = ['"', "'", "=", "+", "-", "@", "＝", ",", ";", "|", "\t", "\n", "\r", "\r\n", " ", "a", "0", "5", ".", "中", "é", "😀"];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...signs), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("_", "x", "0", "4", "1", "\u0001", "\ufffe", "&", "<", ">", "]]>", "\u0000"), maxLength: 16 }),
  fc.string({ unit: "binary", maxLength: 8 }).map((each) => each.toWellFormed()),
  fc.constantFrom("", "007", "1e5", "-5", "'-5", "''=x", "=1+1", "2026-03-19", "TRUE", "_x0041\u0001", "👨‍👩‍👧", "\ufeffx"),
);
const table = <Each>(cell: fc.Arbitrary<Each>) => fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
const bytesOf = (written: string): Uint8Array => new TextEncoder().encode(written);

it("a neutral text is no formula, and plain again it is what it was", () => {
  fc.assert(
    fc.property(text, (each) => {
      expect(plainOf(neutral(each))).toBe(each);
      expect(plainOf(keepingApostrophe(each))).toBe(each);
      expect(/^[=+\-@\t\r\n＝＋－＠]/.test(neutral(each)) && Number.isNaN(Number(neutral(each).replace("%", "")))).toBe(false);
      const read = xmlText(each).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
      expect(textOf(read)).toBe(each);
    }),
    { numRuns: 2_000 },
  );
});

it("what is written as CSV is read bit for bit, in any encoding that holds it", async () => {
  await fc.assert(
    fc.asyncProperty(table(text), async (rows) => {
      const written = rows.map((row) => csvLine(row.map(neutral))).join("");
      for (const bytes of [bytesOf(written), bytesOf(`\ufeff${written}`), new Uint8Array(Buffer.from(`\ufeff${written}`, "utf16le"))]) {
        const utf8 = watchUtf8();
        utf8.look(bytes);
        // one mark is taken away, whoever wrote it
        if (written.startsWith("\ufeff")) return;
        const whole = await allOf(toUtf8(inPieces(bytes), encodingOf(bytes.subarray(0, 8_192), utf8.isUtf8)));
        const found: string[][] = [];
        for await (const some of cutRows([whole], { delimiter: ",", from: 0 }))
          found.push(...some.map(({ cells }) => cells.map((cell) => plainOf(cell))));
        expect(found).toEqual(rows);
      }
    }),
  );
});

it("texts that look like columns part no rows", () => {
  const row = ["a|b|c", "d;e;f", "g\th\ti"];
  expect(guessDelimiter(bytesOf(csvLine(row) + csvLine(row)), 0)).toBe(",");
  expect(guessDelimiter(bytesOf(csvLine(["a|b"]) + csvLine(["c|d"])), 0)).toBe(",");
});

const day = fc
  .date({ min: new Date("1800-01-01"), max: new Date("2999-12-31"), noInvalidDate: true })
  .map((at) => ({ day: at.toISOString().slice(0, 10) }));
// fifteen digits are what a sheet holds
const number = fc.oneof(
  fc.integer(),
  fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 6 })).map(([each, zeros]) => each / 10 ** zeros),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(text, number, fc.boolean(), day);
const said = (each: Cell): string =>
  typeof each === "object" ? each.day : typeof each === "boolean" ? String(each).toUpperCase() : String(each === 0 ? 0 : each);

describe.each([
  ["Node", packing, webPacking],
  ["a browser", webPacking, packing],
])("a workbook that %s writes and the other reads", (_, writer, reader) => {
  it.each(["typed", "asText", "head"] as const)("holds its cells bit for bit: %s", async (format) => {
    await fc.assert(
      fc.asyncProperty(table(cell), fc.string({ unit: "binary", maxLength: 40 }), async (rows, title) => {
        const lines = rows.map((row) => bytesOf(sheetRow(row, format)));
        const bytes = await allOf(writeWorkbook({ title, frozen: 1, columns: [{ width: 12, asText: true }] }, lines, writer));
        const found: string[][] = [];
        const file = packedBytes(bytes, reader, { unpacked: 64 * 1024 * 1024, ratio: 250 });
        for await (const some of readSheet(file, (each, kind) => (kind === "text" ? plainOf(each) : each))) found.push(...some);
        expect(found).toEqual(rows.map((row) => row.map(said)));
      }),
      { numRuns: 60 },
    );
  });
});

it("cuts a text off where a cell ends, and never between the halves of one sign", async () => {
  const bytes = await allOf(writeWorkbook({ title: "" }, [bytesOf(sheetRow([`${"x".repeat(32_766)}😀`]))], webPacking));
  const file = packedBytes(bytes, webPacking, { unpacked: 1024 * 1024, ratio: 1_000 });
  for await (const rows of readSheet(file, (each) => each)) expect(rows).toEqual([["x".repeat(32_766)]]);
});

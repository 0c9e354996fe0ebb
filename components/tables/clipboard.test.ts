import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTabbed, readPasted, toTabbed } from "./clipboard.ts";
import type { Column } from "./column.ts";

const columns: Column[] = [
  {
    id: "i1",
    side: "input",
    name: "channel",
    label: { en: "Channel", zh: "渠道" },
    type: "enum",
    options: [{ id: "app", label: "App" }],
    currency: undefined,
  },
  { id: "i2", side: "input", name: "amount", label: { en: "Amount", zh: "金额" }, type: "money", options: [], currency: "CNY" },
  { id: "o1", side: "output", name: "method", label: { en: "Method", zh: "支付方式" }, type: "text", options: [], currency: undefined },
];

test("tab-separated text of any content survives", () => {
  const cell = fc.string({ maxLength: 8 }).map((text) => text.replaceAll("\r", ""));
  const line = fc.array(cell, { minLength: 2, maxLength: 4 }).filter((cells) => cells.some((one) => one.trim() !== ""));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (rows) => {
      expect(parseTabbed(toTabbed(rows))).toEqual(rows);
    }),
  );
});

test("Excel's line ends and quotes", () => {
  expect(parseTabbed('a\t"b ""x"" \n y"\r\nc\t\r\n')).toEqual([
    ["a", 'b "x" \n y'],
    ["c", ""],
  ]);
});

describe("pasting", () => {
  test("in column order from the active cell on", () => {
    const pasted = readPasted([["≥ 10", "meituan", "beyond"]], columns, 1);
    expect(pasted).toMatchObject({ hadHead: false, problems: [] });
    expect(pasted.rows).toEqual([
      [
        { column: columns[1], side: "input", cell: { range: [{ from: "10", to: null }] } },
        { column: columns[2], side: "output", value: "meituan" },
      ],
    ]);
  });
  test("a head says which column is which", () => {
    const pasted = readPasted(
      [
        ["支付方式", "Channel"],
        ["meituan", "App"],
      ],
      columns,
    );
    expect(pasted.hadHead).toBe(true);
    expect(pasted.rows[0]).toEqual([
      { column: columns[2], side: "output", value: "meituan" },
      { column: columns[0], side: "input", cell: { eq: "app" } },
    ]);
  });
  test("names every cell that does not fit", () => {
    const { problems } = readPasted([["Fax", "a lot", ""]], columns);
    expect(problems.map(({ row, column, why }) => [row, column.id, why])).toEqual([
      [0, "i1", "option"],
      [0, "i2", "money"],
      [0, "o1", "empty"],
    ]);
  });
});

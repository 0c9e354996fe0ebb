import * as fc from "fast-check";
import { expect, it } from "vitest";
import { settingsOf, storageOf } from "#metadata";
import { fields } from "#metadata/vocabulary";
import { plainOf } from "#sheets";
import type { ResolvedField } from "../effective/effective.ts";
import { cellReader } from "./cell.ts";
import { guessType } from "./guess-mapping.ts";
import { plainNumber } from "./plain-number.ts";

it.each([
  ["1,234.50", "1234.50"],
  ["1 234 567", "1234567"],
  ["1'234’567", undefined],
  ["1'234'567.5", "1234567.5"],
  ["-0.5", "-0.5"],
  ["−5", "-5"],
  ["+5", "5"],
  [".5", "0.5"],
  ["5.", "5"],
  [" 12 ", "12"],
  ["1.5e3", "1500"],
  ["1E-7", "0.0000001"],
  ["2e+21", "2000000000000000000000"],
  ["1,5", undefined],
  ["12,34,567", undefined],
  ["1,2345", undefined],
  ["1,234 567", undefined],
  ["1,234,", undefined],
  ["(12.5)", undefined],
  ["12%", undefined],
  ["¥12", undefined],
  ["12 CNY", undefined],
  ["co12", undefined],
  ["12 apples", undefined],
  ["3rd floor", undefined],
  ["0x10", undefined],
  ["1-2", undefined],
  ["--5", undefined],
  ["- 5", undefined],
  ["@SUM(1)", undefined],
  ["Infinity", undefined],
  ["1e", undefined],
  ["1e1000000000", undefined],
  [".", undefined],
  ["", undefined],
  ["9".repeat(10_000), undefined],
])("takes %j for the number %j", (text, plain) => {
  expect(plainNumber(text)).toBe(plain);
});

it.each([
  ["1.234,50", "1234.50"],
  ["1 234,5", "1234.5"],
  [",5", "0.5"],
  ["1.5", undefined],
  ["1,234.50", undefined],
])("takes %j with a decimal comma for %j", (text, plain) => {
  expect(plainNumber(text, { decimalComma: true })).toBe(plain);
});

function reader(type: string, config: Record<string, unknown> = {}) {
  const fieldType = fields.get(type)!;
  const object = { kind: "object", id: "o", name: "o", label: "O", fields: {} } as const;
  const settings = settingsOf(fields, new Map(), object, { type, config: config as never });
  const read = cellReader({ fieldType, settings, storage: storageOf(fieldType, settings) } as ResolvedField, { timezone: "UTC" });
  /** what a record would hold, or what the field's type says is wrong */
  return (text: string): unknown => {
    const parsed = fieldType.value(settings).safeParse(read(text));
    return parsed.success ? parsed.data : { refused: parsed.error.issues[0]!.message };
  };
}
const refused = { refused: expect.any(String) };
const yuan = (minor: number) => ({ currency: "CNY", minor });
const CNY = { currency: "CNY" };

it.each([
  ["number", {}, "1,200", 1200],
  ["number", {}, "1e3", 1000],
  ["number", {}, "0.1", 0.1],
  ["number", {}, "9007199254740991", 9_007_199_254_740_991],
  ["number", {}, "0.30000000000000004", 0.1 + 0.2],
  ["number", {}, "9007199254740993", { refused: expect.stringMatching(/digits/) }],
  ["number", {}, "9,007,199,254,740,993", { refused: expect.stringMatching(/digits/) }],
  ["number", {}, "0.1000000000000000055", { refused: expect.stringMatching(/digits/) }],
  ["number", {}, "99999999999999999999", { refused: expect.stringMatching(/digits/) }],
  ["number", {}, "1e-400", { refused: expect.stringMatching(/digits/) }],
  ["number", {}, "1e400", { refused: expect.stringMatching(/digits/) }],
  ["number", { integer: true }, "co12", refused],
  ["number", {}, "(1)", refused],
  ["number", {}, "12%", refused],
  ["number", {}, "€12", refused],
  ["decimal", {}, "1,234.5", "1234.50"],
  ["decimal", {}, "12 apples", refused],
  ["decimal", {}, "(12.5)", refused],
  ["decimal", {}, "12%", refused],
  ["percent", {}, "12.5 %", "12.50"],
  ["percent", {}, "12％", "12.00"],
  ["percent", {}, "12", "12.00"],
  ["percent", {}, "¥12", refused],
  ["percent", {}, "12%%", refused],
  ["money", CNY, "¥1,680", yuan(168_000)],
  ["money", CNY, "-￥ 0.50", yuan(-50)],
  ["money", CNY, "¥-0.50", yuan(-50)],
  ["money", CNY, "12.5 CNY", yuan(1250)],
  ["money", CNY, "cny 12", yuan(1200)],
  ["money", CNY, "12元", yuan(1200)],
  ["money", CNY, "$12", refused],
  ["money", CNY, "12 USD", refused],
  ["money", CNY, "ca 12", refused],
  ["money", CNY, "-¥-12", refused],
  ["money", CNY, "12%", refused],
  ["money", { currency: "USD" }, "US$1,200.00", { currency: "USD", minor: 120_000 }],
  ["duration", {}, "5400", 5400],
  ["duration", {}, "90 min", 5400],
  ["duration", {}, "1:30", 5400],
  ["duration", {}, "90 apples", refused],
  ["duration", {}, "(90)", refused],
  ["rating", {}, "4", 4],
  ["rating", {}, "4/5", 4],
  ["rating", {}, "4/10", refused],
  ["rating", {}, "4 of 5", refused],
  ["rating", {}, "r4", refused],
] as const)("reads for %s %j the cell %j as %j", (type, config, text, expected) => {
  expect(reader(type, config)(text)).toEqual(expected);
});

it("never makes another number of a cell than the one that stands there", () => {
  const read = reader("number");
  const pieces = fc.array(fc.constantFrom("1", "0", "23", "456", ".", ",", "-", "+", "e", "(", ")", " ", "%", "¥", "x", "'"), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join("");
      const value = read(text);
      if (typeof value === "number") expect(value).toBe(Number(plainOf(text).replaceAll(/(?<=\d)[, '](?=\d)/g, "")) + 0);
    }),
    { numRuns: 3_000 },
  );
});

it.each([
  [["co1", "co2"], "text"],
  [["r1", "r2"], "text"],
  [["(1)", "(2)"], "text"],
  [["12 apples", "3 apples"], "text"],
  [["1,5", "2,5"], "text"],
  [["+4915112345", "+4915112346"], "phone"],
  [["12E3", "12E4"], "text"],
  [["9007199254740993", "9007199254740995"], "text"],
  [["¥1.2.3", "¥2"], "text"],
  [["1.2.3%", "2%"], "text"],
  [["12.5 %", "2%"], "percent"],
  [["1", "2,000", "-3"], "number"],
  [["1.5", "2,000.25"], "decimal"],
])("guesses the type of a column of %j", (values, type) => {
  expect(guessType(values).type).toBe(type);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell, ColumnType } from "#metadata";
import { cellToText, constantText, lookOf, moneyText, parseCell, parseConstant } from "./cell-text.ts";
import type { Column } from "./column.ts";

const column = (type: ColumnType, extra: Partial<Column> = {}): Column => ({
  id: "c",
  side: "input",
  name: "c",
  label: "C",
  type,
  options: [],
  currency: type === "money" ? "CNY" : undefined,
  ...extra,
});
const channel = column("enum", {
  options: [
    { id: "mini", label: { en: "Mini program", zh: "小程序" } },
    { id: "app", label: { en: "App", zh: "App" } },
    { id: "web", label: { en: "Web", zh: "网页" } },
  ],
});
const read = (text: string, of: Column) => {
  const parsed = parseCell(text, of);
  if (!parsed.ok) throw new Error(`${parsed.why}: ${parsed.text}`);
  return parsed.value;
};

describe("reading a cell", () => {
  test.each<[string, Cell | undefined]>([
    ["", undefined],
    ["任意", undefined],
    ["Any", undefined],
    ["小程序", { eq: "mini" }],
    ["mini program、网页", { in: ["mini", "web"] }],
    ["App, web; app", { in: ["app", "web"] }],
    ["not App", { notIn: ["app"] }],
    ["除 小程序", { notIn: ["mini"] }],
    ["missing", { missing: true }],
    ["有值", { present: true }],
  ])("enum %j", (text, cell) => {
    expect(read(text, channel)).toEqual(cell);
  });

  test.each<[string, Cell]>([
    ["¥1,680.00", { eq: "1680.00" }],
    ["¥0.01 – ¥50,000", { range: [{ from: "0.01", to: "50000" }] }],
    ["≥ ¥10", { range: [{ from: "10", to: null }] }],
    ["> 10", { range: [{ from: "10", to: null, bounds: "()" }] }],
    ["< ¥500", { range: [{ from: null, to: "500" }] }],
    ["<=500元", { range: [{ from: null, to: "500", bounds: "[]" }] }],
    ["1-5", { range: [{ from: "1", to: "5" }] }],
    ["1 - 5", { range: [{ from: "1", to: "5" }] }],
    ["[1..5]", { range: [{ from: "1", to: "5", bounds: "[]" }] }],
    ["(1 .. 5)", { range: [{ from: "1", to: "5", bounds: "()" }] }],
    ["¥1 – ≤ ¥5", { range: [{ from: "1", to: "5", bounds: "[]" }] }],
    [
      "< 5; ≥ 100",
      {
        range: [
          { from: null, to: "5" },
          { from: "100", to: null },
        ],
      },
    ],
    ["10; 20", { in: ["10", "20"] }],
  ])("money %j", (text, cell) => {
    expect(read(text, column("money"))).toEqual(cell);
  });

  test.each<[ColumnType, string, Cell]>([
    ["number", "-1.5", { eq: -1.5 }],
    ["number", "0.38%", { eq: 0.0038 }],
    ["number", "1 to 3", { range: [{ from: 1, to: 3 }] }],
    [
      "number",
      "1; 5..7",
      {
        range: [
          { from: 1, to: 1, bounds: "[]" },
          { from: 5, to: 7 },
        ],
      },
    ],
    ["time", "10:00–22:00", { range: [{ from: "10:00", to: "22:00" }] }],
    ["time", "22:00–02:00", { range: [{ from: "22:00", to: "02:00" }] }],
    ["time", "9:30-18:00", { range: [{ from: "09:30", to: "18:00" }] }],
    ["date", "2026-03-19", { eq: "2026-03-19" }],
    ["date", "2026年3月9日 至 2026/4/1", { range: [{ from: "2026-03-09", to: "2026-04-01" }] }],
    ["boolean", "是", { eq: true }],
    ["text", 'a, "b; c"', { in: ["a", "b; c"] }],
  ])("%s %j", (type, text, cell) => {
    expect(read(text, column(type))).toEqual(cell);
  });

  test.each<[ColumnType, string, string]>([
    ["enum", "美团", "option"],
    ["number", "12abc", "number"],
    ["money", "1,00,0", "money"],
    ["date", "2026-02-30", "date"],
    ["time", "25:00", "time"],
    ["number", "5 – 1", "range"],
    ["boolean", "maybe", "boolean"],
  ])("%s refuses %j", (type, text, why) => {
    expect(parseCell(text, column(type))).toMatchObject({ ok: false, why });
  });

  test("an output needs a value", () => {
    expect(parseConstant("  ", channel)).toMatchObject({ ok: false, why: "empty" });
  });
});

describe("showing a cell", () => {
  test("values wear their labels, ranges the en dash, cents only when there are any", () => {
    expect(lookOf({ in: ["mini", "app"] }, channel, "zh")).toMatchObject({
      is: "values",
      not: false,
      values: [{ text: "小程序" }, { text: "App" }],
    });
    expect(lookOf({ range: [{ from: "0.01", to: "50000" }] }, column("money"), "zh")).toEqual({ is: "ranges", texts: ["¥0.01 – ¥50,000"] });
    expect(lookOf({ range: [{ from: null, to: "500" }] }, column("money"), "en")).toEqual({ is: "ranges", texts: ["< ¥500"] });
    expect(lookOf(undefined, channel, "en")).toEqual({ is: "any" });
    expect(moneyText("1234567.5", "CNY")).toBe("¥1,234,567.5");
  });
});

describe("what is copied comes back as the same cell", () => {
  const number = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100);
  const money = fc.tuple(fc.nat(999_999), fc.nat(99)).map(([whole, cents]) => `${whole}.${String(cents).padStart(2, "0")}`);
  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map(([hours, minutes]) => `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`);
  const bounds = fc.constantFrom("[)", "[]", "()", "(]") as fc.Arbitrary<"[)" | "[]" | "()" | "(]">;
  const cellOf = <Value extends string | number>(
    value: fc.Arbitrary<Value>,
    order: (one: Value, other: Value) => number,
  ): fc.Arbitrary<Cell | undefined> =>
    fc.oneof(
      fc.constant(undefined),
      fc.constant({ missing: true as const }),
      value.map((eq) => ({ eq })),
      fc.uniqueArray(value, { minLength: 2, maxLength: 5 }).map((list) => ({ in: list })),
      fc.uniqueArray(value, { minLength: 1, maxLength: 5 }).map((list) => ({ notIn: list })),
      fc
        .array(
          fc.tuple(value, value, bounds).map(([one, other, ends]) => {
            const [from, to] = order(one, other) <= 0 ? [one, other] : [other, one];
            return { from, to, ...(ends === "[)" ? {} : { bounds: ends }) };
          }),
          { minLength: 1, maxLength: 3 },
        )
        .map((range) => ({ range })),
    );
  const text = fc
    .string({ minLength: 1, maxLength: 12 })
    .filter(
      (value) =>
        value.trim() === value && !/^(any|missing|present|absent|not|\*|任意|缺失|空|有值|[!除非].*)$/i.test(value.normalize("NFKC")),
    );

  test.each([
    ["number", column("number"), cellOf(number, (one, other) => one - other)],
    ["money", column("money"), cellOf(money, (one, other) => Number(one) - Number(other))],
    ["time", column("time"), cellOf(time, () => -1)],
    [
      "enum",
      channel,
      fc.oneof(
        fc.constantFrom("mini", "app", "web").map((eq): Cell => ({ eq })),
        fc.uniqueArray(fc.constantFrom("mini", "app", "web"), { minLength: 2 }).map((list): Cell => ({ in: list })),
      ),
    ],
    [
      "text",
      column("text"),
      fc.oneof(
        text.map((eq): Cell => ({ eq })),
        fc.uniqueArray(text, { minLength: 2, maxLength: 4 }).map((list): Cell => ({ in: list })),
        fc.uniqueArray(text, { minLength: 1, maxLength: 4 }).map((list): Cell => ({ prefix: list })),
        fc.constant<Cell>({ logic: { ">": [{ var: "amount" }, "10.00"] } }),
      ),
    ],
    [
      "set",
      { ...channel, type: "set" },
      fc.oneof(
        fc.uniqueArray(fc.constantFrom("mini", "app", "web"), { minLength: 1 }).map((list): Cell => ({ hasAny: list })),
        fc.uniqueArray(fc.constantFrom("mini", "app", "web"), { minLength: 1 }).map((list): Cell => ({ hasAll: list })),
      ),
    ],
    ["weekday", column("weekday"), cellOf(fc.integer({ min: 1, max: 7 }), (one, other) => one - other)],
  ] as [string, Column, fc.Arbitrary<Cell | undefined>][])("%s", (_name, of, cell) => {
    fc.assert(
      fc.property(cell, (one) => {
        expect(parseCell(cellToText(one, of, "zh"), of)).toEqual({ ok: true, value: one });
      }),
      { numRuns: 300 },
    );
  });
});

describe("an instant", () => {
  const at = (timezone?: string): Column => column("instant", timezone === undefined ? {} : { timezone });
  test("is typed and told by the clocks of the table's zone, whatever those of the browser", () => {
    const read = (text: string, zone?: string) => {
      const parsed = parseConstant(text, at(zone));
      return parsed.ok ? parsed.value : parsed.why;
    };
    expect(read("2026-03-19 14:30", "Asia/Shanghai")).toBe("2026-03-19T06:30:00.000Z");
    expect(read("2026-03-19", "Asia/Shanghai")).toBe("2026-03-18T16:00:00.000Z");
    expect(read("2026-03-19 14:30")).toBe("2026-03-19T14:30:00.000Z");
    // on the day of the change both sides of it
    expect(read("2026-03-08 01:30", "America/New_York")).toBe("2026-03-08T06:30:00.000Z");
    expect(read("2026-03-08 03:30", "America/New_York")).toBe("2026-03-08T07:30:00.000Z");
    expect(read("2026-03-19T14:30:00+01:00", "Asia/Shanghai")).toBe("2026-03-19T13:30:00.000Z");
    expect(read("2026-13-19 14:30", "Asia/Shanghai")).toBe("instant");
    expect(constantText("2026-03-19T06:30:00.000Z", at("Asia/Shanghai"), "en")).toMatch(/2:30/);
  });
});

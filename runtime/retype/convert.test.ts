import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settingsOf, storageOf, type Json } from "#metadata";
import { fields } from "#metadata/vocabulary";
import { becoming } from "./become.ts";
import { converter, type Side } from "./convert.ts";

const options = {
  options: { red: { label: { en: "Red", zh: "红" }, order: "a0" }, blue: { label: { en: "Blue", zh: "蓝" }, order: "a1" } },
};

function side(type: string, config: Record<string, any> = {}): Side {
  const fieldType = fields.get(type)!;
  const object = { kind: "object", id: "o", name: "o", label: "O", fields: {} } as const;
  const settings = settingsOf(fields, new Map(), object, { type, config });
  return { fieldType, settings, storage: storageOf(fieldType, settings) };
}
const reading = { locale: "en", timezone: "Asia/Shanghai" };

describe("a value under another type", () => {
  const table: [from: Side, to: Side, value: Json, becomes: Json | undefined, loses?: true][] = [
    [side("text"), side("number"), "12.5", 12.5],
    [side("text"), side("number"), "1,200", 1200],
    [side("text"), side("number"), "¥1,200", undefined, true],
    [side("text"), side("money", { currency: "CNY" }), "¥1,200", { currency: "CNY", minor: 120_000 }],
    [side("text"), side("money", { currency: "CNY" }), "$1,200", undefined, true],
    [side("text"), side("percent"), "12 %", "12.00"],
    [side("text"), side("number"), "Room 12", undefined, true],
    [side("text"), side("number"), "@SUM(1)", undefined, true],
    [side("text"), side("number"), "(1)", undefined, true],
    [side("text"), side("number"), "99999999999999999999", 100_000_000_000_000_000_000, true],
    [side("text"), side("number"), "9007199254740993", 9_007_199_254_740_992, true],
    [side("text"), side("number"), "+4912", 4912, true],
    [side("text"), side("number"), "1e3", 1000, true],
    [side("text"), side("number"), "1.50", 1.5],
    [side("text"), side("duration"), "90", 5400, true],
    [side("text"), side("duration", { unit: "seconds" }), "90", 90],
    [side("text"), side("rich_text"), "a <script>b</script>", "a ", true],
    [side("text"), side("email"), "a@Example.com", "a@example.com", true],
    [side("text"), side("date"), "2026-03-19 14:30", "2026-03-19", true],
    [side("text"), side("date"), "2026-03-19 00:00:00", "2026-03-19"],
    [side("decimal", { scale: 8 }), side("number"), "9999999999.12345678", 9_999_999_999.123_457, true],
    [side("text"), side("number"), "0086", 86, true],
    [side("text"), side("number"), "none", undefined, true],
    [side("text"), side("decimal", { scale: 2 }), "1.5", "1.50"],
    [side("text"), side("decimal", { scale: 2 }), "1.005", "1.01", true],
    [side("text"), side("date"), "2026年3月19日", "2026-03-19"],
    [side("text"), side("boolean"), "是", true],
    [side("text"), side("select", options), "红", "red"],
    [side("text"), side("select", options), "green", undefined, true],
    [side("text"), side("tags"), "a, b", ["a", "b"]],
    [side("text"), side("tags"), "a, b, a", ["a", "b"], true],
    [side("text"), side("location"), "31,121.47371234567", { lat: 31, lng: 121.4737123 }, true],
    [side("text"), side("long_text"), "a\nb", "a\nb"],
    [side("long_text"), side("text", { maxLength: 3 }), "abcdef", "abc", true],
    [side("number"), side("decimal", { scale: 1 }), 1.5, "1.5"],
    [side("number"), side("decimal", { scale: 1 }), 1.25, "1.3", true],
    [side("number"), side("number", { integer: true }), 1.5, 2, true],
    [side("number"), side("text"), 1200.5, "1200.5"],
    [side("number"), side("money", { currency: "CNY" }), 12.5, { currency: "CNY", minor: 1250 }],
    [side("money", { currency: "CNY" }), side("decimal", { scale: 2 }), { currency: "CNY", minor: 1250 }, "12.50"],
    [side("money", { currency: "CNY" }), side("text"), { currency: "CNY", minor: -1 }, "-0.01"],
    [
      side("money", { currency: "CNY" }),
      side("money", { currency: "USD" }),
      { currency: "CNY", minor: 5 },
      { currency: "USD", minor: 5 },
      true,
    ],
    [side("decimal", { scale: 2 }), side("number"), "1.50", 1.5],
    [side("boolean"), side("text"), true, "true"],
    [side("date"), side("text"), "2026-03-19", "2026-03-19"],
    [side("date"), side("date_time"), "2026-03-19", "2026-03-18T16:00:00.000Z"],
    [side("date_time"), side("date"), "2026-03-18T16:00:00.000Z", "2026-03-19"],
    [side("date_time"), side("date"), "2026-03-18T17:00:00.000Z", "2026-03-19", true],
    [side("select", options), side("text"), "red", "Red"],
    [side("select", options), side("multi_select", options), "red", ["red"]],
    [side("multi_select", options), side("select", options), ["red"], "red"],
    [side("multi_select", options), side("select", options), ["red", "blue"], "red", true],
    [side("multi_select", options), side("text"), ["red", "blue"], "Red; Blue"],
    [side("tags"), side("text"), ["a", "b"], "a; b"],
    [
      side("reference", { object: "o" }),
      side("multi_reference", { object: "o" }),
      "018f0000-0000-7000-8000-000000000000",
      ["018f0000-0000-7000-8000-000000000000"],
    ],
    [
      side("multi_reference", { object: "o" }),
      side("reference", { object: "o" }),
      ["018f0000-0000-7000-8000-000000000000"],
      "018f0000-0000-7000-8000-000000000000",
    ],
  ];
  it.each(
    table.map(([from, to, value, becomes, loses]) => ({
      from,
      to,
      value,
      becomes,
      loses,
      name: `${from.fieldType.name} ${JSON.stringify(value)} → ${to.fieldType.name}`,
    })),
  )("$name", ({ from, to, value, becomes, loses }) => {
    const found = converter(from, to, reading)(value);
    expect(found.value).toEqual(becomes);
    expect(found.loses === undefined ? undefined : true).toBe(loses);
  });

  it("comes back to the letter from wherever it was, as long as nobody changed it", () => {
    const types = [
      side("text"),
      side("number"),
      side("decimal"),
      side("date"),
      side("date_time"),
      side("boolean"),
      side("select", options),
      side("tags"),
      side("money", { currency: "CNY" }),
    ];
    const texts = fc.oneof(
      fc.string({ minLength: 1, maxLength: 30 }),
      fc.double({ noNaN: true }).map(String),
      fc.constantFrom("Red", "红", "yes", "2026-03-19", "1,200.5", "0012"),
    );
    fc.assert(
      fc.property(texts, fc.nat({ max: types.length - 1 }), fc.boolean(), (text, at, inChinese) => {
        const [from, to] = [types[0]!, types[at]!];
        const read = { ...reading, locale: inChinese ? "zh" : "en" };
        const there = becoming(from, to, read)(text, undefined);
        expect(becoming(to, from, reading)(there.value, text).value).toBe(text);
        // whatever it becomes is a value of the type
        if (there.value !== undefined) expect(to.fieldType.value(to.settings).safeParse(there.value).success).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { codeOfIssue } from "../read-value.ts";
import { fields } from "./index.ts";

const options = {
  small: { label: { en: "Small", zh: "小" }, order: "a0" },
  large: { label: { en: "Large", zh: "大" }, order: "a1", tone: "info" as const },
};

/** type, settings, what is sent, what is kept, what fills the slot, what people read */
const taken: readonly [string, Record<string, unknown>, unknown, unknown, unknown, { en: string; zh: string }][] = [
  ["text", {}, "a b", "a b", "a b", { en: "a b", zh: "a b" }],
  ["text", {}, "字".repeat(300), "字".repeat(300), "字".repeat(256), { en: "字".repeat(300), zh: "字".repeat(300) }],
  ["text", {}, "😀".repeat(1_000), "😀".repeat(1_000), "😀".repeat(256), { en: "😀".repeat(1_000), zh: "😀".repeat(1_000) }],
  ["long_text", {}, "a\nb", "a\nb", "a\nb", { en: "a\nb", zh: "a\nb" }],
  ["number", {}, 1234.5, 1234.5, 1234.5, { en: "1,234.5", zh: "1,234.5" }],
  ["number", { integer: true }, -0, 0, 0, { en: "0", zh: "0" }],
  ["decimal", {}, "1.5", "1.50", 150n, { en: "1.50", zh: "1.50" }],
  ["decimal", {}, 0.1, "0.10", 10n, { en: "0.10", zh: "0.10" }],
  ["decimal", {}, "-0.05", "-0.05", -5n, { en: "-0.05", zh: "-0.05" }],
  ["decimal", {}, "-0.00", "0.00", 0n, { en: "0.00", zh: "0.00" }],
  ["decimal", { scale: 0 }, 42, "42", 42n, { en: "42", zh: "42" }],
  [
    "decimal",
    { scale: 4 },
    "90071992547409.9312",
    "90071992547409.9312",
    900719925474099312n,
    { en: "90,071,992,547,409.9312", zh: "90,071,992,547,409.9312" },
  ],
  ["money", { currency: "CNY" }, "1680", { currency: "CNY", minor: 168000 }, 168000n, { en: "¥1,680.00", zh: "¥1,680.00" }],
  ["money", { currency: "CNY" }, 19.99, { currency: "CNY", minor: 1999 }, 1999n, { en: "¥19.99", zh: "¥19.99" }],
  ["money", { currency: "CNY" }, { amount: "19.99" }, { currency: "CNY", minor: 1999 }, 1999n, { en: "¥19.99", zh: "¥19.99" }],
  ["money", { currency: "CNY" }, { currency: "CNY", amount: "-0.01" }, { currency: "CNY", minor: -1 }, -1n, { en: "-¥0.01", zh: "-¥0.01" }],
  ["money", { currency: "JPY" }, "1680", { currency: "JPY", minor: 1680 }, 1680n, { en: "¥1,680", zh: "¥1,680" }],
  ["money", { currency: "KWD" }, "1.234", { currency: "KWD", minor: 1234 }, 1234n, { en: "KWD\u00a01.234", zh: "KWD\u00a01.234" }],
  ["percent", {}, 12.5, "12.50", 1250n, { en: "12.5%", zh: "12.5%" }],
  ["boolean", {}, true, true, true, { en: "Yes", zh: "是" }],
  ["date", {}, "2024-02-29", "2024-02-29", "2024-02-29T00:00:00.000Z", { en: "Feb 29, 2024", zh: "2024年2月29日" }],
  [
    "date_time",
    { timezone: "Asia/Shanghai" },
    "2026-03-19T14:30:00+08:00",
    "2026-03-19T06:30:00.000Z",
    "2026-03-19T06:30:00.000Z",
    { en: "Mar 19, 2026, 2:30 PM", zh: "2026年3月19日 14:30" },
  ],
  ["select", { options }, "large", "large", "large", { en: "Large", zh: "大" }],
  ["multi_select", { options }, ["large", "small", "large"], ["small", "large"], null, { en: "Small, Large", zh: "小、大" }],
  [
    "reference",
    { object: "merchant" },
    "019A0000-0000-7000-8000-000000000001",
    "019a0000-0000-7000-8000-000000000001",
    "019a0000-0000-7000-8000-000000000001",
    { en: "019a0000-0000-7000-8000-000000000001", zh: "019a0000-0000-7000-8000-000000000001" },
  ],
  ["auto_number", { mask: "O-{0000}" }, "O-0042", "O-0042", "O-0042", { en: "O-0042", zh: "O-0042" }],
  ["email", {}, " Li.Lei@Example.COM ", "Li.Lei@example.com", "Li.Lei@example.com", { en: "Li.Lei@example.com", zh: "Li.Lei@example.com" }],
  ["phone", {}, "+86 138-0013-8000", "+8613800138000", "+8613800138000", { en: "+8613800138000", zh: "+8613800138000" }],
  [
    "url",
    {},
    "https://example.com/a?b=1",
    "https://example.com/a?b=1",
    "https://example.com/a?b=1",
    { en: "https://example.com/a?b=1", zh: "https://example.com/a?b=1" },
  ],
];

/** type, settings, what is sent, the problem */
const refused: readonly [string, Record<string, unknown>, unknown, string][] = [
  ["text", {}, 1, "wrong_type"],
  ["text", {}, "a\u0000b", "invalid"],
  ["text", {}, "\ud800", "invalid"],
  ["text", { maxLength: 3 }, "abcd", "out_of_range"],
  ["text", { minLength: 3 }, "ab", "out_of_range"],
  ["number", {}, "1", "wrong_type"],
  ["number", {}, NaN, "wrong_type"],
  ["number", { integer: true }, 1.5, "invalid"],
  ["number", { min: 1, max: 5 }, 0, "out_of_range"],
  ["decimal", {}, "1.505", "invalid"],
  ["decimal", {}, "1e3", "wrong_type"],
  ["decimal", {}, "１", "wrong_type"],
  ["decimal", {}, "100000000000000000", "out_of_range"],
  ["money", { currency: "CNY" }, "19.999", "invalid"],
  ["money", { currency: "JPY" }, "1.5", "invalid"],
  ["money", { currency: "CNY" }, { currency: "USD", minor: 1 }, "invalid"],
  ["money", { currency: "CNY" }, { currency: "CNY", minor: 1.5 }, "wrong_type"],
  ["money", { currency: "CNY" }, { currency: "CNY", minor: 1, note: "x" }, "wrong_type"],
  ["money", { currency: "CNY" }, "90071992547409.92", "out_of_range"],
  ["money", { currency: "CNY", min: "0.01" }, 0, "out_of_range"],
  ["money", { currency: "CNY" }, true, "wrong_type"],
  ["percent", {}, 101, "out_of_range"],
  ["boolean", {}, "true", "wrong_type"],
  ["date", {}, "2023-02-29", "wrong_type"],
  ["date", {}, "2026-3-9", "wrong_type"],
  ["date", { min: "2026-01-01" }, "2025-12-31", "out_of_range"],
  ["date_time", {}, "2026-03-19T14:30:00", "wrong_type"],
  ["date_time", {}, "2026-02-30T00:00:00Z", "wrong_type"],
  ["select", { options }, "lage", "not_an_option"],
  ["select", { options }, "constructor", "not_an_option"],
  ["multi_select", { options }, "small", "wrong_type"],
  ["multi_select", { options, max: 1 }, ["small", "large"], "out_of_range"],
  ["reference", { object: "merchant" }, "1", "wrong_type"],
  ["email", {}, "a@b", "invalid"],
  ["email", {}, "a b@c.de", "invalid"],
  ["phone", {}, "call me", "invalid"],
  ["url", {}, "javascript:alert(1)", "invalid"],
  ["url", {}, "ftp://example.com", "invalid"],
];

describe("field types", () => {
  it("every file in metadata/fields is in the list", () => {
    const files = readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith(".ts") && file !== "index.ts" && !file.endsWith(".test.ts"))
      .map((file) => file.slice(0, -3))
      .sort();
    expect([...fields.names].sort()).toEqual(files);
  });

  it.each(taken)("%s %j takes %j", (name, settings, sent, kept, slot, texts) => {
    const type = fields.get(name)!;
    const config = type.config.parse(settings);
    const schema = type.value(config);
    expect(schema.parse(sent)).toEqual(kept);
    expect(schema.parse(kept), "its own output").toEqual(kept);
    expect(type.toSlot(kept, config)).toEqual(slot);
    expect(type.toText(kept, config, "en")).toBe(texts.en);
    expect(type.toText(kept, config, "zh")).toBe(texts.zh);
  });

  it.each(refused)("%s %j refuses %j: %s", (name, settings, sent, code) => {
    const type = fields.get(name)!;
    const result = type.value(type.config.parse(settings)).safeParse(sent);
    expect(result.success).toBe(false);
    expect(result.error!.issues.map(codeOfIssue)).toEqual([code]);
    expect(result.error!.issues[0]!.message).toMatch(/^[A-Z"].{5,}/);
  });

  it.each(fields.all.map((type) => [type.name, type] as const))("%s draws its property panel and its API shape", (name, type) => {
    const panel = z.toJSONSchema(type.config) as { properties?: Record<string, { title?: string; label?: { en: string; zh: string } }> };
    for (const [key, property] of Object.entries(panel.properties ?? {})) {
      expect(property.title, `${name}.${key}`).toBeTruthy();
      expect(property.label?.zh, `${name}.${key}`).toMatch(/\p{Script=Han}/u);
    }
    const settings = taken.find(([each]) => each === name)?.[1] ?? {};
    const shape = z.toJSONSchema(type.value(type.config.parse(settings)), { io: "input" });
    expect(shape["type"]).toBeTypeOf("string");
  });

  it("a suggestion for a misspelt option", () => {
    const type = fields.get("select")!;
    expect(type.value({ options }).safeParse("smal").error!.issues[0]!.message).toBe('"smal" is not an option; did you mean "small"?');
  });

  it("numbers a record from a sequence", () => {
    const type = fields.get("auto_number")!;
    expect(type.fromSequence!(42, { mask: "{00000}" })).toBe("00042");
    expect(type.fromSequence!(123456, { mask: "O-{000}/CN" })).toBe("O-123456/CN");
    expect(type.config.safeParse({ mask: "no zeros" }).success).toBe(false);
  });
});

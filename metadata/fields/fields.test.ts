import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { storageOf } from "../field-type.ts";
import { codeOfIssue } from "../read-value.ts";
import { fields } from "./index.ts";

const options = {
  small: { label: { en: "Small", zh: "小" }, order: "a0" },
  large: { label: { en: "Large", zh: "大" }, order: "a1", tone: "info" as const },
};

const both = (text: string) => ({ en: text, zh: text });
const id = (digit: string) => `019a0000-0000-7000-8000-00000000000${digit}`;
const kept = { id: id("1"), name: "a.pdf", mediaType: "application/pdf", size: 3 };
const instant = "2026-03-19T06:30:00.000Z";

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
  ["decimal", { scale: 0 }, 9007199254740991, "9007199254740991", 9007199254740991n, both("9,007,199,254,740,991")],
  ["decimal", {}, 1234567890123.45, "1234567890123.45", 123456789012345n, both("1,234,567,890,123.45")],
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
  ["rich_text", {}, "<P>a <b>b</b><script>x</script></P>", "<p>a <strong>b</strong></p>", "<p>a <strong>b</strong></p>", both("a b")],
  ["rich_text", {}, "1 < 2 & 3", "1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3", both("1 < 2 & 3")],
  ["rich_text", {}, "<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>", both("a\nb")],
  ["markdown", {}, "# a\n*b*", "# a\n*b*", "# a\n*b*", both("# a\n*b*")],
  ["time", {}, "9:30", "09:30", "09:30", both("09:30")],
  ["time", {}, "18：45", "18:45", "18:45", both("18:45")],
  ["time", {}, "23:59:00", "23:59", "23:59", both("23:59")],
  ["duration", {}, 5400, 5400, 5400, { en: "1 h 30 min", zh: "1 小时 30 分钟" }],
  ["duration", {}, "90", 5400, 5400, { en: "1 h 30 min", zh: "1 小时 30 分钟" }],
  ["duration", { unit: "hours" }, "1.5", 5400, 5400, { en: "1 h 30 min", zh: "1 小时 30 分钟" }],
  ["duration", {}, "25:00:05", 90_005, 90_005, { en: "1 d 1 h 5 s", zh: "1 天 1 小时 5 秒" }],
  ["duration", {}, "1 小时 30 分钟", 5400, 5400, { en: "1 h 30 min", zh: "1 小时 30 分钟" }],
  ["duration", {}, "PT0S", 0, 0, { en: "0 min", zh: "0 分钟" }],
  ["tags", {}, ["b", " a ", "b", ""], ["b", "a"], null, { en: "b, a", zh: "b、a" }],
  ["tags", {}, "x，y、z", ["x", "y", "z"], null, { en: "x, y, z", zh: "x、y、z" }],
  ["rating", {}, 4, 4, 4, both("4/5")],
  ["rating", { max: 10 }, "9/10", 9, 9, both("9/10")],
  ["colour", {}, "#1E90FF", "#1e90ff", "#1e90ff", both("#1e90ff")],
  ["colour", {}, "0af", "#00aaff", "#00aaff", both("#00aaff")],
  ["user", {}, "u_1-A", "u_1-A", "u_1-A", both("u_1-A")],
  ["file", {}, [kept], [kept], null, both("a.pdf")],
  ["file", {}, kept.id.toUpperCase(), [{ ...kept, name: "", mediaType: "application/octet-stream", size: 0 }], null, both("")],
  [
    "image",
    { maxFiles: 2 },
    [kept, kept, { ...kept, id: id("2") }],
    [kept, { ...kept, id: id("2") }],
    null,
    { en: "a.pdf, a.pdf", zh: "a.pdf、a.pdf" },
  ],
  ["signature", {}, [kept], kept, null, { en: "Signed", zh: "已签名" }],
  ["location", {}, { lat: 31.2304, lng: 121.47371234567 }, { lat: 31.2304, lng: 121.4737123 }, null, both("31.2304, 121.4737123")],
  ["location", {}, "-31.5，121", { lat: -31.5, lng: 121 }, null, both("-31.5, 121")],
  [
    "address",
    {},
    { country: "cn", region: "上海市", city: "上海市", street: " 南京东路 1 号 ", postalCode: "200001" },
    { country: "CN", region: "上海市", city: "上海市", street: "南京东路 1 号", postalCode: "200001" },
    null,
    { en: "南京东路 1 号, 上海市, 上海市 200001, China", zh: "中国上海市南京东路 1 号 200001" },
  ],
  ["address", {}, "1 Main St", { street: "1 Main St" }, null, both("1 Main St")],
  ["region", { levels: 2, root: "CN" }, "CN-44-4403", "CN-44-4403", "CN-44-4403", both("广东省 深圳市")],
  ["region", { levels: 2, root: "CN" }, "广东深圳", "CN-44-4403", "CN-44-4403", both("广东省 深圳市")],
  ["region", { levels: 3, root: "CN" }, "广东省 深圳市 南山区", "CN-44-4403-440305", "CN-44-4403-440305", both("广东省 深圳市 南山区")],
  ["region", { levels: 3, root: "CN" }, "北京市 东城区", "CN-11-1101-110101", "CN-11-1101-110101", both("北京市 东城区")],
  ["region", { levels: 1, root: "CN-44" }, "广州市", "CN-44-4401", "CN-44-4401", both("广州市")],
  ["region", { levels: 3 }, "CN-44-4403", "CN-44-4403", "CN-44-4403", { en: "China 广东省 深圳市", zh: "中国 广东省 深圳市" }],
  ["region", { levels: 1 }, "Japan", "JP", "JP", { en: "Japan", zh: "日本" }],
  ["json", {}, { a: [1, null, "x"] }, { a: [1, null, "x"] }, null, both('{"a":[1,null,"x"]}')],
  ["json", {}, ' {"a":1}', { a: 1 }, null, both('{"a":1}')],
  ["json", {}, "[not json", "[not json", null, both("[not json")],
  ["code", { language: "sql" }, "select 1\n", "select 1\n", "select 1\n", both("select 1\n")],
  ["multi_reference", { object: "dish" }, [id("1"), id("2"), id("1")], [id("1"), id("2")], null, both(`${id("1")}, ${id("2")}`)],
  ["multi_reference", { object: "dish" }, `${id("1")}, ${id("2").toUpperCase()}`, [id("1"), id("2")], null, both(`${id("1")}, ${id("2")}`)],
  [
    "polymorphic_reference",
    { objects: ["dish", "shop"] },
    `shop/${id("1")}`,
    { object: "shop", id: id("1") },
    null,
    both(`shop/${id("1")}`),
  ],
  ["master_detail", { object: "order" }, id("1"), id("1"), id("1"), both(id("1"))],
  ["tree", {}, id("1"), id("1"), id("1"), both(id("1"))],
  ["line_items", { object: "line", by: "order" }, [{ dish: "x" }], [{ dish: "x" }], null, { en: "1 line", zh: "1 行" }],
  ["formula", { logic: 1, result: { type: "decimal", scale: 3 } }, "1.5", "1.500", 1500n, both("1.500")],
  ["formula", { logic: 1, result: { type: "text" } }, "ab", "ab", "ab", both("ab")],
  ["formula", { logic: 1, result: { type: "money", currency: "CNY" } }, "1", { currency: "CNY", minor: 100 }, 100n, both("¥1.00")],
  ["roll_up", { object: "line", by: "order", fn: "count" }, 3, 3, null, both("3")],
  ["look_through", { reference: "shop", field: "name" }, "a", "a", null, both("a")],
  ["created_at", { timezone: "Asia/Shanghai" }, instant, instant, instant, { en: "Mar 19, 2026, 2:30 PM", zh: "2026年3月19日 14:30" }],
  ["updated_at", { timezone: "Asia/Shanghai" }, instant, instant, instant, { en: "Mar 19, 2026, 2:30 PM", zh: "2026年3月19日 14:30" }],
  ["created_by", {}, "u1", "u1", "u1", both("u1")],
  ["updated_by", {}, "u1", "u1", "u1", both("u1")],
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
  // as JSON.parse reads 90071992547409.93 and 9007199254740993
  ["decimal", {}, 90071992547409.94, "invalid"],
  ["decimal", { scale: 0 }, 9007199254740992, "invalid"],
  ["money", { currency: "CNY" }, 70368744177664.02, "invalid"],
  ["money", { currency: "CNY" }, { amount: -70368744177664.02 }, "invalid"],
  ["decimal", {}, "1e3", "wrong_type"],
  ["decimal", {}, "１", "wrong_type"],
  ["decimal", {}, "100000000000000000", "out_of_range"],
  ["decimal", {}, 1e48, "out_of_range"],
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
  ["rich_text", { maxLength: 3 }, "<p>abcd</p>", "out_of_range"],
  ["rich_text", {}, 1, "wrong_type"],
  ["markdown", { maxLength: 3 }, "abcd", "out_of_range"],
  ["time", {}, "24:00", "wrong_type"],
  ["time", {}, "9", "wrong_type"],
  ["duration", {}, "soon", "wrong_type"],
  ["duration", {}, "", "wrong_type"],
  ["duration", {}, 1.5, "invalid"],
  ["duration", {}, -1, "out_of_range"],
  ["tags", {}, [1], "wrong_type"],
  ["tags", {}, ["x".repeat(65)], "out_of_range"],
  ["tags", {}, Array.from({ length: 51 }, (_, each) => `t${each}`), "out_of_range"],
  ["rating", {}, 0, "out_of_range"],
  ["rating", {}, 6, "out_of_range"],
  ["rating", {}, 1.5, "invalid"],
  ["rating", {}, "good", "wrong_type"],
  ["colour", {}, "red", "wrong_type"],
  ["colour", {}, "#12345", "wrong_type"],
  ["user", {}, "a b", "wrong_type"],
  ["user", {}, "u".repeat(65), "wrong_type"],
  ["file", {}, ["x"], "wrong_type"],
  ["file", { maxFiles: 1 }, [id("1"), id("2")], "out_of_range"],
  ["file", {}, [{ ...kept, mediaType: "a b" }], "invalid"],
  ["signature", {}, [kept, kept], "wrong_type"],
  ["location", {}, { lat: 91, lng: 0 }, "out_of_range"],
  ["location", {}, { lat: "1", lng: 0 }, "wrong_type"],
  ["location", {}, { lat: 1, lng: 0, alt: 1 }, "wrong_type"],
  ["address", {}, { town: "x" }, "unknown_key"],
  ["address", {}, { country: "XX" }, "invalid"],
  ["address", {}, {}, "invalid"],
  ["region", { levels: 2, root: "CN" }, "CN-44-4501", "not_an_option"],
  ["region", { levels: 2, root: "CN" }, "US", "not_an_option"],
  ["region", { levels: 2, root: "CN" }, "CN-44-4403-440305", "out_of_range"],
  ["region", { levels: 2, root: "CN" }, "亚特兰蒂斯", "not_an_option"],
  ["json", { maxBytes: 10 }, "x".repeat(20), "out_of_range"],
  ["json", {}, { a: "\u0000" }, "invalid"],
  ["json", {}, JSON.parse('{"__proto__":1}'), "invalid"],
  ["code", {}, 1, "wrong_type"],
  ["multi_reference", { object: "dish", max: 1 }, [id("1"), id("2")], "out_of_range"],
  ["multi_reference", { object: "dish" }, ["1"], "wrong_type"],
  ["polymorphic_reference", { objects: ["dish"] }, { object: "shop", id: id("1") }, "not_an_option"],
  ["polymorphic_reference", { objects: ["dish"] }, { object: "dish", id: "1" }, "wrong_type"],
  ["master_detail", { object: "order" }, "1", "wrong_type"],
  ["tree", {}, 1, "wrong_type"],
  ["line_items", { object: "line", by: "order" }, ["x"], "wrong_type"],
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
    expect(shape["type"] ?? shape["description"]).toBeTruthy();
  });

  it("a suggestion for a misspelt option", () => {
    const type = fields.get("select")!;
    expect(type.value({ options }).safeParse("smal").error!.issues[0]!.message).toBe('"smal" is not an option; did you mean "small"?');
  });

  it("numbers a record from a sequence", () => {
    const type = fields.get("auto_number")!;
    const at = "2026-03-31T23:30:00.000Z";
    expect(type.fromSequence!(42, { mask: "{00000}" }, at)).toBe("00042");
    expect(type.fromSequence!(123456, { mask: "O-{000}/CN" }, at)).toBe("O-123456/CN");
    expect(type.fromSequence!(7, { mask: "{YYYY}{MM}{DD}-{000}" }, at)).toBe("20260331-007");
    expect(type.fromSequence!(7, { mask: "{YY}{MM}{DD}-{000}", timezone: "Asia/Shanghai" }, at)).toBe("260401-007");
    expect(type.config.safeParse({ mask: "no zeros" }).success).toBe(false);
    expect(type.config.safeParse({ mask: "{0}{YYY}" }).success).toBe(false);
  });

  it("counts anew each year, month or day, where the pattern tells them apart", () => {
    const type = fields.get("auto_number")!;
    const at = "2026-03-31T23:30:00.000Z";
    const restarts = ["never", "year", "month", "day"] as const;
    expect(restarts.map((restart) => type.sequenceOf!({ restart }, at))).toEqual(["", "2026", "202603", "20260331"]);
    expect(type.sequenceOf!({ restart: "month", timezone: "Asia/Shanghai" }, at)).toBe("202604");
    expect(type.config.safeParse({ restart: "month", mask: "{YYYY}{MM}{000}" }).success).toBe(true);
    for (const mask of ["{000}", "{MM}{000}", "{YYYY}{000}"]) expect(type.config.safeParse({ restart: "month", mask }).success).toBe(false);
  });

  it("what a roll-up makes of a field", () => {
    const type = fields.get("roll_up")!;
    const made = (fn: string, of: string, settings: object) => {
      const source = { type: fields.get(of)!, settings };
      const settled = type.settle!({ object: "line", by: "order", fn, field: "f" }, { object: "order", fieldAt: () => source });
      return {
        type: type.type(settled),
        storage: storageOf(type, settled),
        currency: type.currency!(settled),
        settings: settled.source?.settings,
      };
    };
    expect(made("sum", "money", { currency: "CNY", max: "5" })).toMatchObject({ type: "money", storage: "integer", currency: "CNY" });
    expect(made("avg", "money", { currency: "CNY" })).toMatchObject({ type: "money", currency: "CNY" });
    expect(made("avg", "decimal", { scale: 3 })).toMatchObject({ type: "decimal", settings: { scale: 7 } });
    expect(made("sum", "percent", {})).toMatchObject({ type: "decimal", settings: { scale: 2 } });
    expect(made("sum", "number", { max: 3 })).toEqual({ type: "number", storage: "float", currency: undefined, settings: {} });
    expect(made("avg", "rating", {})).toMatchObject({ type: "decimal", settings: { scale: 4 } });
    expect(made("max", "date", {})).toMatchObject({ type: "date", storage: "date" });
    expect(made("sum", "text", {}).settings, "texts have no sum").toBeUndefined();
    expect(type.config.safeParse({ object: "line", by: "order", fn: "sum" }).success).toBe(false);
    expect(type.config.safeParse({ object: "line", by: "order", fn: "count", field: "f" }).success).toBe(false);
  });

  it("a look-through reads like the field it looks at", () => {
    const type = fields.get("look_through")!;
    const at = (name: string) =>
      name === "shop"
        ? { type: fields.get("reference")!, settings: { object: "shop" } }
        : { type: fields.get("select")!, settings: { options } };
    const settled = type.settle!({ reference: "shop", field: "size" }, { object: "order", fieldAt: (_, field) => at(field) });
    expect(type.toText("large", settled, "zh")).toBe("大");
    expect(storageOf(type, settled)).toBe("text");
    expect(type.shownLike!(settled)!.type.name).toBe("select");
  });

  it("takes a link out of what it holds", () => {
    const multi = fields.get("multi_reference")!.linksTo!;
    expect(multi.without([id("1"), id("2")], { object: "dish", id: id("1") })).toEqual([id("2")]);
    expect(multi.without([id("1")], { object: "dish", id: id("1") })).toBeNull();
    const any = fields.get("polymorphic_reference")!.linksTo!;
    const value = { object: "dish", id: id("1") };
    expect(any.without(value, { object: "shop", id: id("1") })).toEqual(value);
    expect(any.without(value, value)).toBeNull();
    expect(any.of(value, { objects: ["dish"] })).toEqual([value]);
  });

  const settingsFor = (name: string) => fields.get(name)!.config.parse(taken.find(([each]) => each === name)?.[1] ?? {});
  it.each(fields.names)("%s: what was read is read again as it is, and has a text", (name) => {
    const type = fields.get(name)!;
    const settings = settingsFor(name);
    const sent = taken.filter(([each]) => each === name).map(([, , each]) => each);
    const anything = fc.oneof(
      fc.constantFrom(...sent, "a"),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^[<>a-z/="&;# 0-9:,.]{0,40}$/),
      fc.jsonValue(),
      fc.double(),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom("en", "zh"), (input, locale) => {
        const read = type.value(settings).safeParse(input);
        if (!read.success) return;
        expect(type.value(settings).parse(read.data)).toEqual(read.data);
        expect(type.toText(read.data, settings, locale)).toBeTypeOf("string");
        expect(typeof (type.searched?.(read.data, settings) ?? "")).toBe("string");
        type.toSlot(read.data, settings);
      }),
      { numRuns: 300 },
    );
  });
});

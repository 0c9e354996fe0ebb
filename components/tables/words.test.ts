import { describe, expect, test } from "vitest";
import type { Cell, TableRow } from "#metadata";
import type { Column } from "./column.ts";
import { cellsWords, cellWords, rowWords } from "./words.ts";

const column = (id: string, en: string, zh: string, type: Column["type"], more: Partial<Column> = {}): Column => ({
  id,
  side: "input",
  name: id,
  label: { en, zh },
  type,
  options: [],
  currency: type === "money" ? "CNY" : undefined,
  ...more,
});
const channels = [
  { id: "app", label: "App" },
  { id: "mini", label: { en: "Mini program", zh: "小程序" } },
  { id: "web", label: { en: "Web", zh: "网页" } },
];
const columns: readonly Column[] = [
  column("channel", "Channel", "渠道", "enum", { options: channels }),
  column("amount", "Amount", "金额", "money"),
  column("bin", "BIN", "卡号段", "text"),
  column("day", "Weekday", "星期", "weekday"),
  column("hour", "Time", "时间", "time"),
  column("on", "Date", "日期", "date"),
  column("tags", "Customer tags", "客户标签", "set"),
  column("vip", "VIP", "会员", "boolean"),
  column("method", "Method", "支付方式", "enum", {
    side: "output",
    options: [
      { id: "bank", label: { en: "Bank transfer", zh: "银行转账" } },
      { id: "card", label: { en: "Card", zh: "银行卡" } },
    ],
  }),
  column("fee", "Fee", "费率", "number", { side: "output" }),
  column("show", "Shown", "显示", "boolean", { side: "output" }),
];
const wording = (locale: string) => ({ columns, locale, sayLogic: () => (locale === "zh" ? "金额大于限额" : "amount is over the limit") });
const row = (cells: Record<string, Cell>, more: Partial<TableRow> = {}): TableRow => ({
  order: "a0",
  cells,
  out: { method: "bank" },
  ...more,
});
const both = (each: TableRow, table: Parameters<typeof rowWords>[1] = { hit: "C" }): string[] =>
  ["en", "zh"].map((locale) => rowWords(each, table, wording(locale)));

describe("a row in words", () => {
  test("conditions and what is offered", () => {
    expect(both(row({ channel: { eq: "app" }, amount: { range: [{ from: "200", to: null }] } }))).toEqual([
      "When channel is App and amount is ≥ ¥200: offer Bank transfer",
      "当渠道为 App 且金额 ≥ ¥200 时，提供：银行转账",
    ]);
  });
  test("no conditions, other outputs, rows that hide, rows that are off, times", () => {
    expect(both(row({}, { out: { method: "bank", fee: 0.0038 } }))).toEqual([
      "Always: offer Bank transfer, fee 0.0038",
      "任何情况下，提供：银行转账，费率 0.0038",
    ]);
    const hides = row({ vip: { eq: false } }, { out: { method: "card", show: false }, enabled: false });
    expect(both(hides, { hit: "C", routing: { option: "method", show: "show" } })).toEqual([
      "Off: when VIP is no: hide Card",
      "已停用：当会员为否时，不提供：银行卡",
    ]);
    const dated = row({}, { validFrom: "2026-03-16T00:00:00Z", validTo: "2026-06-30T16:00:00Z" });
    expect(both(dated, { hit: "C", timezone: "Asia/Shanghai" })[1]).toBe(
      "2026年3月16日 08:00 至 2026年7月1日 00:00，任何情况下，提供：银行转账",
    );
  });
  test("one answer: what its outputs are", () => {
    expect(both(row({ vip: { eq: true } }, { out: { method: "card", fee: 2 } }), { hit: "F" })).toEqual([
      "When VIP is yes: method is Card and fee is 2",
      "当会员为是时，支付方式为银行卡，费率为 2",
    ]);
  });
});

test.each<[Record<string, Cell>, string, string]>([
  [{ channel: { in: ["app", "mini", "web"] } }, "channel is App, Mini program, or Web", "渠道为 App、小程序或网页"],
  [{ channel: { notIn: ["app"] } }, "channel is not App", "渠道不为 App"],
  [{ channel: { missing: true }, vip: { present: true } }, "channel is not given and VIP is given", "未给出渠道且已给出会员"],
  [{ amount: { range: [{ from: "1", to: "2000" }] } }, "amount is from ¥1 to under ¥2,000", "金额在 ¥1 至 ¥2,000 之间（不含 ¥2,000）"],
  [{ amount: { range: [{ from: "1", to: "5", bounds: "(]" }] } }, "amount is over ¥1 to ¥5", "金额在 ¥1 至 ¥5 之间（不含 ¥1）"],
  [
    {
      amount: {
        range: [
          { from: null, to: "5" },
          { from: "9", to: null, bounds: "()" },
        ],
      },
    },
    "amount is < ¥5 or > ¥9",
    "金额 < ¥5 或 > ¥9",
  ],
  [{ bin: { prefix: ["4111", "42"] } }, "BIN begins with 4111 or 42", "卡号段以 4111 或 42 开头"],
  [{ day: { in: [1, 2, 3, 4, 5] } }, "weekday is Mon to Fri", "星期为周一至周五"],
  [{ day: { in: [7, 6] } }, "weekday is Sat or Sun", "星期为周六或周日"],
  [{ hour: { range: [{ from: "22:00", to: "02:00" }] } }, "time is from 22:00 until 02:00 the next day", "时间在 22:00 至次日 02:00 之间"],
  [{ on: { range: [{ from: "2026-03-19", to: null }] } }, "date is from Mar 19, 2026", "日期不早于 2026年3月19日"],
  [{ tags: { hasAny: ["gold", "staff"] } }, "customer tags include gold or staff", "客户标签包含 gold 或 staff"],
  [{ tags: { hasAll: ["gold", "staff"] } }, "customer tags include gold and staff", "客户标签同时包含 gold、staff"],
  [{ amount: { logic: { ">": [{ var: "amount" }, { var: "limit" }] } } }, "amount is over the limit", "金额大于限额"],
  [{ channel: { any: true } }, "", ""],
])("%j", (cells, en, zh) => {
  expect(cellsWords(cells, wording("en"))).toBe(en);
  expect(cellsWords(cells, wording("zh"))).toBe(zh);
});

test("one cell without its column", () => {
  const amount = columns[1]!;
  expect(cellWords({ range: [{ from: "2000", to: null }] }, amount, wording("en"))).toBe("≥ ¥2,000");
  expect(cellWords({ any: true }, amount, wording("zh"))).toBe("任意");
});

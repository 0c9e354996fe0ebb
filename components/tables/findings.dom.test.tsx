import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test, vi } from "vitest";
import type { TableDocument, TableRow } from "#metadata";
import { analyseTable } from "#runtime/rules";
import { messagesFor } from "../i18n/messages/index.ts";
import { columnsOf } from "./column.ts";
import type { Judged } from "./examples/judge.ts";
import { Findings } from "./findings.tsx";

afterEach(cleanup);

const options = {
  app: { label: "App", order: "a0" },
  web: { label: { en: "Web", zh: "网页" }, order: "a1" },
};
const methods = { bank: { label: { en: "Bank transfer", zh: "银行转账" }, order: "a0" } };
const tableOf = (
  hit: TableDocument["hit"],
  rows: Record<string, Omit<TableRow, "order">>,
  more: Partial<TableDocument> = {},
): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit,
  currency: "CNY",
  inputs: {
    channel: { name: "channel", label: { en: "Channel", zh: "渠道" }, type: "enum", order: "a0", options },
    amount: { name: "amount", label: { en: "Amount", zh: "金额" }, type: "money", order: "a1" },
  },
  outputs: {
    method: { name: "method", label: { en: "Method", zh: "支付方式" }, type: "enum", order: "a0", options: methods },
    fee: { name: "fee", label: { en: "Fee", zh: "费率" }, type: "number", order: "a1" },
  },
  rows: Object.fromEntries(Object.entries(rows).map(([id, row], at) => [id, { ...row, order: `a${at}` }])),
  ...more,
});

function show(table: TableDocument, locale: "en" | "zh" = "en", failing: readonly Judged[] = []) {
  const heard = { onShow: vi.fn(), onGo: vi.fn(), onCure: vi.fn(), onExamples: vi.fn() };
  const columns = columnsOf(table, new Map());
  const ids = Object.keys(table.rows);
  const { findings } = analyseTable(table, { now: "2026-03-19T06:30:00.000Z" });
  render(
    <IntlProvider locale={locale} messages={messagesFor(locale, ["studio"]) as never} timeZone="UTC">
      <Findings
        table={table}
        problems={[]}
        failing={failing}
        analysis={{ findings, complete: true, pending: false, type: () => undefined }}
        wording={{ columns, locale, sayLogic: JSON.stringify }}
        places={new Map(ids.map((id, at) => [id, at + 1]))}
        bench={{ own: ids, ownColumns: new Set(["channel", "amount"]), newId: () => "new", newOut: () => ({ method: "bank" }) }}
        shown={undefined}
        {...heard}
      />
    </IntlProvider>,
  );
  return { heard, user: userEvent.setup(), findings };
}
const from = (low: string | null, high: string | null) => ({ range: [{ from: low, to: high }] });
const bank = { method: "bank", fee: 1 };
const overlapping = tableOf("C", {
  r1: { cells: { amount: from("1", "2000") }, out: bank },
  r2: { cells: { amount: from("1500", "5000"), channel: { eq: "app" } }, out: { method: "bank", fee: 2 } },
});

test("the worst first, each with its rows, where it is and its cure", async () => {
  const { heard, user, findings } = show(overlapping);
  const warnings = screen.getByRole("group", { name: "Warnings" });
  const line = within(warnings).getByRole("button", { name: /^Rows 1 and 2 say different things about Bank transfer/ });
  expect(line.textContent).toContain("Where channel is App and amount is from ¥1,500 to under ¥2,000, it is listed twice.");
  await user.click(line);
  expect(heard.onShow).toHaveBeenCalledExactlyOnceWith(findings[0]);
  await user.click(within(warnings).getByRole("button", { name: "Narrow row 2 to ¥2,000 – ¥5,000" }));
  expect(heard.onCure.mock.calls[0]![0]).toMatchObject({ is: "narrow", row: "r2" });
});

test("in Chinese", () => {
  show(overlapping, "zh");
  const line = screen.getByRole("button", { name: /^第 1 行与第 2 行重叠/ });
  expect(line.textContent).toBe(
    "第 1 行与第 2 行重叠，银行转账给出不同结果渠道为 App 且金额在 ¥1,500 至 ¥2,000 之间（不含 ¥2,000）时，会列出两次。",
  );
  expect(screen.getByRole("button", { name: "把第 2 行改为 ¥2,000 – ¥5,000" })).toBeDefined();
});

test.each<[string, TableDocument, RegExp, string | undefined]>([
  [
    "overlap",
    tableOf("U", { r1: { cells: { amount: from("1", null) }, out: bank }, r2: { cells: { amount: from("5", null) }, out: bank } }),
    /^Rows 1 and 2 can hit together, and only one may/,
    undefined,
  ],
  [
    "shadowed",
    tableOf("F", { r1: { out: bank }, r2: { cells: { channel: { eq: "app" } }, out: { method: "bank" } } }),
    /^Row 2 never decides Row 1 comes first and covers all of it/,
    "Delete row 2",
  ],
  [
    "shadowed by several",
    tableOf("F", {
      r1: { cells: { amount: from(null, "5") }, out: bank },
      r2: { cells: { amount: from("5", null) }, out: bank },
      r3: { cells: { amount: { present: true } }, out: { method: "bank" } },
    }),
    /^Row 3 never decides Rows 1 and 2 come first and together cover all of it/,
    "Delete row 3",
  ],
  [
    "gap",
    tableOf("F", { r1: { cells: { amount: from("5", null) }, out: bank }, r2: { cells: { channel: { eq: "app" } }, out: bank } }),
    /^No row decides where channel is Web and amount is < ¥5/,
    "Add a row for it",
  ],
  [
    "mergeable",
    tableOf("F", { r1: { cells: { channel: { eq: "app" } }, out: bank }, r2: { cells: { channel: { eq: "web" } }, out: bank } }),
    /^Rows 1 and 2 could be one row They give the same and differ in Channel alone/,
    "Merge rows",
  ],
  ["unused", tableOf("F", { r1: { cells: { channel: { present: true } }, out: bank } }), /^No row asks Amount/, "Delete column"],
  [
    "unnamed",
    tableOf("C", { r1: { cells: { channel: { eq: "app" }, amount: from("1", null) }, out: bank } }),
    /^No row names Web/,
    "Add a row for it",
  ],
  [
    "expired",
    tableOf("C", { r1: { out: bank, validTo: "2026-01-01T00:00:00Z" } }),
    /^Row 1 no longer holds It ended on Jan 1, 2026/,
    "Delete row 1",
  ],
  ["same", tableOf("C", { r1: { out: bank }, r2: { out: bank } }), /^Row 2 repeats row 1/, "Delete row 2"],
])("%s", (_, table, words, cure) => {
  show(table);
  const line = screen.getAllByRole("listitem").find((each) => words.test(textOf(each)));
  expect(line, screen.getAllByRole("listitem").map(textOf).join("\n")).toBeDefined();
  if (cure !== undefined) expect(within(line!).getByRole("button", { name: cure })).toBeDefined();
});

/** The words of an element with a space between its parts. */
const textOf = (element: Element): string =>
  [...element.querySelectorAll("button > span > span, div > span > span")].map((each) => each.textContent).join(" ");

test("an example that does not hold stops the publish, and the panel says so", async () => {
  const table = tableOf("F", {
    r1: { cells: { amount: from("5", null) }, out: bank },
    r2: { cells: { channel: { eq: "app" } }, out: bank },
  });
  const without = show(table);
  expect(screen.getByText(/publishing is not held up/)).toBeDefined();
  cleanup();
  const example = { order: "a0", label: "Small amounts", facts: {}, expect: { hits: ["r1"] } };
  const { heard, user } = show(table, "en", [
    { id: "e1", example, tried: { decision: undefined, problems: [] }, misses: [], passes: false },
  ]);
  expect(without.findings.some(({ severity }) => severity === "blocker")).toBe(false);
  expect(screen.queryByText(/publishing is not held up/)).toBeNull();
  const line = screen.getByText("Example Small amounts does not hold").closest("li")!;
  await user.click(within(line).getByRole("button", { name: "To the examples" }));
  expect(heard.onExamples).toHaveBeenCalledOnce();
});

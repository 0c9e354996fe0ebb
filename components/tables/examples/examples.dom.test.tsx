import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useMemo, useState } from "react";
import { IntlProvider } from "use-intl";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { TableDocument } from "#metadata";
import { perform } from "../../designer/behaviours/index.ts";
import type { Command } from "../../designer/commands/index.ts";
import type { DocumentKey, Documents } from "../../designer/documents.ts";
import { messagesFor } from "../../i18n/messages/index.ts";
import { columnsOf } from "../column.ts";
import { Tester } from "../tester.tsx";
import { type Facts, readFacts, tableToAsk, tryTable } from "../tester/facts.ts";
import { ExamplesRoom } from "./examples-room.tsx";
import { dependsOnTime, expectationOf, judgeExamples } from "./judge.ts";
import { keepExample } from "./keep-example.ts";

afterEach(cleanup);

/** Methods by amount, of which one is denied, one cannot be used in a country, and the first two are split. */
const routing: TableDocument = {
  kind: "table",
  id: "pay",
  name: "pay",
  label: "Pay",
  hit: "C",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  inputs: {
    amount: { name: "amount", label: "Amount", type: "money", order: "a0" },
    country: { name: "country", label: "Country", type: "text", order: "a1" },
    customer: { name: "customer", label: "Customer", type: "text", order: "a2" },
    tags: { name: "tags", label: "Tags", type: "set", order: "a3" },
  },
  outputs: {
    method: {
      name: "method",
      label: "Method",
      type: "enum",
      order: "a0",
      options: {
        alipay: { label: "Alipay", order: "a0" },
        jd: { label: "JD Pay", order: "a1" },
        bank: { label: "Bank", order: "a2" },
        ideal: { label: "iDEAL", order: "a3" },
      },
    },
    fee: { name: "fee", label: "Fee", type: "number", order: "a1" },
    show: { name: "show", label: "Show", type: "boolean", order: "a2" },
    reason: { name: "reason", label: "Reason", type: "text", order: "a3" },
  },
  rows: {
    r1: { order: "a0", out: { method: "alipay", fee: 0.38 } },
    r2: { order: "a1", cells: { amount: { range: [{ from: "200.00", to: null }] } }, out: { method: "jd", fee: 0.45 } },
    r3: { order: "a2", out: { method: "bank", show: false, reason: "RISK" } },
    r4: { order: "a3", out: { method: "ideal" } },
  },
  routing: {
    option: "method",
    show: "show",
    reason: "reason",
    facts: { country: "country" },
    capabilities: { ideal: { countries: ["NL"] } },
    split: {
      key: "customer",
      arms: { a: { order: "a0", weight: 1, options: ["alipay"] } },
    },
    fallback: ["alipay"],
  },
};
const columns = columnsOf(routing, new Map());
const none = new Map<string, string>();
const places = new Map(["r1", "r2", "r3", "r4"].map((id, at) => [id, at + 1]));

/** The tester and the list of examples over one document, as the room has them. */
function Both({ onTable }: { readonly onTable: (table: TableDocument) => void }) {
  const [table, setTable] = useState(routing);
  const [facts, setFacts] = useState<Facts>({});
  const [asOf, setAsOf] = useState<string>();
  const tried = useMemo(() => tryTable(table, columns, facts, none, { asOf }), [table, facts, asOf]);
  const judged = useMemo(() => judgeExamples(table, tableToAsk(table, columns, none)), [table]);
  const run = (_: string, commands: Command | Command[]): boolean => {
    const documents: Documents = new Map<DocumentKey, TableDocument>([["table/pay", table]]);
    const done = perform(documents, Array.isArray(commands) ? commands : [commands]);
    if (done === undefined) return false;
    const next = done.documents.get("table/pay") as TableDocument;
    setTable(next);
    onTable(next);
    return true;
  };
  return (
    <IntlProvider locale="en" messages={messagesFor("en", ["studio"]) as never} timeZone="UTC">
      <Tester
        table={table}
        published={undefined}
        publishedRevision={undefined}
        columns={columns}
        publishedColumns={columns}
        places={places}
        facts={facts}
        onFacts={setFacts}
        asOf={asOf}
        onAsOf={setAsOf}
        tried={tried}
        fromPackage={none}
        onGo={vi.fn()}
        onKeep={() =>
          run("keepExample", keepExample(table, { facts: readFacts(facts, columns).values, expect: expectationOf(table, tried) }).command)
        }
        onSimulate={vi.fn()}
        onClose={vi.fn()}
      />
      <ExamplesRoom table={table} columns={columns} judged={judged} places={places} run={run} onTry={vi.fn()} />
      <button type="button" onClick={() => run("x", { do: "set", document: "table/pay", path: ["rows", "r1", "enabled"], value: false })}>
        break it
      </button>
    </IntlProvider>
  );
}

const open = () => {
  const heard = { table: routing };
  render(<Both onTable={(table) => (heard.table = table)} />);
  return { heard, user: userEvent.setup() };
};

describe("the tester of a table that routes", () => {
  test("says what is offered with its terms, and of the rest the stage, the code and the cell that fails", async () => {
    const { user } = open();
    const tester = within(screen.getByRole("complementary", { name: "Try it" }));
    await user.type(tester.getByLabelText("Amount"), "120");
    await user.type(tester.getByLabelText("Country"), "CN");
    await user.type(tester.getByLabelText("Customer"), "c-7");
    const outputs = within(tester.getByRole("region", { name: "Outputs" }));
    expect(outputs.getAllByRole("listitem").length).toBe(1);
    expect(outputs.getByText("Alipay")).toBeTruthy();
    expect(outputs.getByText("0.38")).toBeTruthy();
    expect(outputs.getByText("Arm a, bucket 0 of 1")).toBeTruthy();
    const hidden = within(tester.getByRole("region", { name: "Why not" }));
    const [jd, bank, ideal] = hidden.getAllByRole("listitem");
    expect(jd!.textContent).toContain("¥120.00 < ¥200.00");
    expect(within(jd!).getByRole("button", { name: "row 2, 1 cell differs" })).toBeTruthy();
    expect(bank!.textContent).toContain("Hidden by a rule");
    expect(bank!.textContent).toContain("RISK");
    expect(ideal!.textContent).toContain("Capability");
    expect(ideal!.textContent).toContain("Not for this country");
    expect(ideal!.textContent).toContain("wants NL; is CN");
  });

  test("says of a fact that cannot be read why, and asks without it", async () => {
    const { user } = open();
    const tester = within(screen.getByRole("complementary", { name: "Try it" }));
    await user.type(tester.getByLabelText("Amount"), "much");
    expect(await tester.findByText("“much” is not an amount")).toBeTruthy();
    expect(tester.getByText("Alipay")).toBeTruthy();
  });
});

describe("examples", () => {
  test("a kept run passes, fails when the draft answers otherwise, and can ask for the new answer or go", async () => {
    const { heard, user } = open();
    const tester = within(screen.getByRole("complementary", { name: "Try it" }));
    expect(screen.getByText("No examples yet")).toBeTruthy();
    await user.type(tester.getByLabelText("Amount"), "300");
    await user.click(tester.getByRole("button", { name: "Save as example" }));
    expect(Object.values(heard.table.examples ?? {})).toMatchObject([
      { facts: { amount: "300" }, expect: { options: ["alipay", "jd", "ideal"] } },
    ]);
    expect(await screen.findByText("The example passes")).toBeTruthy();

    await user.click(screen.getByRole("button", { name: "break it" }));
    expect(await screen.findByText("1 fails and stops the publish")).toBeTruthy();
    expect(screen.getAllByText("Wants Alipay, JD Pay, iDEAL;").length).toBeGreaterThan(0);
    expect(screen.getAllByText("gives JD Pay, iDEAL").length).toBeGreaterThan(0);

    await user.click(screen.getByRole("button", { name: "Expect this answer" }));
    expect(await screen.findByText("The example passes")).toBeTruthy();
    const panel = within(screen.getByRole("complementary", { name: "Example 1" }));
    await user.clear(panel.getByLabelText("Amount"));
    await user.type(panel.getByLabelText("Amount"), "50");
    expect(Object.values(heard.table.examples ?? {})[0]?.facts).toEqual({ amount: "50" });
    expect(await screen.findByText("1 fails and stops the publish")).toBeTruthy();
    await user.click(panel.getByRole("button", { name: "Delete example" }));
    expect(heard.table.examples).toEqual({});
    expect(screen.getByText("No examples yet")).toBeTruthy();
  });

  test("ask of a table that does not route for all it gives; what is left out is not looked at", () => {
    const plain: TableDocument = {
      ...routing,
      routing: undefined,
      hit: "F",
      outputs: { fee: routing.outputs["fee"]! },
      rows: { r1: { order: "a0", out: { fee: 1 } } },
    };
    const asked = tableToAsk(plain, columnsOf(plain, new Map()), none);
    expect(expectationOf(plain, tryTable(plain, columnsOf(plain, new Map()), {}, none))).toEqual({ outputs: [{ fee: 1 }] });
    const examples: TableDocument["examples"] = {
      good: { order: "a0", facts: {}, expect: { outputs: [{ fee: 1 }], hits: ["r1"] } },
      bad: { order: "a1", facts: {}, expect: { outputs: [{ fee: 2 }] } },
      empty: { order: "a2", facts: {}, expect: {} },
      unknown: { order: "a3", facts: { nothing: 1 }, expect: {} },
    };
    expect(judgeExamples({ ...plain, examples }, asked).map(({ id, passes }) => [id, passes])).toEqual([
      ["good", true],
      ["bad", false],
      ["empty", true],
      ["unknown", false],
    ]);
    expect(dependsOnTime(plain)).toBe(false);
    expect(dependsOnTime({ ...plain, rows: { r1: { order: "a0", out: {}, validFrom: "2026-03-16T00:00:00Z" } } })).toBe(true);
    const [dayOf, today] = [
      { logic: { "date.during": [{ var: "due" }, "this_month"] } },
      { logic: { "<": [{ var: ["$today"] }, { var: "due" }] } },
    ];
    expect(dependsOnTime({ ...plain, rows: { r1: { order: "a0", out: {}, cells: { due: dayOf } } } })).toBe(true);
    expect(dependsOnTime({ ...plain, rows: { r1: { order: "a0", out: { fee: { logic: { if: [today.logic, 1, 2] } } } } } })).toBe(true);
    expect(dependsOnTime({ ...plain, default: { fee: { logic: { if: [{ "!": [dayOf.logic] }, 1, 2] } } } })).toBe(true);
    expect(dependsOnTime({ ...plain, default: { fee: { logic: { "+": [{ var: "amount" }, 1] } } } })).toBe(false);
  });
});

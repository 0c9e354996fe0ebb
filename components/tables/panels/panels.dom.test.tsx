import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import type { Document, Logic, TableDocument } from "#metadata";
import type { DocumentKey } from "../../designer/documents.ts";
import { StudioContext, useDocument } from "../../designer/studio-context.tsx";
import { createWorkspace, type Workspace } from "../../designer/workspace.ts";
import { Intl } from "../../i18n/provider.tsx";
import { messagesFor } from "../../i18n/messages/index.ts";
import { CellEditor } from "../cell-editor.tsx";
import { columnsOf } from "../column.ts";
import { ColumnsRoom } from "./columns-room.tsx";
import { factsOf, TableFacts } from "./facts.ts";
import { RoutingRoom } from "./routing-room.tsx";

// the page of the tests measures nothing
vi.hoisted(() => {
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
});

afterEach(cleanup);

const table: TableDocument = {
  kind: "table",
  id: "pay",
  name: "pay",
  label: { en: "Pay", zh: "支付" },
  hit: "F",
  inputs: {
    amount: { name: "amount", label: { en: "Amount", zh: "金额" }, type: "money", order: "a0" },
    customer: { name: "customer", label: { en: "Customer", zh: "顾客" }, type: "text", order: "a1" },
    channel: {
      name: "channel",
      label: { en: "Channel", zh: "渠道" },
      type: "enum",
      order: "a2",
      options: { app: { label: "App", order: "a0" }, web: { label: { en: "Web", zh: "网页" }, order: "a1" } },
    },
  },
  outputs: {
    method: {
      name: "method",
      label: { en: "Method", zh: "支付方式" },
      type: "enum",
      order: "a0",
      options: {
        alipay: { label: "Alipay", order: "a0" },
        wechat: { label: "WeChat Pay", order: "a1" },
        card: { label: "Card", order: "a2" },
      },
    },
  },
  rows: { r1: { order: "a0", out: { method: "alipay" } } },
  currency: "CNY",
};

function workspaceOf(given: TableDocument): Workspace {
  return createWorkspace({
    draft: { id: "d1", number: 1, base: 1 },
    documents: new Map<DocumentKey, Document>([["table/pay", given]]),
    save: async () => ({ ok: true }),
    delay: 1_000_000,
  });
}

function studio(Room: (props: { readonly table: TableDocument }) => ReactNode, given = table, locale: "en" | "zh" = "en") {
  const workspace = workspaceOf(given);
  const said: string[] = [];
  function Current() {
    const now = useDocument("table", "pay");
    return now === undefined ? null : <Room table={now} />;
  }
  render(
    <Intl locale={locale} messages={messagesFor(locale, ["run", "studio"])} timeZone="UTC" now="2026-03-19T06:30:00.000Z">
      <QueryClientProvider client={new QueryClient()}>
        <StudioContext
          value={{
            workspace,
            place: { path: "/studio/tables/pay", go: () => undefined },
            visitor: { name: "Lin", email: "l@x", tenant: { slug: "m", name: "M" }, userId: "u1", roles: [], theme: undefined },
            revision: 1,
            announce: (text) => said.push(text),
            reopen: () => undefined,
          }}
        >
          <Current />
        </StudioContext>
      </QueryClientProvider>
    </Intl>,
  );
  const now = (): TableDocument => workspace.get().documents.get("table/pay") as TableDocument;
  return { workspace, now, said, user: userEvent.setup() };
}

const columns = (given: TableDocument = table) => studio(({ table: now }) => <ColumnsRoom table={now} published={undefined} />, given);
const routing = (given: TableDocument = table) => studio(({ table: now }) => <RoutingRoom table={now} onRules={() => undefined} />, given);

test("a column is added by its label and type, and undone", async () => {
  const { user, now, workspace } = columns();
  await user.click(screen.getByRole("button", { name: "Add input" }));
  const asked = within(await screen.findByRole("dialog"));
  await user.type(asked.getByLabelText("Label"), "国家");
  await user.click(asked.getByRole("button", { name: "Text" }));
  expect(Object.values(now().inputs).at(-1)).toMatchObject({ name: "guo_jia", label: { en: "国家" }, type: "text" });
  workspace.undo();
  expect(now()).toEqual(table);
});

test("the API name follows the label until it is published", async () => {
  const { user, now } = columns();
  await user.click(screen.getByRole("button", { name: /^Customer/ }));
  const panel = screen.getByRole("complementary");
  const label = within(panel).getAllByRole("textbox")[0]!;
  await user.clear(label);
  await user.type(label, "Buyer");
  expect(now().inputs["customer"]).toMatchObject({ name: "buyer", label: { en: "Buyer" } });
});

test("columns change places by keys, and it is said", async () => {
  const { user, now, said } = columns();
  screen.getByRole("button", { name: /^Move Channel/ }).focus();
  await user.keyboard("{ArrowUp}");
  const inputs = now().inputs;
  expect(inputs["channel"]!.order < inputs["customer"]!.order && inputs["channel"]!.order > inputs["amount"]!.order).toBe(true);
  expect(said).toEqual(["Channel is now 2 of 3"]);
});

test("what a column takes along is said before it goes", async () => {
  const { user, now } = columns();
  await user.click(screen.getByRole("button", { name: /^Method/ }));
  await user.click(screen.getByRole("button", { name: "Delete column" }));
  const dialog = await screen.findByRole("alertdialog");
  expect(within(dialog).getByText("1 row of this table")).toBeTruthy();
  await user.click(within(dialog).getByRole("button", { name: "Delete Method" }));
  expect(now().outputs).toEqual({});
  expect(now().rows["r1"]!.out).toEqual({});
});

test("an input is marked as personal data", async () => {
  const { user, now } = columns();
  await user.click(screen.getByRole("button", { name: /^Customer/ }));
  await user.click(screen.getByRole("switch", { name: "Is personal data" }));
  expect(now().inputs["customer"]).toMatchObject({ personal: true });
});

const routed: TableDocument = {
  ...table,
  hit: "C",
  routing: { option: "method", facts: { amount: "amount", channel: "channel" } },
};

test("a table begins to route by its option, and collects from then on", async () => {
  const { user, now } = routing();
  await user.click(screen.getByRole("button", { name: /Options come from the output/ }));
  await user.click(await screen.findByRole("option", { name: "Method" }));
  expect(now().hit).toBe("C");
  expect(now().routing).toEqual({ option: "method", facts: { amount: "amount", channel: "channel" } });
  // the way is readable as one strip
  expect(within(screen.getByRole("list", { name: /From all options/ })).getAllByRole("button")).toHaveLength(5);
});

test("work goes round where a list, a name and a turn are there", async () => {
  const { user, now } = routing({
    ...table,
    inputs: { ...table.inputs, turn: { name: "turn", label: "Turn", type: "number", order: "a3" } },
    outputs: { ...table.outputs, team: { ...table.outputs["method"]!, name: "team", label: "Team", order: "a1", list: true } },
  });
  await user.click(screen.getByRole("button", { name: "Hand work round" }));
  expect(now().rotation).toEqual({ among: "team", to: "method", turn: "turn" });
  await user.click(screen.getByRole("button", { name: "Stop taking turns" }));
  expect(now().rotation).toBeUndefined();
});

test("an option's capability: a country, a limit in major units, a channel", async () => {
  const { user, now } = routing(routed);
  await user.click(screen.getByRole("button", { name: "Alipay" }));
  const panel = screen.getByRole("complementary", { name: "Alipay" });
  await user.click(within(panel).getByRole("combobox", { name: "Countries" }));
  await user.paste("China");
  await user.click(await screen.findByText("CN China"));
  expect(now().routing?.capabilities).toEqual({ alipay: { countries: ["CN"] } });
  // the list stays open for the next one
  await user.keyboard("{Escape}");
  await user.click(within(panel).getByRole("combobox", { name: "Add a currency" }));
  await user.paste("CNY");
  await user.click(await screen.findByText("CNY Chinese Yuan"));
  await user.type(await within(panel).findByLabelText("Greatest amount in CNY"), "5000");
  expect(now().routing?.capabilities?.["alipay"]).toEqual({ countries: ["CN"], limits: { CNY: { max: "5000" } } });
});

test("options are found by what they can do", async () => {
  const { user } = routing({ ...routed, routing: { ...routed.routing!, capabilities: { wechat: { countries: ["CN"] } } } });
  await user.type(screen.getByRole("searchbox", { name: "Find an option" }), "cn");
  expect(screen.getAllByRole("row").slice(1)).toHaveLength(1);
  expect(screen.getByRole("button", { name: "WeChat Pay" })).toBeTruthy();
});

test("a split shows shares, and its arms are weighed", async () => {
  const { user, now } = routing(routed);
  await user.click(screen.getByRole("button", { name: /^Split/ }));
  await user.click(screen.getByRole("button", { name: "Split customers" }));
  expect(now().routing?.split).toMatchObject({ key: "customer", arms: { a: { weight: 50 }, b: { weight: 50 } } });
  const weight = screen.getByLabelText("Weight of arm a");
  await user.clear(weight);
  await user.type(weight, "150{Enter}");
  expect(now().routing?.split?.arms["a"]!.weight).toBe(150);
  expect(screen.getByText("75%")).toBeTruthy();
});

test("what is fallen back on stands in its order", async () => {
  const { user, now } = routing(routed);
  await user.click(screen.getByRole("button", { name: /^Fallback/ }));
  for (const name of ["Card", "Alipay"]) {
    await user.click(screen.getByRole("combobox", { name: "Add an option to fall back on" }));
    await user.click(await screen.findByRole("option", { name }));
  }
  expect(now().routing?.fallback).toEqual(["card", "alipay"]);
  screen.getByRole("button", { name: /^Move Alipay/ }).focus();
  await user.keyboard("{ArrowUp}");
  expect(now().routing?.fallback).toEqual(["alipay", "card"]);
});

function editCell(logic: Logic | undefined, locale: "en" | "zh" = "en") {
  const heard: unknown[] = [];
  const made = columnsOf(table, new Map());
  function Cell() {
    const [open, setOpen] = useState(true);
    return (
      <TableFacts value={factsOf(made, JSON.stringify)}>
        {open ? (
          <CellEditor
            column={made.find(({ id }) => id === "channel")!}
            cell={logic === undefined ? undefined : { logic }}
            value={undefined}
            typed={logic === undefined ? "=" : undefined}
            locale={locale}
            label="Channel, row 1"
            onInput={(cell) => {
              heard.push(cell);
              setOpen(false);
            }}
            onOutput={() => undefined}
            onCancel={() => setOpen(false)}
          />
        ) : null}
      </TableFacts>
    );
  }
  return { heard, ...studio(() => <Cell />, table, locale) };
}

test("a cell that is an expression is put together as conditions, with a sentence below", async () => {
  const { user, heard } = editCell({ ">=": [{ var: "amount" }, "100"] });
  expect(await screen.findByText("Amount is at least 100")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Condition" }));
  const pickers = screen.getAllByRole("combobox", { name: "Field" });
  await user.clear(pickers[1]!);
  await user.type(pickers[1]!, "Chan");
  await user.click(await screen.findByRole("option", { name: "Channel" }));
  await user.click(screen.getAllByRole("button", { name: /^Value/ }).at(-1)!);
  await user.click(await screen.findByRole("option", { name: "Web" }));
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Apply" }));
  expect(heard).toEqual([{ logic: { and: [{ ">=": [{ var: "amount" }, "100"] }, { in: [{ var: "channel" }, ["web"]] }] } }]);
});

test("what conditions cannot show is shown as code, in words, and taken unchanged", async () => {
  const odd: Logic = { "===": [{ substr: [{ var: "customer" }, 0, 2] }, "vip"] };
  const { user, heard } = editCell(odd, "zh");
  expect(JSON.parse(((await screen.findByRole("textbox")) as HTMLTextAreaElement).value)).toEqual(odd);
  expect(screen.getByText("条件无法表示这个表达式，按原文保留。")).toBeTruthy();
  expect(screen.getByText(/顾客从第 0 个字符起 2 个字符/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "应用" }));
  expect(heard).toEqual([{ logic: odd }]);
});

test("an expression that the table would refuse cannot be taken", async () => {
  const { user, heard } = editCell({ ">": [{ var: "nobody" }, 1] });
  expect(await screen.findByRole("alert")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(heard).toEqual([]);
});

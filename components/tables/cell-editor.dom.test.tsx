import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test, vi } from "vitest";
import { messagesFor } from "../i18n/messages/index.ts";
import { CellEditor, type EditorProps } from "./cell-editor.tsx";
import type { Column } from "./column.ts";

afterEach(cleanup);

const amount: Column = { id: "amount", side: "input", name: "amount", label: "Amount", type: "money", options: [], currency: "CNY" };
const channel: Column = {
  id: "channel",
  side: "input",
  name: "channel",
  label: "Channel",
  type: "enum",
  options: [
    { id: "app", label: "App" },
    { id: "web", label: { en: "Web", zh: "网页" } },
  ],
  currency: undefined,
};

function edit(over: Partial<EditorProps>) {
  const heard = { onInput: vi.fn(), onOutput: vi.fn(), onCancel: vi.fn() };
  render(
    <IntlProvider locale="en" messages={messagesFor("en", ["studio"]) as never} timeZone="UTC">
      <CellEditor
        column={amount}
        cell={undefined}
        value={undefined}
        typed={undefined}
        locale="en"
        label="Amount, row 3"
        {...heard}
        {...over}
      />
    </IntlProvider>,
  );
  return { heard, user: userEvent.setup() };
}

test("Enter takes what was typed and goes down", async () => {
  const { heard, user } = edit({});
  await user.type(screen.getByLabelText("Amount, row 3"), "¥1 – ¥2,000{Enter}");
  expect(heard.onInput).toHaveBeenCalledExactlyOnceWith({ range: [{ from: "1", to: "2000" }] }, "down");
});

test("the key that began the edit stands in it, Tab goes on", async () => {
  const { heard, user } = edit({ typed: "5" });
  await user.keyboard("0{Tab}");
  expect(heard.onInput).toHaveBeenCalledExactlyOnceWith({ eq: "50" }, "next");
});

test("what does not fit stays in the cell with its reason; Esc gives up", async () => {
  const { heard, user } = edit({});
  const input = screen.getByLabelText("Amount, row 3");
  await user.type(input, "a lot{Enter}");
  expect(heard.onInput).not.toHaveBeenCalled();
  expect(input).toHaveProperty("value", "a lot");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByRole("alert").textContent).toBe("“a lot” is not an amount");
  await user.keyboard("{Escape}");
  expect(heard.onCancel).toHaveBeenCalledOnce();
  expect(heard.onInput).not.toHaveBeenCalled();
});

test("emptied means any", async () => {
  const { heard, user } = edit({ cell: { range: [{ from: "1", to: null }] } });
  const input = screen.getByLabelText("Amount, row 3");
  expect(input).toHaveProperty("value", ">= 1");
  await user.clear(input);
  await user.keyboard("{Enter}");
  expect(heard.onInput).toHaveBeenCalledExactlyOnceWith(undefined, "down");
});

test("options are chosen from a list, by keyboard too", async () => {
  const { heard, user } = edit({ column: channel, cell: { eq: "app" }, label: "Channel, row 3" });
  expect(screen.getByRole("option", { name: "App" }).getAttribute("aria-selected")).toBe("true");
  await user.click(screen.getByRole("option", { name: "Web" }));
  await user.keyboard("{Tab}");
  expect(heard.onInput).toHaveBeenCalledExactlyOnceWith({ in: ["app", "web"] }, "next");
});

test("an output takes the option at once", async () => {
  const { heard, user } = edit({ column: { ...channel, side: "output" }, value: "app", label: "Method, row 3" });
  await user.click(screen.getByRole("option", { name: "Web" }));
  expect(heard.onOutput).toHaveBeenCalledExactlyOnceWith("web", "stay");
});

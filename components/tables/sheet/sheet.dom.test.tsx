import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test, vi } from "vitest";
import type { Document, TableDocument } from "#metadata";
import type { DocumentKey } from "../../designer/documents.ts";
import { StudioContext, type StudioValue } from "../../designer/studio-context.tsx";
import { createWorkspace } from "../../designer/workspace.ts";
import { messagesFor } from "../../i18n/messages/index.ts";
import "../../ui/modal.tsx";
import { columnsOf } from "../column.ts";
import { SheetDialog } from "./sheet-dialog.tsx";

afterEach(cleanup);

const table: TableDocument = {
  kind: "table",
  id: "pay",
  name: "pay",
  label: "Pay",
  hit: "C",
  currency: "CNY",
  inputs: { amount: { name: "amount", label: "Amount", type: "money", order: "a0" } },
  outputs: { method: { name: "method", label: "Method", type: "text", order: "a0" } },
  rows: {
    r1: { order: "a0", cells: { amount: { range: [{ from: "10", to: null }] } }, out: { method: "jd" } },
    r2: { order: "a1", out: { method: "cash" } },
  },
};

function open() {
  const workspace = createWorkspace({
    draft: { id: "d", number: 1, base: 1 } as never,
    documents: new Map<DocumentKey, Document>([["table/pay", table]]),
    save: async () => ({ ok: true }),
  } as never);
  const studio = { workspace, announce: vi.fn() } as unknown as StudioValue;
  const onClose = vi.fn();
  render(
    <IntlProvider locale="en" messages={messagesFor("en", ["studio"]) as never} timeZone="UTC">
      <StudioContext value={studio}>
        <SheetDialog
          table={table}
          columns={columnsOf(table, new Map())}
          bands={[{ origin: "tenant", rows: ["r1", "r2"] }]}
          places={
            new Map([
              ["r1", 1],
              ["r2", 2],
            ])
          }
          onClose={onClose}
        />
      </StudioContext>
    </IntlProvider>,
  );
  const held = (): TableDocument => workspace.get().documents.get("table/pay") as TableDocument;
  return { workspace, onClose, held, user: userEvent.setup() };
}
const upload = async (user: ReturnType<typeof userEvent.setup>, text: string): Promise<void> =>
  user.upload(await screen.findByLabelText("Choose a file"), new File([text], "rows.csv", { type: "text/csv" }));

test("a file is shown before it is taken, and taken as one deed that one undo takes back", async () => {
  const { workspace, onClose, held, user } = open();
  await upload(user, "Row id,Amount,Method\r\nr1,>= 20,jd\r\n,,new one\r\n,much,x\r\n");
  const changed = await screen.findByRole("region", { name: "1 row changes" });
  expect(within(changed).getByText(/was >= 10/)).toBeTruthy();
  expect(within(screen.getByRole("region", { name: "1 row is new" })).getByText(/new one/)).toBeTruthy();
  const rejected = screen.getByRole("region", { name: "1 place is not taken" });
  expect(within(rejected).getByText("Line 4, B (Amount)")).toBeTruthy();
  expect(within(rejected).getByText("“much” is not an amount")).toBeTruthy();
  expect(held()).toBe(table);

  await user.click(screen.getByRole("checkbox", { name: "Delete the row that is not in the file" }));
  await user.click(screen.getByRole("button", { name: "Take over 3 rows" }));
  expect(onClose).toHaveBeenCalled();
  expect(Object.values(held().rows).map(({ out }) => out["method"])).toEqual(["jd", "new one"]);
  expect(held().rows["r1"]?.cells).toEqual({ amount: { range: [{ from: "20", to: null }] } });
  expect(workspace.get().log.entries.length).toBe(1);
  workspace.undo();
  expect(held()).toEqual(table);
});

test("a file that says nothing new, and one that cannot be read, change nothing", async () => {
  const { held, user } = open();
  await upload(user, "Row id,Amount,Method\r\nr1,>= 10,jd\r\nr2,,cash\r\n");
  expect(await screen.findByText("The file says what the table says")).toBeTruthy();
  await upload(user, "a,b\r\n1,2\r\n");
  expect(await screen.findByText("No head names a column of this table")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Take over" }).hasAttribute("disabled")).toBe(true);
  expect(held()).toBe(table);
});

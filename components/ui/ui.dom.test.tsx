import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderWith } from "../testing.tsx";
import { initials } from "./avatar.tsx";
import { Button, IconButton } from "./button.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DateField } from "./date-field.tsx";
import { Dialog } from "./dialog.tsx";
import { Menu } from "./menu.tsx";
import { Select } from "./select.tsx";
import { TextField } from "./text-field.tsx";

afterEach(cleanup);

describe("controls", () => {
  it("a busy button keeps its name and does nothing a second time", async () => {
    const pressed = vi.fn();
    renderWith(
      <Button isBusy onPress={pressed}>
        Publish
      </Button>,
    );
    await userEvent.click(screen.getByRole("button", { name: /Publish/u }));
    expect(pressed).not.toHaveBeenCalled();
  });

  it("an icon has a name", () => {
    renderWith(<IconButton icon="x" label="Close" />);
    expect(screen.getByRole("button", { name: "Close" })).toBeTruthy();
  });

  it("a field is joined to its label, its help, and then its error", () => {
    const { rerender } = renderWith(<TextField label="Name" help="As on the sign" value="" onChange={() => undefined} />);
    const input = screen.getByRole("textbox", { name: "Name" });
    expect(document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent).toBe("As on the sign");
    rerender(<div />);
    cleanup();
    renderWith(<TextField label="Name" help="As on the sign" error="Taken" value="" onChange={() => undefined} />);
    const wrong = screen.getByRole("textbox", { name: "Name" });
    expect(wrong.getAttribute("aria-invalid")).toBe("true");
    const ids = (wrong.getAttribute("aria-describedby") ?? "").split(" ");
    expect(ids.map((id) => document.getElementById(id)?.textContent)).toContain("Taken");
  });

  it("a select is worked by keyboard", async () => {
    const chosen = vi.fn();
    renderWith(
      <Select
        label="Channel"
        items={[
          { id: "app", label: "App" },
          { id: "web", label: "Web" },
        ]}
        value={null}
        onChange={chosen}
      />,
    );
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await userEvent.click(await screen.findByRole("option", { name: "Web" }));
    expect(chosen).toHaveBeenCalledWith("web");
  });

  it("a menu says what was chosen", async () => {
    const acted = vi.fn();
    renderWith(<Menu label="More" trigger={<Button>More</Button>} entries={[{ id: "copy", label: "Copy" }]} onAction={acted} />);
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Copy" }));
    expect(acted).toHaveBeenCalledWith("copy");
  });

  it("a dialog has its title as name and closes by Escape", async () => {
    function Asked() {
      const [isOpen, setOpen] = useState(true);
      return (
        <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Delete 14 orders">
          <p>They can be restored.</p>
        </Dialog>
      );
    }
    renderWith(<Asked />);
    const dialog = await screen.findByRole("dialog", { name: "Delete 14 orders" });
    expect(within(dialog).getByText("They can be restored.")).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("what asks once more is done once, and says why when it fails", async () => {
    const work: { settle?: () => void } = {};
    const done = vi.fn();
    function Asked() {
      const [fault, setFault] = useState<string>();
      const remove = async () => {
        done();
        await new Promise<void>((settle) => (work.settle = settle));
        setFault("Somebody holds it");
      };
      return (
        <ConfirmDialog onClose={vi.fn()} title="Delete 14 orders" deed="Delete" onConfirm={remove} fault={fault}>
          <p>They can be restored.</p>
        </ConfirmDialog>
      );
    }
    renderWith(<Asked />);
    const dialog = await screen.findByRole("alertdialog", { name: "Delete 14 orders" });
    const button = within(dialog).getByRole("button", { name: "Delete" });
    await userEvent.click(button);
    await userEvent.click(button);
    expect(done).toHaveBeenCalledTimes(1);
    work.settle?.();
    expect(await within(dialog).findByText("Somebody holds it")).toBeTruthy();
    await userEvent.click(button);
    expect(done).toHaveBeenCalledTimes(2);
  });

  it("a day whose code is on its way takes its place, and hides its label where the field does", async () => {
    const { container } = renderWith(<DateField label="Day" hideLabel size="lg" help="Of the visit" />);
    const place = container.querySelector(".control");
    expect(place?.className).toContain("sm:h-10");
    expect(screen.getByText("Day").className).toContain("sr-only");
    expect(screen.getByText("Of the visit")).toBeTruthy();
    expect(await screen.findByRole("group", { name: /Day/ })).toBeTruthy();
  });

  it("initials are two letters, or one Han character", () => {
    expect([initials("Su Wanqing"), initials("周晓雯"), initials("ann"), initials("")]).toEqual(["SW", "周", "A", "?"]);
  });
});

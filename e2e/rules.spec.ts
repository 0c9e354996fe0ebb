import { readFile } from "node:fs/promises";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { call, cell, expectAccessible, leavesNothing, openLive, origin, signIn } from "./support.ts";
import { readFile as readSheetFile, workbookFile } from "../components/tables/sheet/file.ts";

const studio = `${origin("merchant-b")}/studio`;

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText(/Published as r\d+/).first()).toBeVisible();
}

async function decided(facts: Record<string, unknown>): Promise<{ readonly methods: string[]; readonly body: Record<string, unknown> }> {
  const { status, body } = await call<{ outputs: { method: string }[] }>("merchant-b", "business", "POST", "/tables/till_methods/decide", {
    facts,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return { methods: body.outputs.map(({ method }) => method), body };
}

const choose = async (page: Page, button: string | RegExp, option: string): Promise<void> => {
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

test.describe("rules by forms alone", () => {
  leavesNothing("merchant-b");
  test("a payment table is made, split and given something to fall back on; the API decides by it", async ({ page }) => {
    test.setTimeout(240_000);
    await signIn(page, "merchant-b", "implementer");
    await openLive(page, `${studio}/tables`);

    // a blank table opens at its columns
    await page.getByRole("button", { name: "New table" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("radio", { name: /^Payment methods/ })).toBeAttached();
    await dialog.getByLabel("Label").fill("Till methods");
    await expect(dialog.getByLabel("API name")).toHaveValue("till_methods");
    await dialog.getByRole("button", { name: "Create table" }).click();
    await expect(page.getByRole("tab", { name: /^Columns/ })).toHaveAttribute("aria-selected", "true");

    const add = async (side: "input" | "output", label: string, type: string): Promise<void> => {
      await page.getByRole("button", { name: `Add ${side}` }).click();
      const asked = page.getByRole("dialog");
      await asked.getByLabel("Label").fill(label);
      await asked.getByRole("button", { name: type, exact: true }).click();
      await expect(page.getByRole("complementary", { name: "Properties" }).getByRole("heading", { name: label })).toBeVisible();
    };
    await add("input", "Amount", "Amount");
    await add("input", "Customer", "Text");
    await page.getByText("Is personal data").click();
    await add("output", "Method", "Choice");
    const panel = page.getByRole("complementary", { name: "Properties" });
    for (const option of ["Alipay", "Cash", "Card"]) {
      await panel.getByRole("textbox", { name: "Add" }).fill(option);
      await panel.getByRole("button", { name: "Add", exact: true }).click();
    }
    await panel.getByRole("button", { name: "Remove Option 1" }).click();
    await expectAccessible(page);

    // two rows: one by a typed range, one by conditions that are put together
    await page.getByRole("tab", { name: /^Rules/ }).click();
    await page.getByRole("button", { name: "Add row" }).first().click();
    await page.getByRole("button", { name: "Add row" }).first().click();
    await expect(page.getByRole("tab", { name: /^Rules 2/ })).toBeVisible();
    await (await cell(page, 1, "Amount")).dblclick();
    await page.keyboard.type("<= 1000");
    await page.keyboard.press("Enter");
    await (await cell(page, 2, "Customer")).click();
    await page.keyboard.press("=");
    const expression = page.getByRole("dialog", { name: /Customer, row 2/ });
    await expression.getByRole("button", { name: "Condition", exact: true }).click();
    // at first it is asked whether the amount is at least so much
    await choose(page, /≥/, "≤");
    await expression.getByRole("textbox", { name: "Value" }).fill("100");
    await page.keyboard.press("Tab");
    await expect(expression.getByText("Amount is at most 100")).toBeVisible();
    await expression.getByRole("button", { name: "Apply" }).click();

    // routing: split and fallback
    await page.getByRole("tab", { name: "Routing" }).click();
    await choose(page, /Options come from the output/, "Method");
    const strip = page.getByRole("list", { name: /From all options/ });
    await strip.getByRole("button", { name: /^Split/ }).click();
    await page.getByRole("button", { name: "Split customers" }).click();
    await page.getByLabel("Weight of arm a").fill("0");
    await page.keyboard.press("Tab");
    await expect(strip.getByRole("button", { name: "Split a 0% · b 100%" })).toBeVisible();
    await strip.getByRole("button", { name: /^Fallback/ }).click();
    await page.getByRole("combobox", { name: "Add an option to fall back on" }).click();
    await page.getByRole("option", { name: "Card", exact: true }).click();
    await expect(strip.getByRole("button", { name: "Fallback Card" })).toBeVisible();
    await expectAccessible(page);
    await publish(page);

    expect((await decided({ amount: "50.00" })).methods).toEqual(["alipay", "cash"]);
    // everybody with a key is in the second arm: cash first
    expect((await decided({ amount: "50.00", customer: "c-1" })).methods).toEqual(["cash", "alipay"]);
    expect((await decided({ amount: "500.00", customer: "c-1" })).methods).toEqual(["alipay"]);
    expect((await decided({ amount: "5000.00" })).methods).toEqual(["card"]);
  });

  test("rows go out as a workbook and come back changed; an example that is kept stops a publish that breaks it", async ({
    page,
  }, info) => {
    test.setTimeout(240_000);
    await signIn(page, "merchant-b", "implementer");
    await openLive(page, `${studio}/tables/payment_methods`);

    // what the published table answers is kept
    const tester = page.getByRole("complementary", { name: "Try it" });
    await tester.getByLabel("Amount").fill("88");
    await expect(tester.getByRole("region", { name: "Outputs" }).getByRole("listitem")).toHaveCount(2);
    await tester.getByRole("button", { name: "Save as example" }).click();
    const examples = page.getByRole("tab", { name: /^Examples/ });
    await expect(examples).toContainText("1 of 1 pass");

    // out
    await page.getByRole("button", { name: "Excel and CSV" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Download as Excel" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("payment_methods.xlsx");
    const out = info.outputPath("out.xlsx");
    await download.saveAs(out);
    const read = await readSheetFile(new File([await readFile(out)], "out.xlsx"));
    const matrix = "matrix" in read ? read.matrix : [];
    expect(matrix[0]?.slice(0, 5)).toEqual(["Row id", "Enabled", "Valid from", "Valid to", "Note"]);

    // and in again as it is: nothing to take
    const upload = async (rows: readonly (readonly string[])[]): Promise<Locator> => {
      await page.getByRole("button", { name: "Excel and CSV" }).click();
      await page.getByRole("menuitem", { name: "Upload a file" }).click();
      const dialog = page.getByRole("dialog", { name: "Rows from a file" });
      const file = Buffer.from(await (await workbookFile("Rows", rows, [])).arrayBuffer());
      await dialog
        .getByLabel("Choose a file")
        .and(page.locator("input"))
        .setInputFiles({ name: "rows.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: file });
      return dialog;
    };
    const same = await upload(matrix);
    await expect(same.getByText("The file says what the table says")).toBeVisible();
    await expectAccessible(page);
    await same.getByRole("button", { name: "Cancel" }).click();

    // in changed: the first row is switched off, another is new, a third cannot be read
    const method = matrix[0]!.indexOf("Payment method");
    const blank = matrix[0]!.map(() => "");
    const changed = [
      matrix[0]!,
      matrix[1]!.with(1, "no").with(4, "off for now"),
      ...matrix.slice(2),
      blank.with(method, "Meituan Pay"),
      blank.with(method, "Shells"),
    ];
    const dialog = await upload(changed);
    await expect(dialog.getByRole("region", { name: "1 row changes" })).toContainText("off for now");
    await expect(dialog.getByRole("region", { name: "1 row is new" })).toContainText("Meituan Pay");
    await expect(dialog.getByRole("region", { name: "1 place is not taken" })).toContainText("“Shells” is not an option of this column");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Take over 2 rows" }).click();
    await expect(examples).toContainText("0 of 1 pass");

    // the example stops the publish, by name, and the way to it is there
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const asked = page.getByRole("dialog");
    await expect(asked.getByText("An example fails")).toBeVisible();
    await expect(asked.getByRole("button", { name: "Publish", exact: true })).toBeDisabled();
    await asked.getByRole("link", { name: /Payment methods/ }).click();
    await expect(page.getByText("1 fails and stops the publish")).toBeVisible();
    await expectAccessible(page);

    // one undo takes all of the file back
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect(examples).toContainText("1 of 1 pass");
    await expect(page.getByRole("tab", { name: new RegExp(`^Rules ${matrix.length - 1}`) })).toBeVisible();
    await publish(page);
  });
});

import { readFile } from "node:fs/promises";
import { expect, test, type Page } from "@playwright/test";
import { call, expectAccessible, origin, signIn } from "./support.ts";

const list = `${origin("merchant-a")}/a/ordering/order`;
const more = (page: Page) => page.getByRole("button", { name: "More", exact: true }).first();

test("a file with two bad rows is imported, mended, sent again and undone; an export is what the list shows", async ({ page }) => {
  await signIn(page, "merchant-a", "business");
  await page.goto(list);
  await page.waitForLoadState("networkidle");
  const mark = `Import ${Date.now()}`;
  const file = [
    "Customer,Channel,Amount,Note",
    `${mark} 1,app,12.50,a`,
    `${mark} 2,nowhere,8,b`,
    `${mark} 3,App,x,c`,
    `${mark} 4,app,"1,200",d`,
  ].join("\n");

  await more(page).click();
  await page.getByRole("menuitem", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog");
  const chooser = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (await chooser).setFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await expect(dialog.getByText("4 rows")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Check", exact: true }).click();
  await expect(dialog.getByText("2 rows would not be taken")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(dialog.getByText("2 rows imported")).toBeVisible();

  const downloading = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download the rows to fix" }).click();
  const refused = await readFile(await (await downloading).path(), "utf8");
  expect(refused.split("\r\n")).toHaveLength(4);
  expect(refused).toContain(`${mark} 2,nowhere`);
  await dialog.getByRole("button", { name: "Done", exact: true }).click();

  // mended and sent again
  const mended = refused.replace("nowhere", "app").replace(",x,", ",9,");
  await more(page).click();
  await page.getByRole("menuitem", { name: "Import…" }).click();
  const again = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (await again).setFiles({ name: "orders-to-fix.csv", mimeType: "text/csv", buffer: Buffer.from(mended) });
  await dialog.getByRole("button", { name: "Check", exact: true }).click();
  await dialog.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(dialog.getByText("2 rows imported")).toBeVisible();
  const found = async () => {
    const filter = encodeURIComponent(JSON.stringify({ in: [mark, { var: "customer_name" }] }));
    return (
      await call<{ data: { customer_name: string }[] }>("merchant-a", "implementer", "GET", `/objects/order/records?filter=${filter}`)
    ).body.data;
  };
  expect(await found()).toHaveLength(4);
  await dialog.getByRole("button", { name: "Undo import" }).click();
  await expect.poll(async () => (await found()).length).toBe(2);
});

test("the list is exported as it is shown", async ({ page }) => {
  await signIn(page, "merchant-a", "implementer");
  await page.goto(list);
  await page.waitForLoadState("networkidle");
  const downloading = page.waitForEvent("download");
  await more(page).click();
  await page.getByRole("menuitem", { name: "Export as CSV" }).click();
  const text = await readFile(await (await downloading).path(), "utf8");
  expect(text.startsWith("\ufeff")).toBe(true);
  const rows = text.trim().split("\r\n").length - 1;
  const count = (await call<{ count: number }>("merchant-a", "implementer", "GET", "/objects/order/records?count=exact&limit=1")).body
    .count;
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThanOrEqual(count);
});

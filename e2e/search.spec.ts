import { expect, test, type Page } from "@playwright/test";
import { call, expectAccessible, origin, signIn } from "./support.ts";

/** A business user finds things by ⌘K and by the search of a list: by words, in Chinese, by its sound and by its initials. */
const tenant = "merchant-a";
const dish = "宫保鸡丁";

async function product(name: string, description: string): Promise<string> {
  const made = await call<{ id: string }>(tenant, "implementer", "POST", "/objects/product/records", {
    name,
    description,
    price: { minor: 3800, currency: "CNY" },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

const palette = (page: Page) => page.getByRole("dialog", { name: "Find or go to" });
const results = (page: Page) => palette(page).getByRole("listbox", { name: "Found" });

async function openPalette(page: Page): Promise<void> {
  // the page listens once it is interactive
  await expect(async () => {
    if (!(await palette(page).isVisible())) await page.keyboard.press("Control+k");
    await expect(palette(page)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}

test("a business user finds a record by its name, its sound and its initials, and goes there by the keyboard", async ({ page }) => {
  test.setTimeout(240_000);
  const mark = Date.now().toString(36);
  const id = await product(`${dish} ${mark}`, `Peanuts and chilli, number ${mark}`);
  await signIn(page, tenant, "business");
  await page.goto(`${origin(tenant)}/a/ordering/order`);
  await expect(page.getByRole("heading", { name: "Orders", level: 1 })).toBeVisible();

  await openPalette(page);
  await expect(results(page).getByRole("option", { name: "Products", exact: true })).toBeVisible();
  await expectAccessible(page);
  const box = palette(page).getByRole("searchbox");
  for (const typed of [mark, `gongbao ${mark}`, `gbjd ${mark}`, `保鸡 ${mark}`]) {
    await box.fill(typed);
    await expect(results(page).getByRole("option", { name: `${dish} ${mark}` }), typed).toBeVisible();
  }
  // where the words stand, and the characters that sound like them
  await box.fill(`gongbao ${mark}`);
  await expect(results(page).locator("mark").filter({ hasText: "宫保" })).toBeVisible();
  await box.fill(`nothing-of-this-${mark}`);
  await expect(palette(page).getByText(`Nothing holds “nothing-of-this-${mark}”.`)).toBeVisible();

  await box.fill(`gbjd ${mark}`);
  await expect(results(page).getByRole("option", { name: `${dish} ${mark}` })).toHaveAttribute("data-focused", "true");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === `/a/ordering/product/${id}`);
  await expect(palette(page)).toBeHidden();

  // a list by its name, and Esc goes nowhere
  await openPalette(page);
  await box.fill("Payment meth");
  await expect(results(page).getByRole("option", { name: "Payment methods" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
  expect(new URL(page.url()).pathname).toBe(`/a/ordering/product/${id}`);
});

test("a list is searched by sound, keeps it in its address, and a phone finds as well", async ({ page }) => {
  test.setTimeout(240_000);
  const mark = Date.now().toString(36);
  await product(`${dish} ${mark}`, "");
  await product(`麻婆豆腐 ${mark}`, "");
  await signIn(page, tenant, "business");
  await page.goto(`${origin(tenant)}/a/ordering/product`);
  await expect(page.getByRole("heading", { name: "Products", level: 1 })).toBeVisible();
  const box = page.getByRole("searchbox", { name: "Search products" });
  await expect(async () => {
    if (!(await box.isVisible())) await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect(box).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await box.fill(`mpdf ${mark}`);
  await expect(page.getByRole("grid").getByText(`麻婆豆腐 ${mark}`)).toBeVisible();
  await expect(page.getByRole("grid").getByText(`${dish} ${mark}`)).toBeHidden();
  await page.waitForURL((url) => url.searchParams.get("q") === `mpdf ${mark}`);
  await page.reload();
  await expect(page.getByRole("grid").getByText(`麻婆豆腐 ${mark}`)).toBeVisible();
  await expect(page.getByRole("grid").getByText(`${dish} ${mark}`)).toBeHidden();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${origin(tenant)}/a/ordering/product`);
  await expect(async () => {
    if (!(await palette(page).isVisible())) await page.getByRole("button", { name: "Find or go to" }).last().click({ timeout: 2_000 });
    await expect(palette(page)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await palette(page).getByRole("searchbox").fill(`gongbaojiding ${mark}`);
  await results(page)
    .getByRole("option", { name: `${dish} ${mark}` })
    .click();
  await expect(page.getByRole("heading", { name: `${dish} ${mark}` }).first()).toBeVisible();
});

test("an implementer sees the indexes of an object, and has a search worked out anew", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, tenant, "implementer");
  await page.goto(`${origin(tenant)}/studio/objects/order#indexes`);
  await expect(page.getByRole("heading", { name: "Indexed fields" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/of 8 used/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Work out anew" }).click();
  // done in no time, or seen going on
  await expect
    .poll(
      async () => {
        const { body } = await call<{ data: { kind: string; state: string }[] }>(
          tenant,
          "implementer",
          "GET",
          "/jobs?kind=reindex&subject=order",
        );
        return body.data[0]?.state;
      },
      { timeout: 60_000 },
    )
    .toBe("succeeded");
  await expect(page.getByRole("button", { name: "Work out anew" })).toBeVisible({ timeout: 30_000 });

  // a field's own settings are one press away
  await page.getByRole("button", { name: "Status" }).first().click();
  await expect(page.getByRole("switch", { name: "Quick to filter and sort" })).toBeVisible();
});

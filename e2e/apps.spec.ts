import { expect, test, type Page } from "@playwright/test";
import { make, publishRepairs } from "./repairs.ts";
import { call, expectAccessible, openLive, origin, signIn, waitLive } from "./support.ts";

const tenant = "merchant-a";
const at = (path: string): string => `${origin(tenant)}/a/repairs${path}`;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
/** Apart from what other runs left behind. */
const mark = Date.now().toString(36);

/** Picks one of a list that opens beside a box, by typing into the box. */
async function pick(page: Page, name: string, typed: string, option: string): Promise<void> {
  const box = page.getByRole("dialog").getByRole("combobox", { name }).first();
  await box.click();
  await box.fill(typed);
  await page.getByRole("option", { name: option, exact: true }).click();
}

test.describe("a business user", () => {
  test.describe.configure({ timeout: 180_000 });

  let before: number;
  let south: { id: string };
  let north: { id: string };

  test.beforeAll(async () => {
    before = await publishRepairs(tenant);
    south = await make(tenant, "site", { name: `Harbour ${mark}`, district: "south" });
    north = await make(tenant, "site", { name: `Hill ${mark}`, district: "north" });
  });
  test.afterAll(async () => {
    const restored = await call(tenant, "implementer", "POST", `/revisions/${before}/restore`);
    expect(restored.status, JSON.stringify(restored.body)).toBeLessThan(300);
  });

  test("narrows a list by what records refer to and by a stretch of time; the address keeps it", async ({ page }) => {
    await make(tenant, "repair", { subject: `Near south ${mark}`, site: south.id, due: inDays(3) });
    await make(tenant, "repair", { subject: `Far south ${mark}`, site: south.id, due: inDays(300) });
    await make(tenant, "repair", { subject: `Near north ${mark}`, site: north.id, due: inDays(3) });
    await signIn(page, tenant, "business");
    await openLive(page, at("/repair"));
    const rows = page.getByRole("grid").getByRole("row");
    await expect(rows.filter({ hasText: `Near north ${mark}` })).toBeVisible();

    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await pick(page, "Field", "Area", "Site › Area");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Value/ })
      .click();
    await page.getByRole("option", { name: "South" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByRole("button", { name: "Change the filter Site › Area is South" })).toBeVisible();
    await expect(rows.filter({ hasText: `Near south ${mark}` })).toBeVisible();
    await expect(rows.filter({ hasText: `Near north ${mark}` })).toHaveCount(0);

    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await pick(page, "Field", "Due", "Due");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /Choose|Value/ })
      .last()
      .click();
    await page.getByRole("option", { name: "the next … days" }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByRole("button", { name: "Change the filter Due during the next 30 days" })).toBeVisible();
    await expect(rows.filter({ hasText: `Far south ${mark}` })).toHaveCount(0);
    await expect(rows.filter({ hasText: `Near south ${mark}` })).toBeVisible();

    await page.reload();
    await waitLive(page);
    await expect(page.getByRole("button", { name: "Change the filter Site › Area is South" })).toBeVisible();
    await expect(rows.filter({ hasText: `Near south ${mark}` })).toBeVisible();
    await expect(rows.filter({ hasText: `Far south ${mark}` })).toHaveCount(0);
    await expectAccessible(page);

    // what conditions cannot say stands as it is, and goes on holding
    const odd = { ">": [{ "+": [{ var: "cost" }, "1.00"] }, "2.00"] };
    await openLive(page, at(`/repair?filter=${encodeURIComponent(JSON.stringify(odd))}`));
    await expect(page.getByText(JSON.stringify(odd))).toBeVisible();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await pick(page, "Field", "Area", "Site › Area");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Value/ })
      .click();
    await page.getByRole("option", { name: "North" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("filter") ?? "").toContain(JSON.stringify(odd));
  });

  test("takes a repair through its states; what is not for this role is not offered", async ({ page, browser }) => {
    const repair = await make(tenant, "repair", { subject: `Pump ${mark}`, site: south.id });
    await signIn(page, tenant, "business");
    await openLive(page, at(`/repair/${repair.id}`));
    const bar = page.getByRole("region", { name: "Status: next steps" });
    await expect(bar.getByRole("button", { name: "Start work" })).toBeVisible();
    await expect(bar.getByRole("button")).toHaveCount(1);
    await bar.getByRole("button", { name: "Start work" }).click();
    await expect(bar.locator("[aria-current=step]")).toHaveText("Under way");
    await expect(page.getByText("Now Under way")).toBeVisible();
    // a step whose condition does not hold yet is not offered either
    await expect(bar.getByText("No next step for your role")).toBeVisible();

    await openLive(page, at(`/repair/${repair.id}?edit=1`));
    const form = page.locator("form");
    await form.getByRole("textbox", { name: "Cause" }).fill("Worn seal");
    await form.getByRole("button", { name: /Status/ }).click();
    await expect(page.getByRole("option")).toHaveText(["Under way", "Done"]);
    await page.keyboard.press("Escape");
    await form.getByRole("button", { name: "Save" }).click();
    await page.waitForURL((url) => !url.searchParams.has("edit"));
    await bar.getByRole("button", { name: "Finish" }).click();
    await expect(bar.locator("[aria-current=step]")).toHaveText("Done");
    await expect(bar.getByRole("button", { name: "Reopen" })).toBeVisible();
    await expectAccessible(page);

    const implementer = await (await browser.newContext({ locale: "en-US" })).newPage();
    await signIn(implementer, tenant, "implementer");
    await openLive(implementer, at(`/repair/${repair.id}`));
    await expect(implementer.getByRole("button", { name: "Write off" })).toBeVisible();
    await implementer.context().close();
  });

  test("sees fields and what they need by rule, as the server has it", async ({ page }) => {
    const repair = await make<{ id: string; version: number }>(tenant, "repair", { subject: `Gate ${mark}` });
    await signIn(page, tenant, "business");
    await openLive(page, at(`/repair/${repair.id}?edit=1`));
    const form = page.locator("form");
    await expect(form.getByRole("textbox", { name: "Subject" })).toBeVisible();
    await expect(form.getByRole("textbox", { name: "Cause" })).toHaveCount(0);
    await form.getByRole("button", { name: /Status/ }).click();
    await page.getByRole("option", { name: "Under way" }).click();
    await expect(form.getByRole("textbox", { name: "Cause" })).toBeVisible();
    const refused = await call<{ problems?: { code: string; path: string }[] }>(
      tenant,
      "business",
      "PATCH",
      `/objects/repair/records/${repair.id}`,
      {
        status: "done",
      },
    );
    expect(refused.status).toBe(422);
    expect(refused.body.problems?.map(({ code }) => code)).toContain("required");
  });

  test("is warned of a site that looks like one there is, looks, and saves anyway", async ({ page }) => {
    await signIn(page, tenant, "business");
    await openLive(page, at("/site/new"));
    await page.getByRole("textbox", { name: "Name" }).fill(`HARBOUR-${mark}`);
    await page.getByRole("button", { name: "Create site" }).click();
    const dialog = page.getByRole("dialog", { name: "This looks like a record that exists" });
    await expect(dialog.getByText("A site with this name is known.")).toBeVisible();
    await expect(dialog.getByRole("link", { name: `Site Harbour ${mark}` })).toHaveAttribute("href", new RegExp(`/site/${south.id}$`));
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(`HARBOUR-${mark}`);
    await page.getByRole("button", { name: "Create site" }).click();
    await dialog.getByRole("button", { name: "Save anyway" }).click();
    await page.waitForURL(/\/site\/[0-9a-f-]{36}/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`HARBOUR-${mark}`);
  });

  test("and another change the same record: field by field whose value shall stand", async ({ page, browser }) => {
    const repair = await make<{ id: string }>(tenant, "repair", { subject: `Lift ${mark}`, due: inDays(5), site: south.id });
    await signIn(page, tenant, "business");
    const other = await (await browser.newContext({ locale: "en-US" })).newPage();
    await signIn(other, tenant, "implementer");
    for (const each of [page, other]) {
      await openLive(each, at(`/repair/${repair.id}?edit=1`));
      await expect(each.getByRole("textbox", { name: "Subject" })).toHaveValue(`Lift ${mark}`);
    }
    await other.getByRole("textbox", { name: "Subject" }).fill(`Lift stands still ${mark}`);
    const theirCost = other.getByRole("textbox", { name: "Cost" });
    await theirCost.fill("80");
    await other.getByRole("button", { name: "Save" }).click();
    await other.waitForURL((url) => !url.searchParams.has("edit"));

    await page.getByRole("textbox", { name: "Subject" }).fill(`Lift 2 ${mark}`);
    await page.getByRole("textbox", { name: "Cost" }).fill("95");
    await page.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: /was changed meanwhile/ });
    await expect(dialog.getByText(`Lift stands still ${mark}`, { exact: true })).toBeVisible();
    await expectAccessible(page);
    // my subject, their cost
    await dialog.getByRole("group", { name: "Cost" }).getByRole("radio").nth(1).check();
    await dialog.getByRole("button", { name: "Save these values" }).click();
    await page.waitForURL((url) => !url.searchParams.has("edit"));
    const saved = await call<{ subject: string; cost: { minor: number } }>(
      tenant,
      "business",
      "GET",
      `/objects/repair/records/${repair.id}`,
    );
    expect(saved.body).toMatchObject({ subject: `Lift 2 ${mark}`, cost: { minor: 8_000 } });
    await other.context().close();
  });
});

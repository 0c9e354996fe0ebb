import { expect, test, type Locator, type Page } from "@playwright/test";
import { call, cell, leavesNothing, openLive, origin, signIn } from "./support.ts";

const studio = `${origin("merchant-b")}/studio`;

async function type(page: Page, row: number, column: string, text: string): Promise<void> {
  await (await cell(page, row, column)).dblclick();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const isSaved = (page: Page) => expect(page.getByRole("banner").getByText(/^Saved/)).toBeVisible();

test.describe("two people in one draft", () => {
  leavesNothing("merchant-b");
  test("what one saves arrives at the other, the same cell is chosen, and what is published elsewhere is noticed", async ({ browser }) => {
    test.setTimeout(240_000);
    const [one, other] = await Promise.all(
      [0, 1].map(async () => {
        const page = await (await browser.newContext({ locale: "en-US", viewport: { width: 1440, height: 900 } })).newPage();
        await signIn(page, "merchant-b", "implementer");
        return page;
      }),
    );
    for (const page of [one!, other!]) {
      await openLive(page, `${studio}/tables/payment_methods`);
      await expect(page.getByRole("grid")).toBeVisible();
    }

    // two cells: both stay
    await type(one!, 1, "Amount", ">= 11");
    await isSaved(one!);
    await type(other!, 2, "Amount", ">= 22");
    await isSaved(other!);
    await expect(await cell(one!, 2, "Amount")).toContainText("22", { timeout: 30_000 });
    await expect(await cell(other!, 1, "Amount")).toContainText("11", { timeout: 30_000 });

    // one cell: the later one is asked, with both values
    await other!.context().setOffline(true);
    await type(other!, 1, "Amount", ">= 33");
    await type(one!, 1, "Amount", ">= 44");
    await isSaved(one!);
    await other!.context().setOffline(false);
    await other!.getByRole("button", { name: "1 edit meets another one" }).click({ timeout: 60_000 });
    const dialog = other!.getByRole("dialog");
    await expect(dialog).toContainText("33");
    await expect(dialog).toContainText("44");
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await expect(dialog).toBeHidden();
    await expect(await cell(other!, 1, "Amount")).toContainText("44");
    await isSaved(other!);

    // somebody publishes another draft: both are told, and one moves the draft onto it
    const { body: theirs } = await call<{ id: string }>("merchant-b", "implementer", "POST", "/drafts", {});
    const at = `/drafts/${theirs.id}/documents/object/order`;
    const { body: order } = await call<{ label: unknown }>("merchant-b", "implementer", "GET", at);
    const changes = [{ path: "/label", before: order.label, after: "Orders of today" }];
    expect((await call("merchant-b", "implementer", "PATCH", at, { changes })).status).toBe(200);
    const published = await call<{ revision: number }>("merchant-b", "implementer", "POST", `/drafts/${theirs.id}/publish`, {});
    const { revision } = published.body;
    const move = (page: Page): Locator => page.getByRole("button", { name: `Move onto r${revision}` });
    await expect(move(other!)).toBeVisible({ timeout: 30_000 });
    await move(one!).click({ timeout: 30_000 });
    await expect(move(one!)).toBeHidden({ timeout: 30_000 });
    await expect(move(other!)).toBeHidden({ timeout: 30_000 });
    await expect(await cell(one!, 1, "Amount")).toContainText("44");
    await one!.getByRole("link", { name: "Objects" }).click();
    await expect(one!.getByText("Orders of today").first()).toBeVisible();
    for (const page of [one!, other!]) await page.context().close();
  });

  test("what was edited without a connection survives that somebody else closes the draft and the page is loaded anew", async ({
    browser,
  }) => {
    test.setTimeout(180_000);
    const drafts = async () =>
      (await call<{ data: { id: string; status: string }[] }>("merchant-b", "implementer", "GET", "/drafts")).body.data.filter(
        ({ status }) => status === "open",
      );
    const giveUp = async (id: string) =>
      expect((await call("merchant-b", "implementer", "POST", `/drafts/${id}/discard`)).status).toBeLessThan(300);
    for (const { id } of await drafts()) await giveUp(id);
    const page = await (await browser.newContext({ locale: "en-US", viewport: { width: 1440, height: 900 } })).newPage();
    await signIn(page, "merchant-b", "implementer");
    await openLive(page, `${studio}/tables/payment_methods`);
    await expect(page.getByRole("grid")).toBeVisible();
    await type(page, 1, "Amount", ">= 15");
    await isSaved(page);

    await page.context().setOffline(true);
    await type(page, 1, "Amount", ">= 55");
    await type(page, 2, "Amount", ">= 66");
    await expect(page.getByRole("banner").getByText(/^Not saved: no connection/)).toBeVisible({ timeout: 30_000 });
    for (const { id } of await drafts()) await giveUp(id);
    // the page goes before it hears of it
    await page.goto("about:blank");
    await page.context().setOffline(false);
    await openLive(page, `${studio}/tables/payment_methods`);

    // the second one fits: it is in the next draft. Of the first one, what it was made on is gone: it is asked about
    await expect(await cell(page, 2, "Amount")).toContainText("66", { timeout: 30_000 });
    await page.getByRole("button", { name: "1 edit meets another one" }).click({ timeout: 60_000 });
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("55");
    await expect(dialog).toContainText("Taken away");
    await dialog.getByRole("button", { name: "Keep mine" }).click();
    await expect(dialog).toBeHidden();
    await isSaved(page);
    await expect(await cell(page, 1, "Amount")).toContainText("55");
  });
});

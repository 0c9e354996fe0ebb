import { expect, test, type Page } from "@playwright/test";
import {
  call,
  cell,
  customerLink,
  expectAccessible,
  leavesNothing,
  offeredMethods,
  origin,
  placeOrder,
  readOrder,
  signIn,
  watchForeignRequests,
} from "./support.ts";

const studio = `${origin("merchant-b")}/studio`;

/** Publishes what the studio holds, and waits until it says so. */
async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText(/Published as r\d+/).first()).toBeVisible();
}

test.describe("an implementer", () => {
  leavesNothing("merchant-b");
  test.afterAll(async () => {
    expect(await offeredMethods("merchant-b")).toEqual(["alipay", "jd_pay"]);
  });

  test("adds Meituan Pay as one row: the customer sees it, the order completes at its price, merchant-a is as it was", async ({
    page,
    browser,
  }) => {
    test.setTimeout(120_000);
    expect(await offeredMethods("merchant-b")).toEqual(["alipay", "jd_pay"]);
    expect(await offeredMethods("merchant-a")).toEqual(["alipay", "wechat_pay", "unionpay"]);

    const order = await placeOrder("merchant-b", 1999);
    const { url } = await customerLink("merchant-b", order);
    const customer = await (await browser.newContext({ locale: "en-US", viewport: { width: 390, height: 844 } })).newPage();
    await customer.goto(url);
    await expect(customer.getByRole("radio")).toHaveCount(2);

    await signIn(page, "merchant-b", "implementer");
    await page.goto(`${studio}/tables/payment_methods`);
    await page.getByRole("button", { name: "Add row" }).first().click();
    const output = await cell(page, 3, "Payment method");
    await output.dblclick();
    await page.getByRole("option", { name: "Meituan Pay" }).click();
    await expect(page.getByText(/Saved/).first()).toBeVisible();
    // not live before it is published
    expect(await offeredMethods("merchant-b")).toEqual(["alipay", "jd_pay"]);
    await publish(page);
    expect(await offeredMethods("merchant-b")).toEqual(["alipay", "jd_pay", "meituan_pay"]);
    expect(await offeredMethods("merchant-a")).toEqual(["alipay", "wechat_pay", "unionpay"]);

    await customer.reload();
    await expect(customer.getByRole("radio")).toHaveCount(3);
    await customer.getByText("Meituan Pay", { exact: true }).click();
    await customer.getByRole("button", { name: /Pay .*19\.99 with Meituan Pay/ }).click();
    await expect(customer.getByRole("heading", { name: "Paid" })).toBeVisible();
    expect(await readOrder("merchant-b", order)).toMatchObject({
      status: "completed",
      payment_method: "meituan_pay",
      paid_amount: { currency: "CNY", minor: 1999 },
    });
    await customer.context().close();
  });

  test("edits a table with the keyboard alone, undoes and redoes", async ({ page }) => {
    await signIn(page, "merchant-b", "implementer");
    await page.goto(`${studio}/tables/payment_methods`);
    const first = await cell(page, 1, "Payment method");
    await expect(first).toContainText("Alipay");
    await first.focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expect(await cell(page, 2, "Payment method")).toContainText("Alipay");
    await page.keyboard.press("Control+z");
    await expect(first).toContainText("Alipay");
    await page.keyboard.press("Control+Shift+z");
    await expect(first).toContainText("JD Pay");
    await page.keyboard.press("Control+z");
    await expect(first).toContainText("Alipay");

    const amount = await cell(page, 1, "Amount");
    await amount.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("100 - 1");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: "ends before it begins" })).toBeVisible();
    await page.keyboard.press("Escape");
    await amount.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(">= 100");
    await page.keyboard.press("Enter");
    await expect(amount).toContainText("100");
    await page.keyboard.press("Control+z");
    await expect(amount).toContainText("Any");
  });

  test("the tester says why a method is not offered", async ({ page }) => {
    await signIn(page, "merchant-b", "implementer");
    await page.goto(`${studio}/tables/payment_methods`);
    await expect(page.getByText("Why not", { exact: true })).toBeVisible();
    await expect(page.getByText("switched off").first()).toBeVisible();
  });

  test("adds a field to an object and puts it on the form; the app shows it after the publish", async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, "merchant-b", "implementer");
    await page.goto(`${studio}/objects/order`);
    await page.getByRole("button", { name: "Add field" }).first().click();
    await page
      .getByLabel(/^Label/)
      .last()
      .fill("Table number");
    await page.getByRole("button", { name: "Text", exact: true }).click();
    await expect(page.getByText("table_number").first()).toBeVisible();

    await page.goto(`${studio}/forms/order`);
    const field = page
      .getByRole("option", { name: /Table number/ })
      .or(page.getByRole("button", { name: /Table number/ }))
      .first();
    await field.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Canvas").getByText("Table number", { exact: true })).toBeVisible();
    await publish(page);

    await page.goto(`${origin("merchant-b")}/a/ordering/order/new`);
    await expect(page.getByLabel("Table number")).toBeVisible();
  });

  test("a document in Monaco: markers from the kind's schema, nothing from elsewhere", async ({ page }) => {
    const foreign = watchForeignRequests(page);
    await signIn(page, "merchant-b", "implementer");
    await page.goto(`${studio}/forms/order`);
    await page.getByRole("radiogroup", { name: "Mode" }).getByRole("radio", { name: "Code" }).click();
    const editor = page.locator(".monaco-editor").first();
    await expect(editor).toBeVisible({ timeout: 30_000 });
    await editor.click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("End");
    await page.keyboard.type(' "no_such_key": 1,');
    await expect(page.locator(".squiggly-error, .squiggly-warning").first()).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press("Control+z");
    expect(foreign).toEqual([]);
  });

  test("cannot delete a field that a rule uses: the users are listed", async () => {
    const draft = (await call<{ id: string }>("merchant-b", "implementer", "POST", "/drafts")).body;
    const { body } = await call<{ fields: Record<string, { name: string }> }>("merchant-b", "implementer", "GET", "/metadata/object/order");
    const { channel: _channel, ...fields } = body.fields;
    await call("merchant-b", "implementer", "PUT", `/drafts/${draft.id}/documents/object/order`, { ...body, fields });
    const published = await call("merchant-b", "implementer", "POST", `/drafts/${draft.id}/publish`);
    expect(published.status).toBe(422);
    expect(JSON.stringify(published.body)).toContain("in_use");
    expect(JSON.stringify(published.body)).toContain("orders_all");
    await call("merchant-b", "implementer", "POST", `/drafts/${draft.id}/discard`);
  });

  test("the studio's rooms are accessible", async ({ page }) => {
    await signIn(page, "merchant-b", "implementer");
    for (const room of ["tables/payment_methods", "objects/order", "forms/order"]) {
      await page.goto(`${studio}/${room}`);
      await page.waitForLoadState("networkidle");
      await expectAccessible(page);
    }
  });
});

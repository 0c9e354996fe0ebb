import { expect, test } from "@playwright/test";
import { call, customerLink, expectAccessible, offeredMethods, origin, placeOrder, readOrder } from "./support.ts";

test.describe("a customer pays for an order", () => {
  test("sees what the table gave, each at its price, and pays 15.99 for 19.99 with Alipay", async ({ page }) => {
    const order = await placeOrder("merchant-a", 1999);
    const { url } = await customerLink("merchant-a", order);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(url);
    const options = page.getByRole("radio");
    await expect(options).toHaveCount(3);
    await expect(page.getByText("¥15.99").first()).toBeVisible();
    await expectAccessible(page);
    await page.getByText("Alipay", { exact: true }).click();
    await page.getByRole("button", { name: /Pay .*15\.99 with Alipay/ }).click();
    await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
    const paid = await readOrder("merchant-a", order);
    expect(paid).toMatchObject({ status: "completed", payment_method: "alipay", paid_amount: { currency: "CNY", minor: 1599 } });
  });

  test("cannot choose what was not offered: refused with the rule's name, and nothing happens", async () => {
    const order = await placeOrder("merchant-b", 8800);
    const { token } = await customerLink("merchant-b", order);
    expect(await offeredMethods("merchant-b")).not.toContain("wechat_pay");
    const response = await fetch(`${origin()}/api/v1/links/${token}/answer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ values: { payment_method: "wechat_pay" } }),
    });
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const refusal = (await response.json()) as { problems: { code: string; message: string }[] };
    expect(refusal.problems.map(({ code }) => code)).toEqual(["choice_not_offered"]);
    expect(JSON.stringify(refusal)).toContain("payment_methods");
    expect(await readOrder("merchant-b", order)).toMatchObject({ status: "waiting" });

    const direct = await call("merchant-b", "business", "PATCH", `/objects/order/records/${order.id}`, { payment_method: "wechat_pay" });
    expect(direct.status).toBe(422);

    // what only the flow may say is not for people to write
    const paid = await call("merchant-b", "business", "PATCH", `/objects/order/records/${order.id}`, { status: "completed" });
    expect([403, 422]).toContain(paid.status);
    expect(await readOrder("merchant-b", order)).toMatchObject({ status: "waiting" });
  });

  test("who does not choose in time finds the order cancelled", async ({ page }) => {
    const draft = (await call<{ id: string }>("merchant-a", "implementer", "POST", "/drafts")).body;
    const flow = (
      await call<{ steps: Record<string, { name: string; timeoutSeconds?: number }> }>(
        "merchant-a",
        "implementer",
        "GET",
        "/metadata/flow/order",
      )
    ).body;
    const before = flow.steps["payment"]!.timeoutSeconds;
    expect(before).toBe(300);
    const edit = async (draftId: string, seconds: number): Promise<void> => {
      const put = await call("merchant-a", "implementer", "PUT", `/drafts/${draftId}/documents/flow/order`, {
        ...flow,
        steps: { ...flow.steps, payment: { ...flow.steps["payment"], timeoutSeconds: seconds } },
      });
      expect(put.status, JSON.stringify(put.body)).toBeLessThan(300);
      expect((await call("merchant-a", "implementer", "POST", `/drafts/${draftId}/publish`)).status).toBe(200);
    };
    await edit(draft.id, 2);
    try {
      const order = await placeOrder("merchant-a", 5000);
      const { url, token } = await customerLink("merchant-a", order);
      await page.goto(url);
      await expect(page.getByRole("heading", { name: "Order cancelled" })).toBeVisible();
      expect(await readOrder("merchant-a", order)).toMatchObject({ status: "cancelled" });
      const late = await fetch(`${origin()}/api/v1/links/${token}/answer`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ values: { payment_method: "alipay" } }),
      });
      expect([409, 410]).toContain(late.status);
      expect(await readOrder("merchant-a", order)).toMatchObject({ status: "cancelled" });
    } finally {
      await edit((await call<{ id: string }>("merchant-a", "implementer", "POST", "/drafts")).body.id, 300);
    }
  });
});

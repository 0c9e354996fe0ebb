import { expect, test } from "@playwright/test";
import { call, customerLink, expectAccessible, origin, placeOrder, signIn, watchForeignRequests } from "./support.ts";

/** Every page, in both languages and both themes: accessible, nothing wrong in the console, nothing fetched from elsewhere. */
const looks = [
  { locale: "en", theme: "light" },
  { locale: "zh", theme: "dark" },
] as const;

for (const { locale, theme } of looks) {
  test(`every page is in order (${locale}, ${theme})`, async ({ page, context }) => {
    test.setTimeout(240_000);
    const foreign = watchForeignRequests(page);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
    for (const url of [origin(), origin("merchant-b")]) {
      await context.addCookies([
        { name: "locale", value: locale, url },
        { name: "theme", value: theme, url },
      ]);
    }

    const order = await placeOrder("merchant-b", 8800);
    const { url: link } = await customerLink("merchant-b", order);
    const open = async (address: string, look: { phone?: boolean } = {}): Promise<void> => {
      await page.setViewportSize(look.phone === true ? { width: 390, height: 844 } : { width: 1440, height: 900 });
      const answer = await page.goto(address);
      expect(answer?.status(), address).toBe(200);
      await expect(page.locator("h1, h2, [role=heading]").first()).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", locale === "zh" ? /^zh/ : /^en/);
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      await page.waitForLoadState("networkidle");
      await test.step(`axe ${address}`, () => expectAccessible(page));
    };

    await open(`${origin("merchant-b")}/sign-in`);
    await open(`${origin()}/sign-in`);
    await open(link, { phone: true });

    await page.context().clearCookies({ name: /session/ });
    await page.context().addCookies([{ name: "locale", value: "en", url: origin("merchant-b") }]);
    await signIn(page, "merchant-b", "implementer");
    await page.context().addCookies([{ name: "locale", value: locale, url: origin("merchant-b") }]);
    const at = (path: string): string => `${origin("merchant-b")}${path}`;
    for (const path of ["/a/ordering/order", `/a/ordering/order/${order.id}`, "/a/ordering/order/new", "/a/ordering/product"]) {
      await open(at(path));
      await open(at(path), { phone: true });
    }
    for (const path of [
      "/studio",
      "/studio/tables/payment_methods",
      "/studio/objects/order",
      "/studio/forms/order",
      "/studio/flows/order",
      "/studio/roles/business",
    ])
      await open(at(path));
    await open(at("/console"));

    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
    expect((await call("merchant-b", "business", "GET", "/me")).status).toBe(200);
  });
}

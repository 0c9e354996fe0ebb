import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { call, expectAccessible, origin, signIn } from "./support.ts";

const got: { readonly text: string; readonly headers: Record<string, string> }[] = [];
let server: Server;
let address: string;
let answers = 500;
/** another each time: a demo that ran before may hold one */
const name = `Stock ${Date.now().toString(36)}`;

test.beforeAll(async () => {
  server = createServer((request, answer) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ text: Buffer.concat(chunks).toString(), headers: request.headers as Record<string, string> });
      answer.writeHead(answers, { "content-type": "text/plain" }).end(answers === 500 ? "not today" : "thanks");
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("an implementer has another system told of records, sees what did not arrive, and sends it again", async ({ page }) => {
  test.slow();
  await signIn(page, "merchant-a", "implementer");
  await page.goto(`${origin("merchant-a")}/console/webhooks`);
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "New webhook" });
  await dialog.getByLabel("Address").fill("https://10.0.0.1/inside");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(dialog.getByText("This address is not allowed; give a public https address")).toBeVisible();
  await dialog.getByLabel("Address").fill(address);
  await dialog.getByText("Record deleted").click();
  await dialog.getByText("Record restored").click();
  await dialog.getByRole("button", { name: /^Objects/ }).click();
  await page.getByRole("option", { name: "Product" }).click();
  await page.keyboard.press("Escape");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create webhook" }).click();

  const shown = page.getByRole("dialog", { name: "Secret of the webhook" });
  const secret = (await shown.getByTestId("secret").textContent())!;
  expect(secret).toMatch(/^whsec_/);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await expect(shown).toBeHidden();
  await expectAccessible(page);
  await page
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  const made = await call<{ id: string }>("merchant-a", "implementer", "POST", "/objects/product/records", {
    name: "Webhook tea",
    price: "3.00",
  });
  expect(made.status).toBe(201);
  const log = page.getByRole("region", { name: "Log" });
  await log.getByRole("button", { name: "Record created" }).click();
  const panel = page.getByRole("dialog", { name: "Record created · Product" });
  await expect(panel.getByText("HTTP 500").first()).toBeVisible();
  await expect(panel.getByText("not today").first()).toBeVisible();
  await expect(panel.getByText("Webhook tea")).toBeVisible();
  await expectAccessible(page);

  answers = 200;
  await panel.getByRole("button", { name: "Send again" }).click();
  await expect(panel.getByText("Arrived")).toBeVisible({ timeout: 30_000 });
  await expect(panel.getByText("HTTP 200").first()).toBeVisible();
  await page.keyboard.press("Escape");
  const [first, last] = [got[0]!, got.at(-1)!];
  expect(first.headers["webhook-id"]).toBe(last.headers["webhook-id"]);
  expect(new Webhook(secret).verify(last.text, last.headers)).toMatchObject({
    type: "record.created",
    data: { object: "product", id: made.body.id },
  });

  await page.getByRole("button", { name: "Send test" }).click();
  await expect(log.getByRole("button", { name: "webhook.test" })).toBeVisible({ timeout: 30_000 });

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Send again…" }).click();
  const again = page.getByRole("dialog", { name: "Send again…" });
  await again.getByText("Everything").click();
  const before = got.length;
  await again.getByRole("button", { name: "Send again" }).click();
  await expect(again).toBeHidden();
  await expect.poll(() => got.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(before + 2);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete webhook" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete webhook" }).click();
  await expect(page.getByRole("heading", { name: "Webhooks" })).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);
});

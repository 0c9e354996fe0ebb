import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";

const port = Number(process.env["E2E_PORT"] ?? 3900);

export type Tenant = "merchant-a" | "merchant-b";
export const origin = (tenant?: string): string => `http://${tenant === undefined ? "" : `${tenant}.`}localhost:${port}`;
export const password = "armature-demo";

/** Signs in as a person would. Ends where sign-in leads. */
export async function signIn(page: Page, tenant: Tenant | undefined, who: "implementer" | "business" | "operator"): Promise<void> {
  await page.goto(`${origin(tenant)}/sign-in`);
  await page.getByLabel("Email").fill(who === "operator" ? "operator@armature.test" : `${who}@${tenant}.test`);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Opens a page and waits until its buttons and fields answer: what is drawn by the server may be seen before. */
export async function openLive(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await waitLive(page);
}

export async function waitLive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const all = [...document.querySelectorAll("main button, main input, form button, form input, h1")];
    return all.length > 0 && all.every((each) => Object.keys(each).some((key) => key.startsWith("__reactFiber")));
  });
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A call with a demo key, for what a journey needs beforehand and for what it checks behind the page. */
export async function call<Body = Record<string, unknown>>(
  tenant: Tenant,
  role: "implementer" | "business",
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<Body>> {
  const response = await fetch(`${origin()}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer demo-${tenant}-${role}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as Body };
}

/** In a group of journeys: its open drafts are given up before, and what it publishes is taken back behind it. */
export function leavesNothing(tenant: Tenant): void {
  let before = 0;
  test.beforeAll(async () => {
    const { body } = await call<{ data: { id: string; status: string }[] }>(tenant, "implementer", "GET", "/drafts");
    for (const { id, status } of body.data) if (status === "open") await call(tenant, "implementer", "POST", `/drafts/${id}/discard`);
    before = (await call<{ revision: number }>(tenant, "implementer", "GET", "/metadata")).body.revision;
  });
  test.afterAll(async () => {
    const restored = await call(tenant, "implementer", "POST", `/revisions/${before}/restore`);
    expect(restored.status, JSON.stringify(restored.body)).toBeLessThan(300);
  });
}

/** A cell of a decision table by what people see: row from 1, column by its head. */
export async function cell(page: Page, row: number, column: string): Promise<Locator> {
  const head = page.getByRole("grid").getByRole("columnheader", { name: column });
  const index = await head.getAttribute("aria-colindex");
  return page.locator(`[role=row][aria-rowindex="${row + 1}"] [role=gridcell][aria-colindex="${index}"]`);
}

export interface Order {
  readonly id: string;
  readonly status: string;
  readonly payment_method?: string;
  readonly paid_amount?: { readonly currency: string; readonly minor: number };
}

/** A new order that waits for its customer. `amount` in minor units of CNY. */
export async function placeOrder(tenant: Tenant, amount: number): Promise<Order> {
  const { status, body } = await call<Order>(tenant, "business", "POST", "/objects/order/records", {
    customer_name: "Su Wanqing",
    channel: "app",
    amount: { currency: "CNY", minor: amount },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

/** The customer's link to an order: its address and its token; given once the order's flow waits for the choice. */
export async function customerLink(tenant: Tenant, order: Order): Promise<{ url: string; token: string }> {
  const { status, body } = await call<{ url: string; token: string }>(
    tenant,
    "business",
    "POST",
    `/objects/order/records/${order.id}/link`,
    {
      page: "order_pay",
    },
  );
  expect(status, JSON.stringify(body)).toBe(201);
  await expect
    .poll(async () => ((await (await fetch(`${origin()}/api/v1/links/${body.token}`)).json()) as { waiting?: unknown[] }).waiting?.length)
    .toBe(1);
  return body;
}

export async function readOrder(tenant: Tenant, order: Order): Promise<Order> {
  return (await call<Order>(tenant, "business", "GET", `/objects/order/records/${order.id}`)).body;
}

export async function offeredMethods(tenant: Tenant): Promise<string[]> {
  const { body } = await call<{ outputs: { method: string }[] }>(tenant, "business", "POST", "/tables/payment_methods/decide", {
    facts: { channel: "app", amount: "88.00" },
  });
  return body.outputs.map(({ method }) => method);
}

/** Nothing that axe knows of WCAG 2.2 A and AA may be wrong on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // read out for seconds, by the name of what may be gone from the page by then
    .exclude("[data-live-announcer]")
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
}

/** Collects requests that leave the machine: there must be none. */
export function watchForeignRequests(page: Page): string[] {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "localhost" && !hostname.endsWith(".localhost") && hostname !== "127.0.0.1")
      foreign.push(request.url());
  });
  return foreign;
}

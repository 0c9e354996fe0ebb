import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { everyType, everyTypeDocuments } from "./every-type.ts";
import { call, expectAccessible, leavesNothing, origin, signIn, watchForeignRequests } from "./support.ts";

const tenant = "merchant-a";
const list = `${origin(tenant)}/a/inspections/inspection`;
type Json = Record<string, any>;

/** What a page says of itself that nobody should have to read: faults, and markup of the server that the browser would not have drawn. */
function watchConsole(page: Page): string[] {
  const said: string[] = [];
  page.on("pageerror", (error) => said.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // React says of a mismatch "hydrat…" in development, and its number in production
    if (/hydrat|Minified React error|did not match|not a child of|unique "key"/iu.test(text))
      said.push(`${page.url()}: ${text.slice(0, 600)}`);
  });
  return said;
}

/** 1 × 1, red */
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==", "base64");

test.describe("every type of field", () => {
  test.describe.configure({ mode: "serial" });
  leavesNothing(tenant);
  let first: Json;
  /** the record that the form made */
  let filled = "";
  // records of earlier runs may still be there
  const mark = Date.now().toString(36);

  test.beforeAll(async () => {
    const role = (await call<Json>(tenant, "implementer", "GET", "/metadata/role/business")).body;
    const draft = (await call<Json>(tenant, "implementer", "POST", "/drafts", {})).body;
    for (const [at, document] of Object.entries(everyTypeDocuments(role))) {
      const put = await call(tenant, "implementer", "PUT", `/drafts/${draft["id"]}/documents/${at}`, document);
      expect(put.status, JSON.stringify(put.body)).toBe(200);
    }
    const published = await call(tenant, "implementer", "POST", `/drafts/${draft["id"]}/publish`, {});
    expect(published.status, JSON.stringify(published.body)).toBe(200);

    const make = async (object: string, values: object): Promise<Json> => {
      const made = await call<Json>(tenant, "business", "POST", `/objects/${object}/records`, values);
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body;
    };
    const project = await make("project", { name: "Spring round" });
    await make("site", { name: "Guomao", region: "CN-11-1101" });
    await make("site", { name: "Wangjing", region: "CN-11-1101" });
    first = await make("inspection", { text: `Visit ${mark}`, master_detail: project["id"] });
  });

  test("is in the documents", () => {
    const types = readdirSync(join(import.meta.dirname, "..", "metadata", "fields"))
      .filter((name) => /^[a-z_]+\.ts$/u.test(name) && name !== "index.ts")
      .map((name) => name.replace(".ts", ""));
    expect(types.length).toBeGreaterThanOrEqual(44);
    expect(new Set(Object.values(everyType).map(({ type }) => type))).toEqual(new Set(types));
  });

  test("is filled in, saved and read by a business user", async ({ page }) => {
    test.setTimeout(240_000);
    const said = watchConsole(page);
    const foreign = watchForeignRequests(page);
    await signIn(page, tenant, "business");
    await page.setViewportSize({ width: 1280, height: 900 });

    await test.step("the form", async () => {
      await page.goto(`${list}/new`);
      await expect(page.getByRole("button", { name: "Create inspection" })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await fill(page, `Visit ${mark}`);
      await expectAccessible(page);
      // the form scrolls, the page does not
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
      await page.getByRole("button", { name: "Create inspection" }).click();
      await page.waitForURL((url) => /\/inspection\/[0-9a-f-]{36}$/u.test(url.pathname));
    });

    const id = new URL(page.url()).pathname.split("/").at(-1)!;
    filled = id;
    const read = async () =>
      (await call<Json>(tenant, "business", "GET", `/objects/inspection/records/${id}?expand=reference,multi_reference`)).body;
    await test.step("what is stored", async () => {
      const stored = await read();
      expect(stored).toMatchObject({
        text: "Kitchen check",
        select: "open",
        multi_select: ["fire", "food"],
        tags: ["urgent", "night"],
        date: "2026-03-19",
        time: "14:30",
        duration: 5_400,
        boolean: true,
        rating: 4,
        number: 8,
        decimal: "-18.5",
        percent: "92.50",
        money: { currency: "CNY", minor: 168_000 },
        colour: "#11ee99",
        email: "a@b.example",
        url: "https://example.com/a",
        region: "CN-44-4403-440305",
        address: { city: "Shenzhen", street: "1 Nanjing Rd" },
        location: { lat: 22.5, lng: 113.9 },
        tree: first["id"],
        file: [{ name: "paper.txt", mediaType: "text/plain", size: 9 }],
        image: [{ name: "photo.png", mediaType: "image/png", width: 1, height: 1 }],
        signature: { mediaType: "image/png" },
        long_text: "Two lines,\nboth kept",
        rich_text: expect.stringContaining("All <strong>well</strong>"),
        markdown: "# Notes",
        code: "select 1",
        json: { a: [1, 2] },
        roll_up: "30.00",
        formula: "3.75",
      });
      expect(stored["reference"]).toMatchObject({ name: "Guomao" });
      expect(stored["multi_reference"]).toMatchObject([{ name: "Wangjing" }, { name: "Guomao" }]);
      expect(stored["polymorphic_reference"]).toMatchObject({ object: "project" });
      expect(stored["auto_number"]).toMatch(/^I-\d{4}$/u);
      expect(stored["phone"]).toMatch(/13800138000/u);
    });

    await test.step("the record page", async () => {
      await page.reload();
      await expect(page.getByRole("heading", { name: "Kitchen check" })).toBeVisible();
      await page.waitForLoadState("networkidle");
      const main = page.getByRole("main");
      for (const text of [
        "Spring round",
        "Guomao",
        "Fire safety",
        "urgent",
        "¥1,680.00",
        "92.5%",
        "1 h 30 min",
        "14:30",
        "深圳市",
        "1 Nanjing Rd",
        "paper.txt",
        `Visit ${mark}`,
        "Loose tile",
        "Blocked exit",
        "3.75",
      ])
        await expect(main.getByText(text).first(), text).toBeVisible();
      await expect(main.getByRole("table", { name: "Findings" }).getByRole("row").nth(1)).toContainText("Loose tile");
      await expect(main.getByRole("table", { name: "Findings" }).getByRole("row").last()).toContainText("30.00");
      await expect(main.getByRole("img", { name: "photo.png" })).toBeVisible();
      await expectAccessible(page);
    });

    expect(said).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test("is changed in its form, and listed", async ({ page }) => {
    test.setTimeout(240_000);
    const said = watchConsole(page);
    await signIn(page, tenant, "business");
    const id = filled;
    const read = async () => (await call<Json>(tenant, "business", "GET", `/objects/inspection/records/${id}`)).body;
    await page.goto(`${list}/${id}`);
    await test.step("changed in its form", async () => {
      await page.getByRole("link", { name: "Edit", exact: true }).click();
      const save = page.getByRole("button", { name: /^Save/u }).last();
      await expect(save).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.getByRole("textbox", { name: /^Title/u }).fill("Kitchen check, again");
      await page.getByRole("textbox", { name: "Price" }).first().fill("6");
      await page.getByRole("button", { name: "Remove line 2" }).click();
      await expectAccessible(page);
      await save.click();
      await expect(page.getByRole("heading", { name: "Kitchen check, again" })).toBeVisible();
      await expect.poll(async () => (await read())["roll_up"]).toBe("12.00");
      // what was not touched is as it was
      expect(await read()).toMatchObject({
        rich_text: expect.stringContaining("All <strong>well</strong>"),
        json: { a: [1, 2] },
        region: "CN-44-4403-440305",
      });
    });

    await test.step("the list", async () => {
      await page.goto(list);
      await expect(page.getByRole("gridcell", { name: "Kitchen check, again", exact: true }).first()).toBeVisible();
      await page.waitForLoadState("networkidle");
      await expect(page.getByRole("gridcell", { name: `Visit ${mark}`, exact: true })).toBeVisible();
      await expectAccessible(page);
    });

    expect(said).toEqual([]);
  });

  // drawn by the server and taken over piece by piece, while what the form asks for arrives
  test("is opened in its form by the address", async ({ page }) => {
    const said = watchConsole(page);
    await signIn(page, tenant, "business");
    await page.goto(`${list}/${filled}?edit=1`);
    await expect(page.getByRole("textbox", { name: /^Title/u })).toHaveValue("Kitchen check, again");
    await page.waitForLoadState("networkidle");
    expect(said).toEqual([]);
  });
});

/** A text means exactly that name. */
const named = (name: string | RegExp) => (typeof name === "string" ? { name, exact: true } : { name });
const typed = (page: Page, name: string | RegExp) => page.getByRole("textbox", named(name));

/** What is found by typing the beginning of its name. */
async function pick(page: Page, within: Page | Locator, label: string | RegExp, text: string): Promise<void> {
  await within.getByRole("combobox", named(label)).fill(text);
  await page.getByRole("option", { name: text }).first().click();
}

async function choose(page: Page, label: string | RegExp, options: readonly string[]): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  for (const option of options) await page.getByRole("option", { name: option }).click();
  if (options.length > 1) await page.keyboard.press("Escape");
}

/** As a person would, field by field. */
async function fill(page: Page, above: string): Promise<void> {
  const group = (name: string) => page.getByRole("group", { name, exact: true });
  await typed(page, /^Title/u).fill("Kitchen check");
  await pick(page, page, /^Project/u, "Spring");
  await expect(page.getByRole("option")).toHaveCount(0);
  await pick(page, page, "Site", "Guo");
  await expect(page.getByRole("option")).toHaveCount(0);
  await choose(page, /Status/u, ["Open"]);
  await choose(page, /Areas/u, ["Fire safety", "Food"]);
  // suggestions make a combo box of it
  const tags = page.getByRole("combobox", { name: "Tags" });
  await tags.pressSequentially("urgent,night");
  await tags.press("Enter");
  await page.getByRole("combobox", { name: "Inspector" }).fill("usi");
  await page.getByRole("option").first().click();
  await group("Day").getByRole("spinbutton").first().click();
  await page.keyboard.type("03192026");
  await group("Time").getByRole("spinbutton").first().click();
  await page.keyboard.type("1430");
  await group("Report due").getByRole("spinbutton").first().click();
  await page.keyboard.type("032020261700");
  await typed(page, "Took").fill("1:30");
  await page.getByText("Announced", { exact: true }).click();
  await page.getByRole("radiogroup", { name: "Rating" }).getByRole("radio").nth(3).check({ force: true });
  await typed(page, "Visitors").fill("8");
  await typed(page, "Temperature").fill("-18.5");
  await typed(page, "Score").fill("92.5");
  await typed(page, "Fee").fill("1680");
  await typed(page, "Badge colour").fill("#1E9");
  await typed(page, "Email").fill("a@b.example");
  await typed(page, "Phone").fill("+86 138 0013 8000");
  await typed(page, "Web page").fill("https://example.com/a");
  await pick(page, group("Region"), "Level 1", "广东");
  await pick(page, group("Region"), "Level 2", "深圳");
  await pick(page, group("Region"), "Level 3", "南山");
  await group("Address").getByRole("textbox", { name: "Street" }).fill("1 Nanjing Rd");
  await group("Address").getByRole("textbox", { name: "City" }).fill("Shenzhen");
  await typed(page, "Latitude").fill("22.5");
  await typed(page, "Longitude").fill("113.9");
  await pick(page, page, "Other sites", "Wang");
  await pick(page, page, "Other sites", "Guo");
  await page.keyboard.press("Escape");
  await group("Ordered by").getByRole("button").first().click();
  await page.getByRole("option", { name: "Project" }).click();
  await pick(page, group("Ordered by"), /.*/u, "Spring");
  await pick(page, page, "Follows", above);
  await group("Papers")
    .locator("input[type=file]")
    .setInputFiles({ name: "paper.txt", mimeType: "text/plain", buffer: Buffer.from("on paper\n") });
  await expect(group("Papers").getByRole("button", { name: "paper.txt", exact: true })).toBeVisible();
  await group("Photos").locator("input[type=file]").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: png });
  await expect(group("Photos").getByRole("img", { name: "photo.png" })).toBeVisible();
  await sign(page, group("Signed by"));
  await lines(page);
  await typed(page, "Summary").fill("Two lines,\nboth kept");
  await typed(page, "Report").click();
  await page.keyboard.type("All ");
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.type("well");
  await typed(page, "Notes").fill("# Notes");
  await typed(page, "Query").fill("select 1");
  await typed(page, "Readings").fill('{"a":[1,2]}');
}

async function sign(page: Page, group: Locator): Promise<void> {
  const pad = group.getByRole("img", { name: /Signed by/u });
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 160, box.y + 30, { steps: 5 });
  await page.mouse.up();
  await group.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(group.getByRole("img", { name: "signature.png" })).toBeVisible();
}

/** Two lines, by keyboard alone once the first is there. */
async function lines(page: Page): Promise<void> {
  const group = page.getByRole("group", { name: "Findings", exact: true });
  await group.getByRole("button", { name: "Add line" }).click();
  const what = group.getByRole("textbox", { name: /^What/u });
  await expect(what).toBeFocused();
  await page.keyboard.type("Loose tile");
  await group.getByRole("textbox", { name: "Count" }).fill("2");
  await group.getByRole("textbox", { name: "Price" }).fill("5");
  await group.getByRole("textbox", { name: "Price" }).press("Enter");
  await expect(what).toHaveCount(2);
  await what.nth(1).fill("Blocked exit");
  await group.getByRole("textbox", { name: "Count" }).nth(1).fill("1");
  await group.getByRole("textbox", { name: "Price" }).nth(1).fill("20");
  await page.keyboard.press("Tab");
  await expect(group.getByRole("row").last()).toContainText("30.00");
}

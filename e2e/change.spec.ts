import { expect, test, type Page } from "@playwright/test";
import { call, expectAccessible, leavesNothing, openLive, origin, signIn } from "./support.ts";

const tenant = "merchant-b";
type Json = Record<string, any>;
/** Another one each time: what an earlier run left is kept, as it should be. */
const objectId = `crate_${Date.now().toString(36)}`;

/** Pictures for whoever wants to look: LOOK=<folder>. */
const look = async (page: Page, name: string): Promise<void> => {
  const folder = process.env["LOOK"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
};

const documents = (role: Json): Record<string, Json> => ({
  "object/crate": {
    kind: "object",
    id: objectId,
    name: "crate",
    label: { en: "Crate", zh: "箱子" },
    plural: { en: "Crates", zh: "箱子" },
    titleField: "title",
    fields: {
      title: { name: "title", label: { en: "Title", zh: "名称" }, type: "text", required: true, order: "a0" },
      weight: { name: "weight", label: { en: "Weight", zh: "重量" }, type: "text", order: "a1" },
      note: { name: "note", label: { en: "Note", zh: "备注" }, type: "text", order: "a2" },
    },
  },
  "form/crate": {
    kind: "form",
    id: "crate",
    name: "crate",
    label: { en: "Crate", zh: "箱子" },
    object: "crate",
    nodes: {
      a: { component: "text-input", order: "a0", props: { field: "title" } },
      b: { component: "text-input", order: "a1", props: { field: "note" } },
    },
  },
  "view/crates": {
    kind: "view",
    id: "crates",
    name: "crates",
    label: { en: "All crates", zh: "全部箱子" },
    object: "crate",
    columns: { a: { field: "title", order: "a0" }, b: { field: "weight", order: "a1" } },
    sort: "title",
  },
  "app/yard": { kind: "app", id: "yard", name: "yard", label: { en: "Yard", zh: "货场" }, items: { a: { object: "crate", order: "a0" } } },
  "role/business": {
    ...role,
    apps: { ...role["apps"], yard: true },
    objects: { ...role["objects"], crate: { read: true, create: true, update: true, delete: true } },
  },
});

test.describe("a change that is safe", () => {
  test.describe.configure({ mode: "serial" });
  leavesNothing(tenant);
  const ids: string[] = [];
  const crate = async (at: number) => (await call<Json>(tenant, "business", "GET", `/objects/crate/records/${ids[at]}`)).body;

  test.beforeAll(async () => {
    const role = (await call<Json>(tenant, "implementer", "GET", "/metadata/role/business")).body;
    const draft = (await call<Json>(tenant, "implementer", "POST", "/drafts", {})).body;
    for (const [at, document] of Object.entries(documents(role))) {
      const put = await call(tenant, "implementer", "PUT", `/drafts/${draft["id"]}/documents/${at}`, document);
      expect(put.status, JSON.stringify(put.body)).toBe(200);
    }
    const published = await call(tenant, "implementer", "POST", `/drafts/${draft["id"]}/publish`, {});
    expect(published.status, JSON.stringify(published.body)).toBe(200);
    for (const [title, weight] of [
      ["Apples", "12"],
      ["Bricks", "1,200.5"],
      ["Cloth", "quite light"],
    ]) {
      const made = await call<Json>(tenant, "business", "POST", "/objects/crate/records", { title, weight, note: `of ${title}` });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      ids.push(made.body["id"]);
    }
  });

  const room = async (page: Page, field?: string): Promise<void> => {
    await openLive(page, `${origin(tenant)}/studio/objects/crate`);
    await expect(page.getByRole("heading", { name: "Crate", level: 1 })).toBeVisible();
    if (field !== undefined)
      await page
        .getByRole("button", { name: new RegExp(`^${field}`) })
        .first()
        .click();
  };
  const publish = async (page: Page): Promise<void> => {
    await page.getByRole("banner").getByRole("button", { name: "Publish" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("button", { name: "Publish", exact: true })).toBeEnabled();
    await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  };

  test("a used field is renamed, and everything that names it with it", async ({ page }) => {
    await signIn(page, tenant, "implementer");
    await room(page, "Note");
    await page.getByRole("button", { name: "Rename…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("1 place names it and goes along:")).toBeVisible();
    await dialog.getByLabel("New API name").fill("remark");
    await look(page, "rename");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Rename", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("remark", { exact: true }).first()).toBeVisible();
    await publish(page);
    await expect(page.getByText(/^Published as r/).first()).toBeVisible();
    expect(await crate(0)).toMatchObject({ title: "Apples", remark: "of Apples" });
    const form = (await call<Json>(tenant, "implementer", "GET", "/metadata/form/crate")).body;
    expect(form["nodes"]["b"]["props"]).toEqual({ field: "remark" });
  });

  test("a type is tried, changed, seen to lose one value, and given back", async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, tenant, "implementer");
    await room(page, "Weight");
    await page.getByRole("button", { name: "Change type…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "New type" }).fill("Number");
    await page.getByRole("option", { name: "Number", exact: true }).click();
    await dialog.getByRole("button", { name: "Try on the records" }).click();
    await expect(dialog.getByRole("cell", { name: "quite light" })).toBeVisible();
    await look(page, "retype");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Change; 1 record loses something" }).click();
    await expect(dialog).toBeHidden();
    await publish(page);
    await expect(page.getByRole("dialog").getByText("Values are being converted")).toBeVisible();
    await look(page, "converting");
    // everybody goes on with the old values
    expect(await crate(0)).toMatchObject({ weight: "12" });
    await expect(page.getByText("2 records converted, 1 lost something").first()).toBeVisible({ timeout: 60_000 });
    await expect.poll(async () => (await crate(0))["weight"]).toBe(12);
    expect((await crate(1))["weight"]).toBe(1200.5);
    expect(await crate(2)).not.toHaveProperty("weight");

    await room(page);
    await expect(page.getByText("2 records converted, 1 lost something")).toBeVisible();
    await look(page, "converted");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Give the old type back" }).click();
    await expect.poll(async () => (await crate(2))["weight"], { timeout: 60_000 }).toBe("quite light");
    expect((await crate(1))["weight"]).toBe("1,200.5");
  });

  test("a field is deleted, its values out of sight, and brought back with them", async ({ page }) => {
    await signIn(page, tenant, "implementer");
    await room(page, "Weight");
    await page.getByRole("button", { name: "Delete field", exact: true }).click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog.getByText("3 records hold a value")).toBeVisible();
    await look(page, "delete");
    await dialog.getByRole("button", { name: /^Delete field/ }).click();
    await publish(page);
    await expect.poll(async () => (await crate(0))["weight"]).toBeUndefined();

    await room(page);
    const removed = page.getByRole("listitem").filter({ hasText: "weight" }).filter({ hasText: "kept until" });
    await expect(removed.first()).toBeVisible();
    await look(page, "removed");
    await expectAccessible(page);
    // the type that was tried in between is among them too
    await removed.filter({ hasText: "Text" }).getByRole("button", { name: "Restore" }).click();
    await expect.poll(async () => (await crate(0))["weight"]).toBe("12");
  });

  test("a record is deleted and brought back by a business user", async ({ page }) => {
    const removed = await call(tenant, "business", "DELETE", `/objects/crate/records/${ids[0]}`);
    expect(removed.status).toBe(204);
    await signIn(page, tenant, "business");
    await openLive(page, `${origin(tenant)}/a/yard/crate`);
    await expect(page.getByText("Bricks").first()).toBeVisible();
    await expect(page.getByText("Apples")).toBeHidden();
    await page.getByRole("button", { name: "More" }).first().click();
    await page.getByRole("menuitem", { name: "Deleted records" }).click();
    const panel = page.getByRole("dialog", { name: "Deleted records" });
    await expect(panel.getByText("Apples")).toBeVisible();
    await look(page, "deleted");
    await expectAccessible(page);
    await panel.getByRole("checkbox", { name: "Choose Apples" }).click({ force: true });
    await panel.getByRole("button", { name: "Restore 1 record" }).click();
    await expect(panel.getByText("Nothing was deleted")).toBeVisible();
    expect(await crate(0)).toMatchObject({ title: "Apples" });
  });
});

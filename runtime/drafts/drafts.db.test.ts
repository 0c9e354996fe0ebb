import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Document, FormDocument, Kind, ObjectDocument, Problem, Result, TableDocument, ViewDocument } from "#metadata";
import type { Platform } from "../platform.ts";
import { createMany } from "../records/write.ts";
import { installPackage } from "../packages/install-package.ts";
import { readPackageFolder } from "../packages/read-folder.ts";
import { registerPackage } from "../packages/register-package.ts";
import {
  deleteDraftDocument,
  diffDraft,
  discardDraft,
  listDrafts,
  listRevisions,
  openDraft,
  publishDraft,
  putDraftDocument,
  readDraft,
  readDraftDocument,
  readDraftDocuments,
  resetDraftDocument,
  restoreRevision,
} from "./index.ts";
import { createJobRunner } from "../jobs/run-jobs.ts";
import { commitRevision } from "./commit-revision.ts";
import { draftRevision } from "./publish-draft.ts";
import { fillNow } from "../slots/slots.testing.ts";
import { must } from "../must.testing.ts";
import { actorOf, testPlatform } from "./testing-platform.ts";

let database: TestDatabase;
let platform: Platform;

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
  must(await registerPackage(platform, must(await readPackageFolder("metadata/fixtures/shop"))));
});
afterAll(() => database?.drop());

const problemsOf = (result: Result<unknown>): readonly Problem[] => (result.ok ? [] : result.problems);
const codesOf = (result: Result<unknown>) => problemsOf(result).map(({ code, path }) => `${code} ${path}`);

async function shop() {
  const tenantId = await database.tenant();
  must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
  const actor = actorOf(tenantId, "implementer");
  const begin = async () => must(await openDraft(platform, actor)).id;
  const read = async <D extends Document>(draft: string, kind: Kind, name: string) =>
    must(await readDraftDocument(platform, actor, draft, kind, name)) as D;
  const put = async (draft: string, document: Document) =>
    must(await putDraftDocument(platform, actor, draft, document.kind, document.name, document));
  const publish = async (draft: string) => must(await publishDraft(platform, actor, draft));
  const effective = () => platform.effectives.get(tenantId);
  return { tenantId, actor, begin, read, put, publish, effective };
}

const withField = (object: ObjectDocument, id: string, field: Partial<ObjectDocument["fields"][string]>): ObjectDocument => ({
  ...object,
  fields: { ...object.fields, [id]: { name: id, label: id, type: "text", order: "b0", ...field } },
});

describe("a draft", () => {
  test("is seen by nobody until it is published, and by everybody afterwards", async () => {
    const { actor, begin, read, put, publish, effective, tenantId } = await shop();
    const draft = await begin();
    const table = await read<TableDocument>(draft, "table", "methods");
    await put(draft, {
      ...table,
      rows: { ...table.rows, app_cash: { order: "a3", out: { method: "cash" }, cells: { channel: { eq: "app" } } } },
    });
    expect((await effective()).documents.table.get("methods")!.rows).not.toHaveProperty("app_cash");
    expect((await read<TableDocument>(draft, "table", "methods")).rows).toHaveProperty("app_cash");

    const { revision } = await publish(draft);
    expect(revision).toBe(2);
    const after = await effective();
    expect(after.revision).toBe(2);
    expect(after.documents.table.get("methods")!.rows).toHaveProperty("app_cash");
    expect(after.origins("table", "methods")).toMatchObject({ "/rows/app_cash/order": "tenant", "/rows/cash/order": "package:shop@1.0.0" });

    const [patches] = await database.db.batch(tenantId, [
      { text: "select body from document_patch where tenant_id = $1", params: [tenantId] },
    ]);
    expect(patches).toEqual([
      { body: { set: { "/rows/app_cash": { order: "a3", out: { method: "cash" }, cells: { channel: { eq: "app" } } } }, remove: [] } },
    ]);
    expect(codesOf(await publishDraft(platform, actor, draft))).toEqual(["draft_closed "]);
    expect(codesOf(await putDraftDocument(platform, actor, draft, "table", "methods", table))).toEqual(["draft_closed "]);
  });

  test("says everything that is wrong with a document at once and keeps nothing of it", async () => {
    const { actor, begin, read } = await shop();
    const draft = await begin();
    const view = await read<ViewDocument>(draft, "view", "sales");
    const wrong = { ...view, lable: "x", sort: "!!", filter: { ">>": [1] }, columns: { number: { field: 7, order: "a0" } } };
    expect(codesOf(await putDraftDocument(platform, actor, draft, "view", "sales", wrong)).sort()).toEqual([
      "invalid_document /sort",
      "unknown_key /lable",
      "unknown_operator /filter/>>",
      "wrong_type /columns/number/field",
    ]);
    expect(must(await readDraft(platform, actor, draft)).documents).toEqual([]);
  });

  test("takes what a GET gives back without a change", async () => {
    const { actor, begin, put } = await shop();
    const draft = await begin();
    for (const document of must(await readDraftDocuments(platform, actor, draft))) {
      if (document.kind !== "role") await put(draft, document);
    }
    expect(must(await readDraft(platform, actor, draft))).toMatchObject({ changes: 0, documents: [] });
  });

  test("adds, renames, removes and resets documents", async () => {
    const { actor, begin, read, put } = await shop();
    const draft = await begin();
    must(await putDraftDocument(platform, actor, draft, "view", "big", { label: "Big", object: "sale", columns: {} }));
    const added = await read<ViewDocument>(draft, "view", "big");
    expect(added).toEqual({ kind: "view", id: "big", name: "big", label: "Big", object: "sale", columns: {} });
    must(await putDraftDocument(platform, actor, draft, "view", "big", { ...added, name: "large" }));
    expect((await read(draft, "view", "large")).id).toBe("big");
    expect(codesOf(await readDraftDocument(platform, actor, draft, "view", "big"))).toEqual(["not_found "]);
    expect(codesOf(await putDraftDocument(platform, actor, draft, "view", "new", { ...added, name: "other", id: "other" }))).toEqual([
      "invalid /name",
    ]);
    expect(codesOf(await putDraftDocument(platform, actor, draft, "view", "new", { ...added, name: "new" }))).toEqual(["name_taken /id"]);
    expect(codesOf(await putDraftDocument(platform, actor, draft, "view", "large", { ...added, name: "sales" }))).toEqual([
      "name_taken /name",
    ]);

    must(await deleteDraftDocument(platform, actor, draft, "page", "sale"));
    await put(draft, { ...(await read<FormDocument>(draft, "form", "sale")), label: "Changed" });
    expect(must(await readDraft(platform, actor, draft)).documents).toEqual([
      { kind: "form", id: "sale", name: "sale", change: "changed" },
      { kind: "page", id: "sale", name: "sale", change: "removed" },
      { kind: "view", id: "big", name: "large", change: "added" },
    ]);
    must(await resetDraftDocument(platform, actor, draft, "page", "sale"));
    must(await resetDraftDocument(platform, actor, draft, "form", "sale"));
    must(await deleteDraftDocument(platform, actor, draft, "view", "large"));
    expect(must(await readDraft(platform, actor, draft)).documents).toEqual([]);
  });

  test("is for those who may design", async () => {
    const { tenantId, begin } = await shop();
    const draft = await begin();
    const clerk = actorOf(tenantId, "clerk", "operator", "nobody");
    for (const refusal of [
      openDraft(platform, clerk),
      listDrafts(platform, clerk),
      publishDraft(platform, clerk, draft),
      listRevisions(platform, clerk),
      restoreRevision(platform, clerk, 1),
    ]) {
      expect(codesOf(await refusal)).toEqual(["forbidden "]);
    }
    const stranger = actorOf((await shop()).tenantId, "implementer");
    expect(codesOf(await publishDraft(platform, stranger, draft))).toEqual(["not_found "]);
    expect(codesOf(await readDraft(platform, stranger, "' or true --"))).toEqual(["not_found "]);
  });

  test("can be given up", async () => {
    const { actor, begin, effective } = await shop();
    const draft = await begin();
    must(await discardDraft(platform, actor, draft));
    expect(codesOf(await publishDraft(platform, actor, draft))).toEqual(["draft_closed "]);
    expect(must(await listDrafts(platform, actor)).map(({ status, number }) => [number, status])).toEqual([[1, "discarded"]]);
    expect((await effective()).revision).toBe(1);
  });
});

describe("publishing", () => {
  test("refuses to take away what is used, and names every user", async () => {
    const { actor, begin, read, put, effective } = await shop();
    const draft = await begin();
    const object = await read<ObjectDocument>(draft, "object", "sale");
    const { amount: _, ...fields } = object.fields;
    await put(draft, { ...object, fields, validations: {} });
    const refusal = await publishDraft(platform, actor, draft);
    const inUse = problemsOf(refusal).filter(({ code }) => code === "in_use");
    expect(inUse).toHaveLength(1);
    expect(inUse[0]!.path).toBe("/object/sale/amount");
    expect(
      (inUse[0]!.details!["users"] as { kind: string; name: string; path: string }[])
        .map(({ kind, name, path }) => `${kind}/${name}${path}`)
        .sort(),
    ).toEqual([
      "form/sale/nodes/amount/props/field",
      "object/sale/fields/method/offeredBy/facts/amount/var",
      "role/clerk/objects/sale/writable/amount",
      "view/sales/columns/amount/field",
      "view/sales/filter/>/0/var",
      "view/sales/sort",
    ]);
    expect((await effective()).revision).toBe(1);
    expect((await effective()).objects.get("sale")!.byName.has("amount")).toBe(true);

    const diff = must(await diffDraft(platform, actor, draft));
    const [sale] = diff.documents;
    expect(sale).toMatchObject({ kind: "object", name: "sale", change: "changed" });
    expect(sale!.impact).toMatchObject([{ path: "/fields/amount", what: "removed", member: "amount", records: 1 }]);
    expect(diff.problems.map(({ code }) => code)).toEqual(["in_use"]);
  });

  test("leaves out no edit that came in while the draft was checked", async () => {
    const { tenantId, actor, begin, read, put } = await shop();
    const draft = await begin();
    const table = await read<TableDocument>(draft, "table", "methods");
    await put(draft, { ...table, label: "One" });
    const checked = must(await draftRevision(platform, actor, draft, ""));
    await put(draft, { ...table, label: "Two" });
    expect(await commitRevision(platform, tenantId, checked)).toEqual({ refused: "moved" });
    expect(must(await readDraft(platform, actor, draft)).status).toBe("open");
    expect(must(await publishDraft(platform, actor, draft)).revision).toBe(2);
    expect((await platform.effectives.get(tenantId)).documents.table.get("methods")!.label).toBe("Two");
  });

  test("refuses a rule that the field's new type makes nonsense of", async () => {
    const { actor, begin, read, put } = await shop();
    const draft = await begin();
    const object = await read<ObjectDocument>(draft, "object", "sale");
    await put(draft, { ...object, fields: { ...object.fields, amount: { ...object.fields["amount"]!, type: "boolean", config: {} } } });
    const paths = problemsOf(await publishDraft(platform, actor, draft)).map(({ path }) => path);
    expect(paths).toContain("/view/sales/filter/>");
    expect(must(await diffDraft(platform, actor, draft)).documents[0]!.impact[0]).toMatchObject({
      what: "retyped",
      member: "amount",
      records: 1,
    });
  });

  test("refuses to give a role what the publisher does not have", async () => {
    const { actor, begin, publish } = await shop();
    const draft = await begin();
    must(
      await putDraftDocument(platform, actor, draft, "role", "helper", { label: "Helper", capabilities: { design: true, operate: true } }),
    );
    expect(codesOf(await publishDraft(platform, actor, draft))).toEqual(["forbidden /role/helper/capabilities/operate"]);
    must(await putDraftDocument(platform, actor, draft, "role", "helper", { label: "Helper", capabilities: { design: true } }));
    await publish(draft);
    const helper = actorOf(actor.tenantId, "helper");
    const second = must(await openDraft(platform, helper)).id;
    must(
      await putDraftDocument(platform, helper, second, "role", "helper", {
        label: "Helper",
        capabilities: { design: true, allRecords: true },
      }),
    );
    expect(codesOf(await publishDraft(platform, helper, second))).toEqual(["forbidden /role/helper/capabilities/allRecords"]);
  });

  test("refuses what a package or the platform locks", async () => {
    const { actor, begin, read } = await shop();
    const draft = await begin();
    const object = await read<ObjectDocument>(draft, "object", "sale");
    const changed = { ...object, fields: { ...object.fields, number: { ...object.fields["number"]!, label: "Mine" } } };
    expect(codesOf(await putDraftDocument(platform, actor, draft, "object", "sale", changed)).map((each) => each.split(" ")[0])).toEqual(
      expect.arrayContaining(["locked"]),
    );
    const role = await read(draft, "role", "implementer");
    expect(codesOf(await putDraftDocument(platform, actor, draft, "role", "implementer", { ...role, capabilities: {} }))).toEqual([
      "locked ",
    ]);
    expect(codesOf(await deleteDraftDocument(platform, actor, draft, "role", "implementer"))).toEqual(["locked "]);
    expect(codesOf(await deleteDraftDocument(platform, actor, draft, "object", "sale"))).toEqual(["locked "]);
  });

  test("joins two drafts of different properties, and refuses two of the same", async () => {
    const { actor, begin, read, put, publish, effective } = await shop();
    const [first, second, third] = [await begin(), await begin(), await begin()];
    const view = await read<ViewDocument>(first, "view", "sales");
    await put(first, { ...view, columns: { ...view.columns, amount: { ...view.columns["amount"]!, width: 200 } } });
    await put(second, { ...view, label: { en: "Everything", zh: "全部" } });
    await put(third, { ...view, columns: { ...view.columns, amount: { ...view.columns["amount"]!, width: 300 } } });
    await publish(first);
    await publish(second);
    expect((await effective()).documents.view.get("sales")).toMatchObject({
      label: { en: "Everything" },
      columns: { amount: { width: 200 } },
    });
    const conflict = await publishDraft(platform, actor, third);
    expect(codesOf(conflict)).toEqual(["draft_conflict /view/sales/columns/amount/width"]);
    expect((await effective()).revision).toBe(3);
  });

  test("lets exactly one of many publish at a time, and each of them in the end", async () => {
    const { begin, read, put, publish, effective } = await shop();
    const drafts = await Promise.all([1, 2, 3].map(begin));
    for (const [index, draft] of drafts.entries()) {
      const view = await read<ViewDocument>(draft, "view", "sales");
      await put(draft, { ...view, columns: { ...view.columns, [`c${index}`]: { field: "note", order: "b0" } } });
    }
    const revisions = await Promise.all(drafts.map(publish));
    expect(revisions.map(({ revision }) => revision).sort()).toEqual([2, 3, 4]);
    expect(Object.keys((await effective()).documents.view.get("sales")!.columns)).toEqual(
      expect.arrayContaining(["c0", "c1", "c2", "number", "amount"]),
    );
  });

  test("goes back by a new revision equal to an old one", async () => {
    const { actor, begin, read, put, publish, effective } = await shop();
    const draft = await begin();
    await put(draft, withField(await read(draft, "object", "customer"), "phone", { type: "phone", indexed: true }));
    await publish(draft);
    expect((await effective()).objects.get("customer")!.byName.get("phone")!.slot).toBeDefined();
    expect(must(await restoreRevision(platform, actor, 1))).toMatchObject({ revision: 3 });
    expect((await effective()).objects.get("customer")!.byName.has("phone")).toBe(false);
    expect(must(await listRevisions(platform, actor)).map(({ n, active }) => [n, active])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
    expect(codesOf(await restoreRevision(platform, actor, 99))).toEqual(["not_found "]);
    must(await restoreRevision(platform, actor, 2));
    expect((await effective()).objects.get("customer")!.byName.has("phone")).toBe(true);
  });

  test("is seen by another process within a second, listening or not", async () => {
    const { tenantId, begin, read, put, publish } = await shop();
    const other = await (await import("#db")).openDatabase({ url: database.url, secret: (await import("#db/testing")).testSecret });
    const listening = testPlatform(other, { believedFor: 3_600_000 }).effectives;
    const asking = testPlatform(other, { believedFor: 1_000 }).effectives;
    try {
      await listening.start();
      await Promise.all([listening.get(tenantId), asking.get(tenantId)]);
      const draft = await begin();
      await put(draft, withField(await read(draft, "object", "customer"), "phone", { type: "phone" }));
      await publish(draft);
      for (const effectives of [listening, asking]) {
        await expect.poll(async () => (await effectives.get(tenantId)).revision, { timeout: 10_000, interval: 50 }).toBe(2);
      }
    } finally {
      await listening.stop();
      await other.close();
    }
  });
});

describe("index slots", () => {
  const columnsOf = async (tenantId: string, column: string) =>
    (
      await database.db.batch(tenantId, [
        { text: `select ${column} as value from records where tenant_id = $1 and object_id = 'customer' order by id`, params: [tenantId] },
      ])
    )[0]!.map((row) => row["value"]);

  test("are given when asked for, filled behind, and given back", async () => {
    const { tenantId, actor, begin, read, put, publish, effective } = await shop();
    expect((await effective()).objects.get("customer")!.byName.get("name")!.slot).toEqual({ column: "s1", state: "ready" });

    const draft = await begin();
    const customer = await read<ObjectDocument>(draft, "object", "customer");
    await put(draft, { ...customer, fields: { ...customer.fields, vip: { ...customer.fields["vip"]!, indexed: true } } });
    await publish(draft);
    expect((await effective()).objects.get("customer")!.byName.get("vip")!.slot).toEqual({ column: "b1", state: "filling" });
    expect((await columnsOf(tenantId, "b1")).filter((value) => value !== null)).toEqual([]);

    await fillNow(platform, tenantId);
    expect((await effective()).objects.get("customer")!.byName.get("vip")!.slot!.state).toBe("ready");
    expect((await columnsOf(tenantId, "b1")).filter((value) => value !== null)).toEqual([true]);

    must(await restoreRevision(platform, actor, 1));
    expect((await effective()).objects.get("customer")!.byName.get("vip")!.slot).toBeUndefined();
    await fillNow(platform, tenantId);
    expect((await columnsOf(tenantId, "b1")).filter((value) => value !== null)).toEqual([]);
  });

  test("of a unique field are refused while records share a value, and hold it unique afterwards", async () => {
    const { tenantId, actor, begin, read, put, publish, effective } = await shop();
    const add = (values: object) =>
      effective().then((now) =>
        platform.db.transaction(tenantId, (tx) =>
          createMany(tx, now, { ...actor, unrestricted: true }, "customer", [{ values, path: "" }]),
        ),
      );
    must(await add({ name: "Li Lei" }));
    const draft = await begin();
    const customer = await read<ObjectDocument>(draft, "object", "customer");
    await put(draft, { ...customer, fields: { ...customer.fields, name: { ...customer.fields["name"]!, unique: true } } });
    expect(codesOf(await publishDraft(platform, actor, draft))).toEqual(["duplicate_value /object/customer/fields/name/unique"]);

    await database.db.batch(tenantId, [
      {
        text: `update records set data = jsonb_set(data, '{name}', '"Han Meimei"') where tenant_id = $1 and object_id = 'customer' and not (data ? 'vip') and data ->> 'name' = 'Li Lei'`,
        params: [tenantId],
      },
    ]);
    await publish(draft);
    // before anything is gathered from the records that are there
    expect(codesOf(await add({ name: "Li Lei" }))).toEqual(["duplicate_value /name"]);
    must(await add({ name: "Lucy" }));
    await fillNow(platform, tenantId);
    expect(codesOf(await add({ name: "Li Lei" }))).toEqual(["duplicate_value /name"]);
    expect(codesOf(await add({ name: "Lucy" }))).toEqual(["duplicate_value /name"]);
    const [marks] = await database.owner`select count(*)::int as left from record_unique where value like 'filling%'`;
    expect(marks).toEqual({ left: 0 });
  });

  test("that make values stand once together, or tell duplicates, hold for the records that are there", async () => {
    const { tenantId, actor, begin, read, put, publish, effective } = await shop();
    const add = (values: object) =>
      effective().then((now) =>
        platform.db.transaction(tenantId, (tx) =>
          createMany(tx, now, { ...actor, unrestricted: true }, "customer", [{ values, path: "" }]),
        ),
      );
    must(await add({ name: "Wang Fang", vip: true }));
    const draft = await begin();
    const customer = await read<ObjectDocument>(draft, "object", "customer");
    await put(draft, {
      ...customer,
      uniques: { both: { order: "a0", fields: ["name", "vip"] } },
      duplicates: { alike: { order: "a0", match: { name: "normalised" }, act: "ask" } },
    });
    await publish(draft);
    expect(codesOf(await add({ name: "Wang Fang", vip: true }))).toContain("duplicate_value /name");
    await fillNow(platform, tenantId);
    expect(codesOf(await add({ name: "Wang Fang", vip: true }))).toEqual(["duplicate_value /name", "possible_duplicate /name"]);
    expect(codesOf(await add({ name: "WANG  fang", vip: false }))).toEqual(["possible_duplicate /name"]);
    must(await add({ name: "Fang Wang", vip: true }));
  });

  test("are filled by the process's own jobs, some seconds after the publish", async () => {
    const { begin, read, put, publish, effective } = await shop();
    const draft = await begin();
    const customer = await read<ObjectDocument>(draft, "object", "customer");
    await put(draft, { ...customer, fields: { ...customer.fields, vip: { ...customer.fields["vip"]!, indexed: true } } });
    await publish(draft);
    const runner = createJobRunner(platform);
    await runner.start();
    try {
      const state = async () => (await effective()).objects.get("customer")!.byName.get("vip")!.slot!.state;
      await expect.poll(state, { timeout: 40_000, interval: 100 }).toBe("ready");
    } finally {
      await runner.stop();
    }
    const [left] = await database.owner`select count(*)::int as left from work where kind = 'job' and state = 1`;
    expect(left).toEqual({ left: 0 });
  });

  test("that are not left over leave a field slow and say so", async () => {
    const { actor, begin, read, put, effective } = await shop();
    const draft = await begin();
    let customer = await read<ObjectDocument>(draft, "object", "customer");
    for (let index = 0; index < 12; index++) customer = withField(customer, `t${index}`, { order: `b${index}`, indexed: true });
    await put(draft, customer);
    const { withoutSlot } = must(await publishDraft(platform, actor, draft));
    expect(withoutSlot).toHaveLength(3);
    const columns = (await effective()).objects.get("customer")!.fields.flatMap((field) => field.slot?.column ?? []);
    expect(new Set(columns).size).toBe(columns.length);
  });
});

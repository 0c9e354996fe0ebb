import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { ObjectDocument, Problem, Result, ViewDocument } from "#metadata";
import { openDraft, publishDraft, putDraftDocument, readDraftDocument, restoreRevision } from "../drafts/index.ts";
import { actorOf, testPlatform } from "../drafts/testing-platform.ts";
import type { Platform } from "../platform.ts";
import { must } from "../must.testing.ts";
import { installPackage } from "./install-package.ts";
import type { Package } from "./package.ts";
import { readPackageFolder } from "./read-folder.ts";
import { registerPackage } from "./register-package.ts";

let database: TestDatabase;
let platform: Platform;
let shop: Package;
const folders: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
  shop = must(await readPackageFolder("metadata/fixtures/shop"));
  must(await registerPackage(platform, shop));
});
afterAll(async () => {
  await database?.drop();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const problemsOf = (result: Result<unknown>): readonly Problem[] => (result.ok ? [] : result.problems);

/** The shop with another version and its documents changed. */
const version = (
  number: string,
  change: (document: Package["documents"][number]) => Package["documents"][number] | undefined,
  seed: Package["seed"] = {},
): Package => ({
  manifest: { ...shop.manifest, version: number },
  documents: shop.documents.flatMap((document) => change(document) ?? []),
  seed,
});
const countOf = async (tenantId: string) =>
  (
    await database.db.batch(tenantId, [
      {
        text: "select (select count(*) from revision)::int as revisions, (select count(*) from records)::int as records, (select count(*) from document_patch)::int as patches",
        params: [],
      },
    ])
  )[0]![0];

/** A copy of the shop's folder to spoil. */
async function folderWith(change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shop-"));
  folders.push(folder);
  await cp("metadata/fixtures/shop", folder, { recursive: true });
  await change(folder);
  return folder;
}

describe("a package", () => {
  test("is read from its folder with ids and names filled in", () => {
    expect(shop.manifest.name).toBe("shop");
    expect(shop.documents.map(({ kind, id, name }) => `${kind}/${id}/${name}`)).toContain("object/sale/sale");
    expect(Object.keys(shop.seed)).toEqual(["customer", "sale"]);
  });

  test("tells file and path of everything that is wrong with it, and leaves nothing behind", async () => {
    const folder = await folderWith(async (at) => {
      const view = JSON.parse(await readFile(join(at, "views/sales.json"), "utf8"));
      await writeFile(join(at, "views/sales.json"), JSON.stringify({ ...view, colums: {} }));
      const object = JSON.parse(await readFile(join(at, "objects/sale.json"), "utf8"));
      object.fields.amount.type = "mony";
      await writeFile(join(at, "objects/sale.json"), JSON.stringify(object));
      const manifest = JSON.parse(await readFile(join(at, "manifest.json"), "utf8"));
      await writeFile(join(at, "manifest.json"), JSON.stringify({ ...manifest, version: "1.0.1" }));
    });
    const problems = problemsOf(await registerPackage(platform, must(await readPackageFolder(folder))));
    expect(problems.map(({ code, path, details }) => `${details?.["file"]} ${code} ${path}`).sort()).toEqual([
      "objects/sale.json unknown_name /object/sale/fields/amount/type",
      "views/sales.json unknown_key /view/sales/colums",
    ]);
    const tenantId = await database.tenant();
    expect(problemsOf(await installPackage(platform, tenantId, { name: "shop", version: "1.0.1" })).map(({ code }) => code)).toEqual([
      "unknown_name",
    ]);
    expect(await countOf(tenantId)).toEqual({ revisions: 0, records: 0, patches: 0 });
  });

  test("that is no package is refused when it is read", async () => {
    const folder = await folderWith(async (at) => {
      await writeFile(join(at, "manifest.json"), `{"name": "Shop!", "version": "one", "label": "x", "owner": "y"}`);
      await writeFile(join(at, "views/sales.json"), "{");
      await writeFile(join(at, "views/form.json"), `{"kind": "form"}`);
      await writeFile(join(at, "seed/sale.json"), `{"a": 1}`);
    });
    const problems = problemsOf(await readPackageFolder(folder));
    expect(problems.map(({ details, path }) => `${details?.["file"]}${path}`).sort()).toEqual([
      "manifest.json",
      "manifest.json/name",
      "manifest.json/version",
      "seed/sale.json",
      "views/form.json",
      "views/sales.json",
    ]);
    expect(problemsOf(await readPackageFolder(join(folder, "nowhere"))).map(({ code }) => code)).toEqual(["package_invalid"]);
  });

  test("version never changes", async () => {
    must(await registerPackage(platform, shop));
    const other = version("1.0.0", (document) => (document.kind === "page" ? undefined : document));
    expect(problemsOf(await registerPackage(platform, other)).map(({ code }) => code)).toEqual(["package_invalid"]);
  });
});

describe("installing", () => {
  test("makes one revision, with its records, and doing it again changes nothing", async () => {
    const tenantId = await database.tenant();
    expect(must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }))).toEqual({
      revision: 1,
      changed: true,
      dropped: [],
      seeded: 3,
    });
    expect(must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }))).toEqual({
      revision: 1,
      changed: false,
      dropped: [],
      seeded: 0,
    });
    expect(await countOf(tenantId)).toEqual({ revisions: 1, records: 3, patches: 0 });
    const [rows] = await database.db.batch(tenantId, [
      {
        text: "select s.data -> 'customer' as customer, c.id::text as id, c.data ->> 'name' as name from records s join records c on c.id = s.r1 where s.object_id = 'sale'",
        params: [],
      },
    ]);
    expect(rows).toEqual([{ customer: rows![0]!["id"], id: rows![0]!["id"], name: "Walk-in" }]);
  });

  test("is all or nothing: a wrong seed record leaves the tenant as it was", async () => {
    must(
      await registerPackage(
        platform,
        version("1.1.0", (document) => document, { customer: [{ name: "Fine" }, { nam: "Wrong" }] }),
      ),
    );
    const tenantId = await database.tenant();
    const refusal = await installPackage(platform, tenantId, { name: "shop", version: "1.1.0" });
    expect(
      problemsOf(refusal)
        .map(({ code, path }) => `${code} ${path}`)
        .sort(),
    ).toEqual(["required /seed/customer/1/name", "unknown_field /seed/customer/1/nam"]);
    expect(await countOf(tenantId)).toEqual({ revisions: 0, records: 0, patches: 0 });
    expect((await platform.effectives.get(tenantId)).objects.size).toBe(0);
  });

  test("needs what the package requires", async () => {
    must(
      await registerPackage(platform, {
        manifest: { name: "extra", version: "1.0.0", label: "Extra", requires: { shop: "1.2.0" } },
        documents: [],
        seed: {},
      }),
    );
    const tenantId = await database.tenant();
    const install = () => installPackage(platform, tenantId, { name: "extra", version: "1.0.0" });
    expect(problemsOf(await install()).map(({ message }) => message)).toEqual(["extra 1.0.0 needs the package shop 1.2.0"]);
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
    expect(problemsOf(await install()).map(({ message }) => message)).toEqual(["extra 1.0.0 needs shop 1.2.0; 1.0.0 is installed"]);
  });

  test("a document of another package is refused", async () => {
    must(
      await registerPackage(platform, {
        manifest: { name: "rival", version: "1.0.0", label: "Rival" },
        documents: shop.documents.filter(({ kind }) => kind === "function"),
        seed: {},
      }),
    );
    const tenantId = await database.tenant();
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
    expect(
      problemsOf(await installPackage(platform, tenantId, { name: "rival", version: "1.0.0" })).map(({ code, path }) => `${code} ${path}`),
    ).toEqual(["name_taken /function/price"]);
    expect((await platform.effectives.get(tenantId)).packages).toEqual([{ name: "shop", version: "1.0.0" }]);
  });

  test("a newer version keeps the tenant's edits, tells what lost its place, and lets each tenant stand where it is", async () => {
    const [tenantId, other] = [await database.tenant(), await database.tenant()];
    for (const each of [tenantId, other]) must(await installPackage(platform, each, { name: "shop", version: "1.0.0" }));
    const actor = actorOf(tenantId, "implementer");
    const draft = must(await openDraft(platform, actor)).id;
    const view = must(await readDraftDocument(platform, actor, draft, "view", "sales")) as ViewDocument;
    must(
      await putDraftDocument(platform, actor, draft, "view", "sales", {
        ...view,
        columns: {
          ...view.columns,
          amount: { ...view.columns["amount"]!, width: 222 },
          number: { ...view.columns["number"]!, width: 333 },
        },
      }),
    );
    must(await publishDraft(platform, actor, draft));

    must(
      await registerPackage(
        platform,
        version("1.2.0", (document) => {
          if (document.kind === "view") {
            const { number: _, ...columns } = document.columns;
            return { ...document, label: "All sales", columns: { ...columns, amount: { field: "amount", order: "z0", width: 120 } } };
          }
          if (document.kind === "object" && document.name === "customer") {
            return {
              ...document,
              fields: { ...document.fields, city: { name: "city", label: "City", type: "text", order: "b0" } },
            } satisfies ObjectDocument;
          }
          return document;
        }),
      ),
    );
    const upgraded = must(await installPackage(platform, tenantId, { name: "shop", version: "1.2.0" }));
    expect(upgraded).toMatchObject({ revision: 3, changed: true, dropped: [{ document: "view/sales", path: "/columns/number/width" }] });
    const effective = await platform.effectives.get(tenantId);
    expect(effective.documents.view.get("sales")).toMatchObject({
      label: "All sales",
      columns: { amount: { field: "amount", order: "z0", width: 222 } },
    });
    expect(effective.objects.get("customer")!.byName.has("city")).toBe(true);
    expect((await platform.effectives.get(other)).objects.get("customer")!.byName.has("city")).toBe(false);
  });

  test("meets a draft that was begun before it, and can be gone back from", async () => {
    const tenantId = await database.tenant();
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
    const actor = actorOf(tenantId, "implementer");
    const begin = async (change: (view: ViewDocument) => ViewDocument) => {
      const draft = must(await openDraft(platform, actor)).id;
      const view = must(await readDraftDocument(platform, actor, draft, "view", "sales")) as ViewDocument;
      must(await putDraftDocument(platform, actor, draft, "view", "sales", change(view)));
      return draft;
    };
    const free = await begin((view) => ({ ...view, description: "Ours" }));
    const same = await begin((view) => ({ ...view, label: "Ours" }));
    must(
      await registerPackage(
        platform,
        version("1.4.0", (document) => (document.kind === "view" ? { ...document, label: "Theirs" } : document)),
      ),
    );
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.4.0" }));
    must(await publishDraft(platform, actor, free));
    const sales = async () => (await platform.effectives.get(tenantId)).documents.view.get("sales");
    expect(await sales()).toMatchObject({ label: "Theirs", description: "Ours" });
    const conflict = problemsOf(await publishDraft(platform, actor, same)).map(({ code, path }) => `${code} ${path}`);
    expect(conflict.every((each) => each.startsWith("draft_conflict /view/sales/label"))).toBe(true);
    expect(conflict.length).toBeGreaterThan(0);

    expect(must(await restoreRevision(platform, actor, 1)).revision).toBe(4);
    expect(await sales()).not.toHaveProperty("description");
    expect((await platform.effectives.get(tenantId)).packages).toEqual([{ name: "shop", version: "1.0.0" }]);
  });

  test("a version that gives a field another type is refused while records hold values of it", async () => {
    const tenantId = await database.tenant();
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
    const changed = (document: Package["documents"][number]): Package["documents"][number] => {
      if (document.kind !== "object" || document.name !== "customer") return document;
      const { name, ...rest } = document.fields as Record<string, ObjectDocument["fields"][string]>;
      return { ...document, fields: { ...rest, name: { ...name!, type: "long_text", config: {} } } };
    };
    must(await registerPackage(platform, version("1.7.0", changed)));
    const refusal = problemsOf(await installPackage(platform, tenantId, { name: "shop", version: "1.7.0" }));
    expect(refusal.map(({ code, path }) => `${code} ${path}`)).toEqual(["values_to_convert /object/customer/fields/name/type"]);
    expect((await platform.effectives.get(tenantId)).packages).toEqual([{ name: "shop", version: "1.0.0" }]);
    await database.owner`delete from records where tenant_id = ${tenantId}`;
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.7.0" }));
  });

  test("a version that takes away what the tenant uses is refused, and nothing changes", async () => {
    const tenantId = await database.tenant();
    must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
    const actor = actorOf(tenantId, "implementer");
    const draft = must(await openDraft(platform, actor)).id;
    must(
      await putDraftDocument(platform, actor, draft, "view", "mails", {
        label: "Mails",
        object: "customer",
        columns: { email: { field: "email", order: "a0" } },
      }),
    );
    must(await publishDraft(platform, actor, draft));
    must(
      await registerPackage(
        platform,
        version("1.3.0", (document) => {
          if (document.kind === "role") return undefined;
          if (document.kind !== "object" || document.name !== "customer") return document;
          const { email: _, ...fields } = document.fields;
          return { ...document, fields };
        }),
      ),
    );
    const refusal = problemsOf(await installPackage(platform, tenantId, { name: "shop", version: "1.3.0" }));
    expect(refusal.map(({ code, path }) => `${code} ${path}`)).toEqual(["in_use /object/customer/email"]);
    expect((await platform.effectives.get(tenantId)).revision).toBe(2);
  });
});

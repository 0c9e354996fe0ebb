import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { TableDocument } from "#metadata";
import { installPackage } from "../packages/install-package.ts";
import { readPackageFolder } from "../packages/read-folder.ts";
import { registerPackage } from "../packages/register-package.ts";
import type { Platform } from "../platform.ts";
import { must } from "../must.testing.ts";
import { diffDraft, openDraft, publishDraft, putDraftDocument, readDraftDocument } from "./index.ts";
import { actorOf, testPlatform } from "./testing-platform.ts";

let database: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
  must(await registerPackage(platform, must(await readPackageFolder("metadata/fixtures/shop"))));
});
afterAll(() => database?.drop());

test("a draft says what deserves a look in the tables it changes, and so does publishing it; neither is held up", async () => {
  const tenantId = await database.tenant();
  must(await installPackage(platform, tenantId, { name: "shop", version: "1.0.0" }));
  const actor = actorOf(tenantId, "implementer");
  const { id } = must(await openDraft(platform, actor));
  expect(must(await diffDraft(platform, actor, id)).warnings).toEqual([]);

  const table = must(await readDraftDocument(platform, actor, id, "table", "methods")) as TableDocument;
  const [first] = Object.values(table.rows);
  const rows = { all: { order: "Zz", out: first!.out }, ...table.rows, twin: { ...first!, order: "zy" } };
  must(await putDraftDocument(platform, actor, id, "table", "methods", { ...table, hit: "F", rows }));
  const { warnings } = must(await diffDraft(platform, actor, id));
  expect(warnings).toContainEqual({
    path: "/table/methods/rows/twin",
    message: "Row twin never decides: row all before it leaves nothing to it",
    finding: expect.objectContaining({ is: "shadowed", row: "twin", by: ["all"] }),
    // the tenant's rows are asked before the package's
    places: { all: 1, twin: 2 },
  });
  const published = must(await publishDraft(platform, actor, id));
  expect(published.warnings).toEqual(warnings);

  // what others changed before is not told again
  const next = must(await openDraft(platform, actor)).id;
  expect(must(await diffDraft(platform, actor, next)).warnings).toEqual([]);
});

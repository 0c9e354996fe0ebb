import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { ObjectDocument } from "#metadata";
import { actorOf } from "../drafts/testing-platform.ts";
import { ended, standOn } from "../jobs/jobs.testing.ts";
import type { JobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { getRecord } from "../records/run.ts";
import { must } from "../must.testing.ts";
import { installPackage, planInstall } from "./install-package.ts";
import type { Package } from "./package.ts";
import { registerPackage } from "./register-package.ts";

/* A version of a package that gives a field another type: a field with an id of its own, which says whose place it takes. */

let t: TestDatabase;
let platform: Platform;
let runner: JobRunner;
beforeAll(async () => {
  t = await testDatabase();
  ({ platform, runner } = standOn(t.db, testSecret, { sliceMs: 1 }));
  await runner.start();
  const release = (version: string, fields: ObjectDocument["fields"]): Package => ({
    manifest: { name: "stock", version, label: "Stock", requires: {} } as Package["manifest"],
    documents: [{ kind: "object", id: "part", name: "part", label: "Part", fields }],
    seed: {},
  });
  const name = { name: "name", label: "Name", type: "text", order: "a0" };
  const count = { name: "count", label: "Count", order: "a1" };
  must(await registerPackage(platform, release("1.0.0", { name, count: { ...count, type: "text" } })));
  must(await registerPackage(platform, release("2.0.0", { name, number: { ...count, type: "number", was: ["count"] } })));
  must(await registerPackage(platform, release("3.0.0", { name, count: { ...count, type: "number" } })));
});
afterAll(async () => {
  await runner.stop();
  await t.drop();
});

const version = (number: string) => ({ name: "stock", version: number });

async function tenantWith(...counts: string[]) {
  const tenantId = await t.tenant();
  must(await installPackage(platform, tenantId, version("1.0.0")));
  const actor = { ...actorOf(tenantId), unrestricted: true as const };
  const rows = counts.map((count, n) => ({ name: `part ${n}`, count }));
  const ids = counts.length === 0 ? [] : must(await createRecords(platform, actor, "part", rows)).map(({ id }) => id);
  const read = async (id: string) => must(await getRecord(platform, actor, "part", id))["count"];
  const stands = async () => (await platform.effectives.get(tenantId)).packages;
  return { tenantId, actor, ids, read, stands };
}

test("a version that gives a field another type says what becomes of the values, converts them, and is then installed", async () => {
  const { tenantId, actor, ids, read, stands } = await tenantWith("12", "many", "7");
  expect(must(await planInstall(platform, tenantId, version("2.0.0")))).toMatchObject([
    { object: "part", field: "count", plan: { records: 3, converted: 2, loses: 1, samples: [{ id: ids[1], old: "many", becomes: null }] } },
  ]);
  const begun = must(await installPackage(platform, tenantId, version("2.0.0")));
  expect(begun).toMatchObject({ changed: true, revision: 1, job: { kind: "retype", subject: "part" } });
  expect(await stands()).toEqual([version("1.0.0")]);
  // what is written meanwhile goes over too
  must(await updateRecord(platform, actor, "part", ids[2]!, { count: "8" }));
  expect(await ended(platform, actor, begun.job!.id)).toMatchObject({ state: "succeeded", done: 2, failed: 1 });
  platform.effectives.drop(tenantId);
  expect(await stands()).toEqual([version("2.0.0")]);
  expect([await read(ids[0]!), await read(ids[1]!), await read(ids[2]!)]).toEqual([12, undefined, 8]);
  expect(must(await installPackage(platform, tenantId, version("2.0.0")))).toMatchObject({ changed: false });
});

test("is installed at once where no record holds a value, and refused where the field keeps its id", async () => {
  const { tenantId, stands } = await tenantWith();
  expect(must(await planInstall(platform, tenantId, version("2.0.0")))).toEqual([]);
  const installed = must(await installPackage(platform, tenantId, version("2.0.0")));
  expect(installed).toMatchObject({ changed: true, revision: 2 });
  expect(installed).not.toHaveProperty("job");
  expect(await stands()).toEqual([version("2.0.0")]);

  const other = await tenantWith("12");
  const refused = await installPackage(platform, other.tenantId, version("3.0.0"));
  expect(refused).toMatchObject({ ok: false, problems: [{ code: "values_to_convert", help: expect.stringContaining('"was"') }] });
});

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { TableDocument } from "#metadata";
import { language } from "../records/testing.ts";
import { newId } from "../uuid.ts";
import { keepDecisions } from "./keep-decisions.ts";
import { createKeptVersions } from "./kept-versions.ts";
import { versionOf, type TableVersion } from "./version.ts";

let database: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.tenant();
});
afterAll(() => database.drop());

const context = {
  optionsOf: (address: string) => (address === "order.channel" ? ["web", "app"] : undefined),
  bandOf: (id: string) => (id === "r1" ? "package:fees@1.0.0" : "tenant"),
};
const tableOf = (fee: number): TableDocument => ({
  kind: "table",
  id: "t",
  name: "fees",
  label: "Fees",
  hit: "F",
  inputs: { ch: { name: "channel", label: "Channel", type: "enum", optionsOf: "order.channel", order: "a0" } },
  outputs: { fe: { name: "fee", label: "Fee", type: "number", order: "a0" } },
  // the package's row stands behind the tenant's, whatever its order
  rows: { r1: { order: "A0", out: { fe: 1 } }, r2: { order: "a1", cells: { ch: { eq: "app" } }, out: { fe: fee } } },
});
const keep = async (version: TableVersion): Promise<void> => {
  const entry = {
    id: newId(),
    version,
    revision: 1,
    at: "2026-03-19T06:30:00.000Z",
    facts: {},
    decided: { outputs: [{ fee: 1 }], hits: ["r1"] },
  };
  await keepDecisions({ db: database.db, secret: "a secret of the tests" }, { tenantId, by: "user:u1" }, [entry]);
};

test("a version has one hash for one content, whatever the order of its keys, its examples and words about nothing", () => {
  const table = tableOf(2);
  const { rows, inputs, ...rest } = table;
  const turned = { rows: { r2: rows["r2"]!, r1: rows["r1"]! }, inputs, ...rest } as TableDocument;
  const { hash } = versionOf(table, context);
  expect(versionOf(turned, context).hash).toBe(hash);
  expect(versionOf({ ...table, examples: { e: { order: "a0", facts: {}, expect: { hits: [] } } } }, context).hash).toBe(hash);
  expect(versionOf(tableOf(3), context).hash).not.toBe(hash);
  // what it depends on beside its document counts
  expect(versionOf(table, { ...context, bandOf: () => undefined }).hash).not.toBe(hash);
  expect(versionOf(table, { ...context, optionsOf: () => ["app", "web"] }).hash).not.toBe(hash);
});

test("what was kept is compiled again with its layers and options, once, for its own tenant, and only so much is held", async () => {
  const versions = [2, 3, 4].map((fee) => versionOf(tableOf(fee), context));
  for (const version of versions) await keep(version);
  let reads = 0;
  const db = { batch: (...given: Parameters<typeof database.db.batch>) => (reads++, database.db.batch(...given)) };
  const kept = createKeptVersions({ db, language });
  const [first, same] = await Promise.all([kept.get(tenantId, "t", versions[0]!.hash), kept.get(tenantId, "t", versions[0]!.hash)]);
  expect(first).toBe(same);
  expect(reads).toBe(1);
  expect(first!.look.table.decide({ channel: "app" })).toMatchObject({ ok: true, value: { hits: ["r2"] } });
  expect(first!.look.table.decide({ channel: "till" })).toMatchObject({ ok: false, problems: [{ code: "not_an_option" }] });
  expect(await kept.get(await database.tenant(), "t", versions[0]!.hash)).toBeUndefined();
  expect(await kept.get(tenantId, "t", "nope")).toBeUndefined();

  const small = createKeptVersions({ db, language }, kept.bytes() * 2 + 1);
  for (const { hash } of versions) await small.get(tenantId, "t", hash);
  expect(small.bytes()).toBeLessThanOrEqual(kept.bytes() * 2 + 1);
  reads = 0;
  await small.get(tenantId, "t", versions[2]!.hash);
  expect(reads).toBe(0);
  await small.get(tenantId, "t", versions[0]!.hash);
  expect(reads).toBe(1);
});

test("one that goes while it is read, and is asked for again, weighs once", async () => {
  const [small, large] = [versionOf(tableOf(6), context), versionOf({ ...tableOf(7), label: "x".repeat(2_000) }, context)];
  for (const version of [small, large]) await keep(version);
  const waiting: (() => void)[] = [];
  const db: Pick<typeof database.db, "batch"> = {
    batch: async (...given) => {
      const rows = await database.db.batch(...given);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return rows;
    },
  };
  const reads = (count: number) => vi.waitFor(() => expect(waiting).toHaveLength(count));
  const kept = createKeptVersions({ db, language }, 1);
  const first = kept.get(tenantId, "t", small.hash);
  await reads(1);
  const other = kept.get(tenantId, "t", large.hash);
  await reads(2);
  // too much: the first goes before it is there
  waiting[1]!();
  await other;
  const again = kept.get(tenantId, "t", small.hash);
  await reads(3);
  waiting[0]!();
  waiting[2]!();
  await Promise.all([first, again]);
  expect(kept.bytes()).toBe(JSON.stringify(small.document).length * 6);
});

test("a version that is no longer what its hash says is a fault", async () => {
  const version = versionOf(tableOf(5), context);
  await keep(version);
  await database.owner`update table_version set document = document || '{"hit": "C"}' where hash = ${version.hash}`;
  await expect(createKeptVersions({ db: database.db, language }).get(tenantId, "t", version.hash)).rejects.toThrow(
    /kept as something else/,
  );
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { TableDocument } from "#metadata";
import { newId } from "../uuid.ts";
import { keepDecisions, keepDecisionsWithin, type KeptDecision } from "./keep-decisions.ts";
import { versionOf } from "./version.ts";

let database: TestDatabase;
let tenants: readonly [string, string];
beforeAll(async () => {
  database = await testDatabase();
  tenants = [await database.tenant(), await database.tenant()];
});
afterAll(() => database.drop());

const table: TableDocument = {
  kind: "table",
  id: "t",
  name: "fees",
  label: "Fees",
  hit: "F",
  inputs: { cu: { name: "customer", label: "Customer", type: "text", order: "a0", personal: true } },
  outputs: { fe: { name: "fee", label: "Fee", type: "number", order: "a0" } },
  rows: { r1: { order: "a0", out: { fe: 1 } } },
};
// tenants that stand on one package share the version as one object
const version = versionOf(table, { optionsOf: () => undefined, bandOf: () => "package:fees@1.0.0" });
const entry = (): KeptDecision => ({
  id: newId(),
  version,
  revision: 1,
  at: "2026-03-19T06:30:00.000Z",
  facts: { customer: "ada" },
  decided: { outputs: [{ fee: 1 }], hits: ["r1"] },
});
const secret = "a secret of the tests";
const kept = async (tenantId: string) => {
  const rows = await database.owner`select facts from decision where tenant_id = ${tenantId}`;
  const versions = await database.owner`select hash from table_version where tenant_id = ${tenantId}`;
  return { tokens: rows.map(({ facts }) => facts.customer.token as string), versions: versions.map(({ hash }) => hash as string) };
};

test("a version that tenants share is kept by each of them, and tokens are each one's own", async () => {
  const actors = tenants.map((tenantId) => ({ tenantId, by: "user:u1" }));
  for (const actor of actors) {
    await keepDecisions({ db: database.db, secret }, actor, [entry()]);
    await keepDecisions({ db: database.db, secret }, actor, [entry(), entry()]);
    await database.db.transaction(actor.tenantId, (tx) => keepDecisionsWithin(tx, secret, actor, [entry()]));
  }
  const [one, other] = await Promise.all(tenants.map(kept));
  for (const each of [one!, other!]) {
    expect(each.versions).toEqual([version.hash]);
    expect(new Set(each.tokens).size).toBe(1);
    expect(each.tokens).toHaveLength(4);
  }
  expect(one!.tokens[0]).not.toBe(other!.tokens[0]);
});

test("a version that was written in a transaction that came to nothing is written again", async () => {
  const [tenantId] = tenants;
  const actor = { tenantId, by: "user:u1" };
  const another = versionOf({ ...table, id: "t2" }, { optionsOf: () => undefined, bandOf: () => undefined });
  const undone = database.db.transaction(tenantId, async (tx) => {
    await keepDecisionsWithin(tx, secret, actor, [{ ...entry(), version: another }]);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await keepDecisions({ db: database.db, secret }, actor, [{ ...entry(), version: another }]);
  expect((await kept(tenantId)).versions).toContain(another.hash);
});

test("what is kept at the same moment is there when its writer goes on, and what cannot be kept harms nothing else", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 200 }, async (_, n) => {
      const tenantId = tenants[n % 2]!;
      // no revision is as great as this
      const each = n === 41 || n === 86 ? { ...entry(), revision: 2 ** 40 } : entry();
      await keepDecisions({ db: database.db, secret }, { tenantId, by: `user:${n}` }, [each]);
      const [row] = await database.owner`select tenant_id, by from decision where id = ${each.id}`;
      expect(row).toEqual({ tenant_id: tenantId, by: `user:${n}` });
    }),
  );
  expect(outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []))).toEqual([41, 86]);
  expect(outcomes[41]).toMatchObject({ reason: { code: "22003" } });
});

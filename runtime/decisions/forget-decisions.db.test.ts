import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { forgetDecisions } from "./forget-decisions.ts";
import { idAt } from "./log.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const day = 86_400_000;
const now = Date.parse("2026-03-19T06:30:00Z");
const plant = async (tenantId: string, ages: readonly number[]): Promise<void> => {
  for (const [place, age] of ages.entries()) {
    const id = `${idAt(now - age * day).slice(0, 14)}7000-8000-${String(place).padStart(12, "0")}`;
    await database.owner`insert into decision (tenant_id, id, table_id, revision, facts, outputs, by)
      values (${tenantId}, ${id}, 't', 1, '{}', '[]', 'test')`;
  }
};
const left = async (tenantId: string): Promise<number> =>
  Number((await database.owner`select count(*) as n from decision where tenant_id = ${tenantId}`)[0]!["n"]);

test("decisions go when the tenant no longer keeps them, and nobody else's", async () => {
  const [one, other] = [await database.tenant(), await database.tenant()];
  await plant(one, [0, 399, 401, 900]);
  await plant(other, [401]);
  await forgetDecisions(database.db, one, () => true, now);
  expect([await left(one), await left(other)]).toEqual([2, 1]);
});

test("samples of rollouts go with them, and how often something came out otherwise stays", async () => {
  const [one, other] = [await database.tenant(), await database.tenant()];
  const ago = (days: number) => new Date(now - days * day).toISOString();
  const samples = [
    { keptAt: ago(401), at: ago(0), facts: { n: 1 } },
    { at: ago(402), facts: { n: 2 } },
    { keptAt: ago(399), at: ago(900), facts: { n: 3 } },
  ];
  for (const tenantId of [one, other])
    await database.owner`insert into rollout_difference (tenant_id, rollout_id, hash, output, gained, lost, ranked, changed, samples)
      values (${tenantId}, ${tenantId}, 'h', '1', 3, 0, 0, 0, ${database.owner.json(samples)})`;
  await forgetDecisions(database.db, one, () => true, now);
  const kept = async (tenantId: string) =>
    (await database.owner`select gained::int, samples from rollout_difference where tenant_id = ${tenantId}`)[0];
  expect(await kept(one)).toEqual({ gained: 3, samples: samples.slice(2) });
  expect(await kept(other)).toMatchObject({ samples });
});

test("a tenant settles for how long", async () => {
  const tenantId = await database.tenant();
  await plant(tenantId, [0, 6, 8]);
  await database.owner`update auth.tenant set settings = '{"decisionDays": 7}' where id = ${tenantId}`;
  await forgetDecisions(database.db, tenantId, () => false, now);
  expect(await left(tenantId)).toBe(3);
  await forgetDecisions(database.db, tenantId, () => true, now);
  expect(await left(tenantId)).toBe(2);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { standOn, until } from "../flows/flows.testing.ts";
import { forgetOld } from "./forget-old.ts";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

/** Answers of a tenant, so many of them so old. */
const answers = (tenantId: string, name: string, count: number, age: string) =>
  t.owner.unsafe(
    `insert into idempotency (tenant_id, actor, route, key, fingerprint, status, created_at)
     select $1, 'user:u1', 'POST /x', $2 || n, '', 200, now() - $4::interval from generate_series(1, $3::int) n`,
    [tenantId, name, count, age],
  );
const kept = async (tenantId: string) => {
  const [row] = await t.owner<{ count: number }[]>`select count(*)::int as count from idempotency where tenant_id = ${tenantId}`;
  return row!.count;
};

test("what is older than a day goes, in as many batches as it takes; the rest stays", async () => {
  const [mine, other] = [await t.tenant(), await t.tenant()];
  await answers(mine, "old", 2_500, "25 hours");
  await answers(mine, "new", 3, "23 hours");
  await answers(other, "old", 2, "25 hours");
  await forgetOld(t.db, mine);
  expect([await kept(mine), await kept(other)]).toEqual([3, 2]);
});

test("between two batches it can be told to stop", async () => {
  const tenant = await t.tenant();
  await answers(tenant, "old", 1_500, "25 hours");
  let batches = 0;
  await forgetOld(t.db, tenant, () => ++batches <= 1);
  expect(await kept(tenant)).toBe(500);
});

test("messages: taken ones go after a day, untaken ones after thirty", async () => {
  const tenant = await t.tenant();
  for (const [topic, age, taken] of [
    ["old", "31 days", null],
    ["waiting", "29 days", null],
    ["taken", "3 days", "2 days"],
    ["justTaken", "3 days", "1 hour"],
  ] as const) {
    await t.owner.unsafe(
      `insert into outbox (tenant_id, id, topic, body, created_at, delivered_at)
       values ($1, gen_random_uuid(), $2, '{}', now() - $3::interval, now() - $4::interval)`,
      [tenant, topic, age, taken],
    );
  }
  await forgetOld(t.db, tenant);
  const left = await t.owner<{ topic: string }[]>`select topic from outbox where tenant_id = ${tenant} order by topic`;
  expect(left.map(({ topic }) => topic)).toEqual(["justTaken", "waiting"]);
});

test("rows that a job did not take go after a month, the job stays", async () => {
  const tenant = await t.tenant();
  for (const [kind, age] of [
    ["old", "31 days"],
    ["young", "29 days"],
    ["running", null],
  ] as const) {
    await t.owner.unsafe(
      `with made as (insert into job (tenant_id, id, kind, actor, input, finished_at)
         values ($1, gen_random_uuid(), $2, '{}', '{}', now() - $3::interval) returning id)
       insert into job_row (tenant_id, job_id, row, source, problems) select $1, id, n, '{}', '[]' from made, generate_series(1, 3) n`,
      [tenant, kind, age],
    );
  }
  await forgetOld(t.db, tenant);
  const left =
    await t.owner`select kind, count(row)::int as rows from job j left join job_row r on r.tenant_id = j.tenant_id and r.job_id = j.id
    where j.tenant_id = ${tenant} group by kind order by kind`;
  expect([...left]).toEqual([
    { kind: "old", rows: 0 },
    { kind: "running", rows: 3 },
    { kind: "young", rows: 3 },
  ]);
});

test("a worker does it for every tenant", async () => {
  const tenants = [await t.tenant(), await t.tenant()];
  for (const tenant of tenants) {
    await answers(tenant, "old", 2, "2 days");
    await answers(tenant, "new", 1, "1 hour");
  }
  const { worker } = standOn(t.db, "a secret of the tests, long enough for anything", { leaseSeconds: 1 });
  await worker.start();
  await until("only the young answers are left", async () => (await Promise.all(tenants.map(kept))).every((count) => count === 1));
  await worker.stop();
});

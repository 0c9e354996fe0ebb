import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";

/* Fifty tenants over four lanes, with everything that goes wrong: whoever gets an answer gets his own. */

const transactions = 5_000;
let base: TestDatabase;
let tenants: string[];

beforeAll(async () => {
  base = await testDatabase({ lanes: 4, perTenant: 2, queue: 1_000 });
  tenants = await Promise.all(Array.from({ length: 50 }, () => base.tenant()));
  for (const tenant of tenants)
    await base.db.batch(tenant, [{ text: "insert into active_revision (tenant_id, n) values ($1, 0)", params: [tenant] }]);
});
afterAll(() => base.drop());

/** The same numbers on every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** No tenant in its condition: the wall alone decides. */
const whose = { text: "select tenant_id from active_revision where n >= $1", params: [0] };
const count = { text: "update active_revision set n = n + 1 returning tenant_id" };

test(`${transactions} transactions, and every row carries the tenant of its caller`, async () => {
  const random = randomOf(42);
  const { db, owner } = base;
  const outcomes: Record<string, number> = {};
  const counted = new Map(tenants.map((tenant) => [tenant, { sure: 0, perhaps: 0 }]));

  const acts: Record<string, (tenant: string) => Promise<readonly unknown[]>> = {
    read: async (tenant) => (await db.batch(tenant, [whose, whose], { readOnly: true })).flat(),
    write: async (tenant) => {
      const mine = counted.get(tenant)!;
      mine.perhaps++;
      const rows = (await db.batch(tenant, [count, whose])).flat();
      mine.sure++;
      return rows;
    },
    error: async (tenant) => (await db.batch(tenant, [whose, count, { text: "select 1 / $1::int", params: [0] }, whose])).flat(),
    timeout: async (tenant) =>
      (await db.batch(tenant, [count, { text: "select pg_sleep($1)", params: [5] }, whose], { statementMs: 5 })).flat(),
    cancel: async (tenant) =>
      (await db.batch(tenant, [whose, { text: "select pg_sleep($1)", params: [0.05] }, whose], { deadlineMs: 20 })).flat(),
    decide: async (tenant) =>
      db.transaction(tenant, async (tx) => {
        const first = await tx.query(whose.text, whose.params);
        return [...first, ...(await tx.query(whose.text, whose.params))];
      }),
    regret: async (tenant) =>
      db.transaction(tenant, async (tx) => {
        await tx.query(count.text);
        void tx.query(whose.text, whose.params);
        throw new Error("regret");
      }),
    abandon: async (tenant) =>
      db.transaction(
        tenant,
        async (tx) => [...(await tx.query(whose.text, whose.params)), ...(await new Promise<never[]>(() => undefined))],
        { deadlineMs: 30 },
      ),
    kill: async () => {
      await owner`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app_rt' and datname = current_database() order by random() limit 1`;
      return [];
    },
  };
  const weights: [string, number][] = [
    ["read", 0.4],
    ["write", 0.25],
    ["error", 0.1],
    ["timeout", 0.03],
    ["cancel", 0.02],
    ["decide", 0.15],
    ["regret", 0.03],
    ["abandon", 0.01],
    ["kill", 0.01],
  ];

  let started = 0;
  async function client(): Promise<void> {
    while (started < transactions) {
      started++;
      const tenant = tenants[Math.floor(random() * tenants.length)]!;
      let at = random();
      const [act] = weights.find(([, weight]) => (at -= weight) < 0) ?? weights[0]!;
      try {
        const rows = await acts[act]!(tenant);
        for (const row of rows) if (typeof row === "object" && row !== null && "tenant_id" in row) expect(row.tenant_id).toBe(tenant);
        if (["read", "write", "decide"].includes(act)) expect(rows).toHaveLength(2);
        outcomes[`${act} ok`] = (outcomes[`${act} ok`] ?? 0) + 1;
      } catch (error) {
        const code = codeOf(error) ?? (error as Error).message;
        // a crossed wall, or a missing tenant, is never among what may go wrong
        expect(code, String(error)).toMatch(/^(22012|57014|deadline|wait|regret|CONNECTION_CLOSED|ECONNRESET|EPIPE|57P01)$/);
        outcomes[`${act} refused`] = (outcomes[`${act} refused`] ?? 0) + 1;
      }
    }
  }
  await Promise.all(Array.from({ length: 40 }, client));

  for (const act of [
    "read ok",
    "write ok",
    "decide ok",
    "error refused",
    "timeout refused",
    "cancel refused",
    "regret refused",
    "abandon refused",
    "kill ok",
  ])
    expect(outcomes[act], `${act} of ${JSON.stringify(outcomes)}`).toBeGreaterThan(0);
  expect(outcomes["error ok"] ?? 0).toBe(0);
  // what was acknowledged is there, once; what was not is absent or whole
  for (const { tenant_id, n } of await owner<{ tenant_id: string; n: number }[]>`select tenant_id, n from active_revision`) {
    expect(n).toBeGreaterThanOrEqual(counted.get(tenant_id)!.sure);
    expect(n).toBeLessThanOrEqual(counted.get(tenant_id)!.perhaps);
  }
  expect(base.db.stats()).toMatchObject({ busy: 0, queued: 0 });
  expect(base.db.stats().lanes).toBeLessThanOrEqual(4);
});

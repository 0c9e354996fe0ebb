import { afterAll, beforeAll, expect, it } from "vitest";
import { createGatheredWrites } from "./gathered-writes.ts";
import { openDatabase, type Database } from "./index.ts";
import type { Lane, ReadyStatement } from "./lanes.ts";
import type { Pool } from "./pool.ts";
import { testDatabase, testSecret, type TestDatabase } from "./testing.ts";

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await testDatabase();
  db = await openDatabase({ url: test.url, secret: testSecret, lanes: 3 });
});
afterAll(async () => {
  await db?.close();
  await test?.drop();
});

const text = `insert into record_sequence (tenant_id, object_id, field_id, next)
select coalesce(x.tenant, $1::uuid), x.object_id, x.field_id, x.next
from jsonb_to_recordset($2::text::jsonb) as x(tenant uuid, object_id text, field_id text, next int8)`;
const row = (object: string, field: string, next: unknown = 1, tenant?: string) => ({
  text,
  row: JSON.stringify({ object_id: object, field_id: field, next, tenant }),
});
const rowsOf = async (tenant: string, object: string): Promise<string[]> => {
  const statement = { text: "select field_id, xmin::text as tx from record_sequence where object_id = $1 order by 1", params: [object] };
  const [rows] = await db.batch(tenant, [statement]);
  return rows!.map((each) => each["tx"] as string);
};

it("writes each row for its own tenant, many in one transaction", async () => {
  const tenants = [await test.tenant(), await test.tenant(), await test.tenant()];
  await Promise.all(Array.from({ length: 600 }, (_, n) => db.gather(tenants[n % 3]!, row("many", `f${String(n).padStart(3, "0")}`))));
  const kept = await Promise.all(tenants.map((tenant) => rowsOf(tenant, "many")));
  expect(kept.map((each) => each.length)).toEqual([200, 200, 200]);
  const transactions = new Set(kept.flat());
  expect(transactions.size).toBeLessThan(20);
  // some of them carry rows of more than one tenant
  expect(kept[0]!.some((tx) => kept[1]!.includes(tx))).toBe(true);
});

it("a row is there for everybody once its writer hears of it", async () => {
  const tenant = await test.tenant();
  const seen = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      await db.gather(tenant, row(`seen ${n}`, "f"));
      return (await rowsOf(tenant, `seen ${n}`)).length;
    }),
  );
  expect(seen).toEqual(Array(50).fill(1));
});

it("a row that cannot be written fails alone", async () => {
  const [tenant, other] = [await test.tenant(), await test.tenant()];
  const bad = new Map([
    [7, row("alone", "f007", "no number")],
    [18, row("alone", "f018", 2 ** 70)],
    [39, { text, row: '{"object_id":' }],
  ]);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, n) =>
      db.gather(n % 2 === 0 ? tenant : other, bad.get(n) ?? row("alone", `f${String(n).padStart(3, "0")}`)),
    ),
  );
  expect(outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []))).toEqual([7, 18, 39]);
  expect(outcomes[7]).toMatchObject({ reason: { code: "22P02" } });
  expect((await rowsOf(tenant, "alone")).length + (await rowsOf(other, "alone")).length).toBe(57);
});

it("a row of another tenant is refused by the database", async () => {
  const [tenant, other] = [await test.tenant(), await test.tenant()];
  const outcomes = await Promise.allSettled([
    db.gather(other, row("wall", "own")),
    db.gather(tenant, row("wall", "foreign", 1, other)),
    db.gather(tenant, row("wall", "own")),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: { code: "42501" } });
  expect(await rowsOf(other, "wall")).toHaveLength(1);
});

it("runs what has to be there before, once for all who bring it", async () => {
  const tenant = await test.tenant();
  const before = [
    {
      key: "f",
      text: `insert into record_sequence (tenant_id, object_id, field_id, next) values ($1, 'before', 'f', 1)
        on conflict (tenant_id, object_id, field_id) do update set next = record_sequence.next + 1`,
      params: [tenant],
    },
  ];
  await Promise.all(Array.from({ length: 30 }, (_, n) => db.gather(tenant, { ...row("after", `f${n}`), before })));
  const [[counted]] = (await db.batch(tenant, [{ text: "select next::int from record_sequence where object_id = 'before'" }])) as [
    [{ next: number }],
  ];
  expect(counted.next).toBeGreaterThan(0);
  expect(counted.next).toBeLessThan(10);
});

it("locks in one order, whoever came first", async () => {
  const sent: string[] = [];
  const send = async ({ text, values = [] }: ReadyStatement) => {
    sent.push([text, ...values].join(" "));
    return Object.assign([], { command: text.toUpperCase(), count: 0 });
  };
  const lane = { send, destroy: () => undefined } as unknown as Lane;
  const pool = { use: (_tenant, _kind, _waitMs, work) => work(lane) } as Pool;
  const gathered = createGatheredWrites(pool, (tenant) => [{ text: `bind ${tenant}` }]);
  const versions = ["h2", "h1", "h3"].map((key) => ({ key, text: key }));
  await Promise.all(
    ["t2", "t1", "t2"].map((tenant, n) => gathered.write(tenant, { text: "rows", row: String(n), before: [versions[n]!, versions[0]!] })),
  );
  expect(sent).toEqual(["begin", "bind t1", "h1", "h2", "rows t1 [1]", "bind t2", "h2", "h3", "rows t2 [0,2]", "commit"]);
});

it("refuses at once when too much waits, and goes on with the rest", async () => {
  const [loud, quiet] = [await test.tenant(), await test.tenant()];
  const all = Promise.allSettled(Array.from({ length: 6_000 }, (_, n) => db.gather(loud, row("flood", `f${n}`))));
  await db.gather(quiet, row("flood", "f"));
  const outcomes = await all;
  const refusals = outcomes.filter((each) => each.status === "rejected");
  expect(refusals).toHaveLength(1_000);
  expect(refusals[0]).toMatchObject({ reason: { name: "Overloaded", code: "queue" } });
  expect(await rowsOf(loud, "flood")).toHaveLength(5_000);
  await expect(db.gather("no tenant", row("flood", "f"))).rejects.toThrow(TypeError);
});

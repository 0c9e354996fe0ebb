import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";

/* Under row security only leakproof operators reach an index: what the app's role really does with the slots. */

let base: TestDatabase;
let tenant: string;
const rows = 20_000;

beforeAll(async () => {
  base = await testDatabase();
  tenant = await base.tenant();
  const other = await base.tenant();
  for (const owner of [tenant, other])
    await base.owner`
      insert into records (tenant_id, object_id, id, data, s1, i1, f1, t1, r1, b1, created_by, updated_by)
      select ${owner}, 'order', gen_random_uuid(), jsonb_build_object('a', n), 'k' || n, n, n / 7.0, timestamptz '2026-01-01' + n * interval '1 min',
        case when n % 1000 = 0 then ${tenant}::uuid end, case when n % 5000 = 0 then true end, 't', 't'
      from generate_series(1, ${rows}) n`;
  await base.owner`analyze records`;
});
afterAll(() => base.drop());

interface Plan {
  "Node Type": string;
  "Index Name"?: string;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}
const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];

test.each([
  ["equality of text", "s1 = $3", ["k77"], "", "records_s1"],
  ["one of several texts", "s1 = any($3::text[])", [["k1", "k2"]], "", "records_s1"],
  ["range of integers", "i1 between $3 and $4", [100, 150], "", "records_i1"],
  ["range of floats", "f1 > $3 and f1 < $4", [10, 12], "", "records_f1"],
  ["range of instants", "t1 >= $3 and t1 < $4", [new Date("2026-01-02"), new Date("2026-01-02T01:00:00Z")], "", "records_t1"],
  ["a reference", "r1 = $3", ["tenant"], "", "records_r1"],
  ["a boolean", "b1 = $3", [true], "", "records_b1"],
  ["sorted list", "t1 is not null", [], "order by t1 desc, id desc limit 50", "records_t1"],
  [
    "cursor in a sorted list",
    "(i1, id) > ($3, $4::uuid) and i1 is not null",
    [500, randomUUID()],
    "order by i1, id limit 50",
    "records_i1",
  ],
  ["by id", "id = $3", [randomUUID()], "", "records_key"],
])("%s is answered by its index", async (_, where, params, tail, index) => {
  const values = params.map((each) => (each === "tenant" ? tenant : each));
  const text = `explain (analyze, format json) select id, data from records where tenant_id = $1 and object_id = $2 and ${where} ${tail}`;
  const [[row]] = (await base.db.batch(tenant, [{ text, params: [tenant, "order", ...values] }])) as [[{ "QUERY PLAN": [{ Plan: Plan }] }]];
  const nodes = flat(row["QUERY PLAN"][0].Plan);
  expect(nodes.map((node) => node["Index Name"]).filter(Boolean)).toEqual([index]);
  expect(nodes.some((node) => node["Node Type"] === "Seq Scan")).toBe(false);
  expect(Math.max(...nodes.map((node) => node["Rows Removed by Filter"] ?? 0))).toBeLessThanOrEqual(100);
});

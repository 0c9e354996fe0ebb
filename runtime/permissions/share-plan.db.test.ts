import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Effective } from "../effective/effective.ts";
import { compileCount, compileSelect } from "../records/compile.ts";
import type { RecordQuery } from "../records/query.ts";
import { planned } from "../records/planned.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "../records/testing.ts";
import { mostShareIds, stand } from "./standing.ts";

/* Own records and those that were shared, out of many: both are found by an index, and nothing is looked at that is not among them. */

const rows = 20_000;
const documents = [
  objectOf("task", {
    owner: { type: "text", indexed: true },
    team: { type: "text", indexed: true },
    rank: { type: "number", indexed: true },
  }),
  roleOf("clerk", { task: { read: true, rows: { "===": [{ var: "owner" }, { var: "$user.id" }] } } }),
  roleOf("lead", {
    task: {
      read: true,
      rows: { or: [{ "===": [{ var: "owner" }, { var: "$user.id" }] }, { in: [{ var: "team" }, ["t1", "t2"]] }] },
    },
  }),
  roleOf("author", { task: { read: true, rows: { "===": [{ var: "created_by" }, { var: "$user.by" }] } } }),
];

let database: TestDatabase;
let effective: Effective;
let tenantId: string;
const idOf = (n: number) => `019b0000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

beforeAll(async () => {
  database = await testDatabase({ lanes: 2 });
  tenantId = await database.tenant();
  effective = effectiveOf(tenantId, documents);
  const column = (name: string) => effective.objects.get("task")!.byName.get(name)!.slot!.column;
  await database.db.batch(
    tenantId,
    [
      {
        text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by, ${column("owner")}, ${column("team")}, ${column("rank")})
          select $1::uuid, 'o_task', ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            jsonb_build_object('f_owner', 'u' || n % 500, 'f_team', 't' || n % 400, 'f_rank', n), 'user:u' || n % 500, 'test', 'u' || n % 500, 't' || n % 400, n
          from generate_series(1, ${rows}) as n`,
        params: [tenantId],
      },
      ...[
        ["user:u1", 7, 2_000],
        ["role:lead", 9, 4_000],
        ["user:u2", 1, 10],
      ].map(([holder, from, every]) => ({
        text: `insert into record_share (tenant_id, object_id, record_id, holder, level, by)
          select $1::uuid, 'o_task', ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $2::text, 'read', 'test'
          from generate_series($3::int, ${rows}, $4::int) as n`,
        params: [tenantId, holder, from, every],
      })),
    ],
    { class: "batch" },
  );
  await database.owner`analyze records`;
  await database.owner`analyze record_share`;
});
afterAll(() => database.drop());

interface Node {
  readonly "Rows Removed by Filter"?: number;
  readonly "Actual Rows": number;
  readonly Plans?: readonly Node[];
}
const flat = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];

async function statement(role: string, user: string, query: RecordQuery) {
  const platform = platformOf(database, effective);
  const actor = await stand(platform, effective, actorOf(tenantId, [role], { userId: user, by: `user:${user}` }));
  const made = planned(effective, actor, "task", query, new Date().toISOString());
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return query.count === "exact" ? compileCount(made.value.plan) : compileSelect(made.value.plan);
}

const queries: readonly (readonly [string, RecordQuery])[] = [
  ["a list", {}],
  ["a sorted list", { sort: [{ field: "rank", descending: true }] }],
  ["a filter", { filter: { ">": [{ var: "rank" }, rows * 0.9] } }],
  ["a count", { count: "exact" }],
];

test.each(["clerk", "lead"].flatMap((role) => queries.map(([name, query]) => [name, role, query] as const)))(
  "%s of a %s looks at his own and what was shared with him, and at nothing else",
  async (_, role, query) => {
    const { text, params } = await statement(role, "u1", query);
    const [answer] = await database.db.batch(tenantId, [{ text: `explain (analyze, format json) ${text}`, params: [...params] }]);
    const nodes = flat((answer![0]!["QUERY PLAN"] as [{ Plan: Node }])[0].Plan);
    expect(Math.max(...nodes.map((node) => node["Rows Removed by Filter"] ?? 0))).toBeLessThanOrEqual(150);
    expect(Math.max(...nodes.map((node) => node["Actual Rows"]))).toBeLessThan(400);
  },
);

const own = (n: number, user: string) => `u${n % 500}` === user;
test.each([
  ["clerk", "u1", (n: number) => own(n, "u1") || n % 2_000 === 7],
  ["lead", "u3", (n: number) => own(n, "u3") || n % 400 === 1 || n % 400 === 2 || n % 4_000 === 9],
  // so many that they are looked up for each record
  ["clerk", "u2", (n: number) => own(n, "u2") || n % 10 === 1],
  // nothing finds the records that he made
  ["author", "u1", (n: number) => own(n, "u1") || n % 2_000 === 7],
  ["clerk", "nobody", () => false],
] as const)("a %s (%s) finds exactly those", async (role, user, theirs) => {
  const wanted = Array.from({ length: rows }, (_, index) => index + 1).filter(theirs);
  const { text, params } = await statement(role, user, { count: "exact" });
  const [counted] = await database.db.batch(tenantId, [{ text, params: [...params] }]);
  expect(counted![0]!["n"]).toBe(wanted.length);
  const first = await statement(role, user, { limit: 100 });
  const [page] = await database.db.batch(tenantId, [{ text: first.text, params: [...first.params] }]);
  expect(page!.slice(0, 100).map((row) => row["id"])).toEqual(wanted.slice(0, 100).map(idOf));
});

test("so many shares that each record is asked about them are counted no further than that", async () => {
  const platform = platformOf(database, effective);
  const actor = await stand(platform, effective, actorOf(tenantId, ["clerk"], { userId: "u2", by: "user:u2" }));
  expect(actor.standing!.shared.get("o_task")).toBe(mostShareIds + 1);
});

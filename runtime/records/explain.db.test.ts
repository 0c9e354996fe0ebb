import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import type { Effective } from "../effective/effective.ts";
import { compileCount, compileOne, compileSelect, type Position } from "./compile.ts";
import type { Statement } from "./spelling.ts";
import type { RecordQuery } from "./query.ts";
import { planned } from "./planned.ts";
import { actorOf, effectiveOf, objectOf } from "./testing.ts";

/* The canonical queries as the app's role, under row security: each must be answered by an index, and reject few rows on the way. */

const documents = [
  objectOf("order", {
    status: { type: "text", indexed: true },
    amount: { type: "money", config: { currency: "CNY" }, indexed: true },
    placed_at: { type: "date_time", indexed: true },
    customer: { type: "reference", config: { object: "order" } },
    number: { type: "number", indexed: true },
    note: { type: "long_text" },
    buyer: { type: "reference", config: { object: "customer" } },
    tags: { type: "multi_reference", config: { object: "customer" } },
  }),
  objectOf("customer", { region: { type: "text", indexed: true } }),
];
const rows = 20_000;

let database: TestDatabase;
let effective: Effective;
let tenantId: string;

beforeAll(async () => {
  database = await testDatabase({ lanes: 2 });
  for (const slug of ["other", "mine"]) {
    tenantId = await database.tenant(slug);
    effective = effectiveOf(tenantId, documents);
    const column = (name: string) => effective.objects.get("order")!.byName.get(name)!.slot!.column;
    // a tenth of the records has no date
    await database.db.batch(
      tenantId,
      [
        {
          text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by, ${column("status")}, ${column("amount")}, ${column("placed_at")}, ${column("number")}, ${column("buyer")})
            select $1::uuid, 'o_order', ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
              jsonb_build_object('f_status', 's' || n % 200, 'f_amount', jsonb_build_object('currency', 'CNY', 'minor', n), 'f_number', n % 500, 'f_note', 'note ' || n),
              'test', 'test', 's' || n % 200, n, case when n % 10 > 0 then '2026-01-01'::timestamptz + n * interval '1 minute' end, n % 500,
              ('019b0000-0000-7000-9000-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid
            from generate_series(1, ${rows}) as n`,
          params: [tenantId],
        },
      ],
      { class: "batch" },
    );
  }
  const column = (object: string, name: string) => effective.objects.get(object)!.byName.get(name)!.slot!.column;
  await database.db.batch(
    tenantId,
    [
      {
        text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by, ${column("customer", "region")})
          select $1::uuid, 'o_customer', ('019b0000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, jsonb_build_object('f_region', 'r' || n % 100), 'test', 'test', 'r' || n % 100
          from generate_series(1, 2000) as n`,
        params: [tenantId],
      },
      {
        text: `insert into record_link (tenant_id, object_id, field_id, record_id, target_object_id, target_id)
          select $1::uuid, 'o_order', 'f_tags', id, 'o_customer', ('019b0000-0000-7000-9000-' || lpad(to_hex(1 + (row_number() over ()) % 2000), 12, '0'))::uuid
          from records where tenant_id = $1::uuid and object_id = 'o_order'`,
        params: [tenantId],
      },
    ],
    { class: "batch" },
  );
  await database.owner`analyze records`;
  await database.owner`analyze record_link`;
});
afterAll(() => database.drop());

interface Node {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Node[];
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

async function explained({ text, params }: Statement) {
  const [, answer] = await database.db.batch(tenantId, [
    { text: "set local plan_cache_mode = force_custom_plan" },
    { text: `explain (analyze, format json) ${text}`, params },
  ]);
  const nodes = nodesOf((Object.values(answer![0]!)[0] as { Plan: Node }[])[0]!.Plan);
  return {
    scans: nodes.filter(
      (node) => node["Node Type"].includes("Scan") && !node["Node Type"].startsWith("CTE") && !node["Node Type"].startsWith("Subquery"),
    ),
    indexes: [...new Set(nodes.flatMap((node) => node["Index Name"] ?? []))],
    removed: Math.max(0, ...nodes.map((node) => node["Rows Removed by Filter"] ?? 0)),
    sequential: nodes.some((node) => node["Node Type"] === "Seq Scan"),
  };
}

const now = "2026-03-19T06:30:00.000Z";
function select(query: RecordQuery, after?: Position): Statement {
  const scoped = planned(effective, actorOf(tenantId), "order", query, now);
  if (!scoped.ok) throw new Error(JSON.stringify(scoped.problems));
  return query.count === "exact" ? compileCount(scoped.value.plan) : compileSelect(scoped.value.plan, after);
}
const slot = (name: string) => `records_${effective.objects.get("order")!.byName.get(name)!.slot!.column}`;
const is = (field: string, value: Json): Json => ({ "===": [{ var: field }, value] });
const sort = (field: string, descending = false) => ({ sort: [{ field, descending }] });

describe("under row security", () => {
  test("a record is found by its key", async () => {
    const scoped = planned(effective, actorOf(tenantId), "order", {}, now);
    if (!scoped.ok) throw new Error(JSON.stringify(scoped.problems));
    const plan = await explained(compileOne(scoped.value.plan, "019b0000-0000-7000-8000-000000000009"));
    expect(plan).toMatchObject({ indexes: ["records_key"], removed: 0, sequential: false });
  });

  test("equality and sort use the slot", async () => {
    const plan = await explained(select({ filter: is("status", "s7"), ...sort("status") }));
    expect(plan).toMatchObject({ indexes: [slot("status")], sequential: false });
    expect(plan.removed).toBeLessThan(100);
  });

  test("a range and sort use the slot", async () => {
    const filter: Json = { and: [{ ">=": [{ var: "amount" }, "50.00"] }, { "<": [{ var: "amount" }, "60.00"] }] };
    for (const descending of [false, true]) {
      const plan = await explained(select({ filter, ...sort("amount", descending) }));
      expect(plan).toMatchObject({ indexes: [slot("amount")], sequential: false });
      expect(plan.removed).toBeLessThan(100);
    }
  });

  test("two filters and a sort by date use a slot", async () => {
    const filter: Json = { and: [is("status", "s7"), { ">": [{ var: "amount" }, "10.00"] }] };
    const plan = await explained(select({ filter, ...sort("placed_at", true) }));
    expect(plan.sequential).toBe(false);
    expect(plan.indexes).toContain(slot("status"));
    expect(plan.removed).toBeLessThan(100);
  });

  test("a sort reads one page of the slot, at its beginning and in its middle, and never the records without a value", async () => {
    for (const after of [undefined, { absent: false, keys: ["2026-01-05 00:00:00+00"], id: "019b0000-0000-7000-8000-000000001680" }]) {
      const plan = await explained(select({ ...sort("placed_at") }, after));
      expect(plan.sequential).toBe(false);
      expect(plan.indexes).toContain(slot("placed_at"));
      expect(plan.removed).toBe(0);
    }
    const last = select(sort("placed_at"), { absent: true, keys: [null], id: "019b0000-0000-7000-8000-000000004000" });
    expect(await explained(last)).toMatchObject({ indexes: ["records_key"], sequential: false });
  });

  test("one of several values, a reference and a count use their slots", async () => {
    expect((await explained(select({ filter: { in: [{ var: "status" }, ["s1", "s2", "s3"]] }, ...sort("status") }))).indexes).toEqual([
      slot("status"),
    ]);
    expect((await explained(select({ filter: is("customer", "019b0000-0000-7000-8000-000000000009") }))).indexes).toEqual([
      slot("customer"),
    ]);
    const count = await explained(select({ filter: is("number", 7), count: "exact" }));
    expect(count).toMatchObject({ indexes: [slot("number")], sequential: false });
  });
});

describe("over references, under row security", () => {
  test("a field of what is referred to is found in its slot, and the records by their reference", async () => {
    const plan = await explained(select({ filter: is("buyer.region", "r7") }));
    expect(plan.sequential).toBe(false);
    const region = `records_${effective.objects.get("customer")!.byName.get("region")!.slot!.column}`;
    expect(plan.indexes.some((name) => name === region || name === "records_key")).toBe(true);
    expect(plan.indexes).toContain(slot("buyer"));
    expect(plan.removed).toBeLessThan(100);
  });

  test("what points at a record is found by the table of links", async () => {
    const plan = await explained(select({ filter: { in: ["019b0000-0000-7000-9000-000000000007", { var: "tags" }] } }));
    expect(plan).toMatchObject({ sequential: false });
    expect(plan.indexes).toEqual(expect.arrayContaining(["record_link_target", "records_key"]));
    expect(plan.removed).toBeLessThan(100);
  });
});

describe("the text of a statement", () => {
  const hostile = ["a'--", '"', "\\", "$1", "}", "中文", "‘’", "'; drop table records; --", "f_status", "x".repeat(200), "0"];

  test("is one for all values", () => {
    const texts = hostile.flatMap((value) => [
      select({
        filter: {
          and: [
            is("status", value),
            is("note", value),
            is("buyer.region", value),
            { some: [{ var: "tags" }, { "<": [{ var: "" }, value] }] },
            { in: [value, { var: "note" }] },
            { in: [{ var: "status" }, [value, "b"]] },
          ],
        },
      }).text,
    ]);
    expect(new Set(texts).size).toBe(1);
    expect(select({ q: "needle" }).text).toBe(select({ q: "other" }).text);
    expect(select({ filter: is("amount", "1.00") }).text).toBe(select({ filter: is("amount", "-99.99") }).text);
    const cursors = hostile.map(
      (key) => select(sort("status"), { absent: false, keys: [key], id: "019b0000-0000-7000-8000-000000000001" }).text,
    );
    expect(new Set(cursors).size).toBe(1);
  });

  test("holds no name of a field or object, and always the tenant", () => {
    const { text, params } = select({ filter: { and: [is("note", "x"), is("status", "s1")] }, ...sort("note", true) });
    expect(text).not.toMatch(/f_|note|status|order['"]|o_order/);
    expect(text).toContain("tenant_id = $1::uuid");
    expect(params.slice(0, 2)).toEqual([tenantId, "o_order"]);
  });
});

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { learnSize } from "./cost.ts";
import type { RecordQuery } from "./query.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

/* Many small tenants and two larger ones on one connection, where a plan that the database keeps for one text serves them all. */

const documents = [
  objectOf("order", {
    amount: { type: "number", indexed: true },
    status: { type: "text", indexed: true },
    day: { type: "date", indexed: true },
  }),
];

let database: TestDatabase;
interface Who {
  readonly actor: Actor;
  readonly platform: Platform;
}
const small: Who[] = [];
let middling: Who;
let large: Who;

async function tenantOf(records: number): Promise<Who> {
  const tenantId = await database.tenant();
  const effective = effectiveOf(tenantId, documents);
  const slot = (name: string): string => effective.objects.get("order")!.byName.get(name)!.slot!.column;
  await database.owner.unsafe(
    `insert into records (tenant_id, object_id, id, data, ${slot("amount")}, ${slot("status")}, ${slot("day")}, created_by, updated_by)
     select $1::uuid, 'o_order', gen_random_uuid(), jsonb_build_object('f_amount', n * 7919 % 100000, 'f_status', 'open', 'f_day', (date '2025-01-01' + n % 500)::text),
       n * 7919 % 100000, 'open', date '2025-01-01' + n % 500, 't', 't' from generate_series(1, $2::int) n`,
    [tenantId, records],
  );
  return { actor: actorOf(tenantId), platform: platformOf(database, effective) };
}

beforeAll(async () => {
  database = await testDatabase({ lanes: 1 });
  for (let n = 0; n < 40; n++) small.push(await tenantOf(60));
  middling = await tenantOf(10_000);
  large = await tenantOf(60_000);
  await database.owner`vacuum analyze records`;
});
afterAll(() => database.drop());

const list = async ({ actor, platform }: Who, query: RecordQuery): Promise<void> => {
  const page = await listRecords(platform, actor, "order", query);
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
};

/** How often the connection planned what reads records for whatever values, and how often for those at hand. */
async function plans(): Promise<{ kept: number; made: number }> {
  const text = `select sum(generic_plans)::float8 as kept, sum(custom_plans)::float8 as made from pg_prepared_statements
    where statement like 'select id, %from records%'`;
  const [rows] = await database.db.batch(small[0]!.actor.tenantId, [{ text }]);
  return { kept: Number(rows![0]!["kept"]), made: Number(rows![0]!["made"]) };
}

async function plansOf(work: () => Promise<void>): Promise<{ kept: number; made: number }> {
  const before = await plans();
  await work();
  const after = await plans();
  return { kept: after.kept - before.kept, made: after.made - before.made };
}

const times = async (count: number, work: () => Promise<void>): Promise<void> => {
  for (let n = 0; n < count; n++) await work();
};

/** By an index that the filter offers, a small tenant's records are soon sorted; a larger one's are better walked in their order. */
const misleading: RecordQuery = {
  filter: { and: [{ ">=": [{ var: "amount" }, 0] }, { "<": [{ var: "amount" }, 90_000] }] },
  sort: [{ field: "day", descending: true }],
  limit: 20,
};
const plain: RecordQuery = { sort: [{ field: "amount", descending: false }], limit: 20 };

test("the database knows which tenants have many records", async () => {
  const found = await database.db.largeTenants(20_000);
  expect(found.map(({ tenantId }) => tenantId)).toEqual([large.actor.tenantId]);
  expect(found[0]!.records).toBeGreaterThan(50_000);
  expect(found[0]!.records).toBeLessThan(70_000);
});

test("what the database keeps for many small tenants is not what a large one gets", async () => {
  for (const each of small) await list(each, misleading);
  // they get by with the plan that is kept for them
  expect(await plansOf(() => list(small[0]!, misleading))).toEqual({ kept: 1, made: 0 });
  // the first to ask has the database asked which tenants are large
  await vi.waitFor(async () => expect(await plansOf(() => list(large, misleading))).toEqual({ kept: 0, made: 1 }), { timeout: 10_000 });
  expect(await plansOf(() => times(8, () => list(large, misleading)))).toEqual({ kept: 0, made: 8 });
  expect(await plansOf(() => list(small[1]!, misleading))).toEqual({ kept: 1, made: 0 });
});

test("a middling object is no longer planned anew once the kept plan was seen to be the one that is made for it", async () => {
  await learnSize(middling.platform, { tenantId: middling.actor.tenantId, objectId: "o_order" });
  const planned: unknown[] = [];
  const batch: Platform["db"]["batch"] = (tenantId, statements, options) => {
    if (statements[0]!.text.startsWith("select id")) planned.push(options?.plans);
    return database.db.batch(tenantId, statements, options);
  };
  const watched: Who = { ...middling, platform: { ...middling.platform, db: { ...database.db, batch } } };
  await vi.waitFor(
    async () => {
      await list(watched, plain);
      expect(planned.at(-1)).toBe("anew");
    },
    { timeout: 10_000 },
  );
  await vi.waitFor(
    async () => {
      await list(watched, plain);
      expect(planned.at(-1)).toBe("kept");
    },
    { timeout: 10_000 },
  );
  await list(watched, plain);
  expect(await plansOf(() => times(8, () => list(watched, plain)))).toEqual({ kept: 8, made: 0 });
});

test("and is made anew for ever where the two differ", async () => {
  await times(6, () => list(middling, misleading));
  // the comparison is carried out behind the lists, on the one connection there is
  await times(6, () => list(middling, misleading));
  expect(await plansOf(() => times(4, () => list(middling, misleading)))).toEqual({ kept: 0, made: 4 });
});

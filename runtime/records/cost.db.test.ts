import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { readSlowly } from "../jobs/slow-pages.ts";
import type { Platform } from "../platform.ts";
import { aggregateRecords } from "./aggregate.ts";
import { createRecords } from "./commands.ts";
import { costOf, learnSize, usualCost } from "./cost.ts";
import { explainList } from "./explain-plan.ts";
import type { RecordQuery } from "./query.ts";
import { planned } from "./planned.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "./testing.ts";

const documents = [
  objectOf("customer", { region: { type: "text", indexed: true } }),
  objectOf("order", {
    status: { type: "text", indexed: true },
    note: { type: "text" },
    placed_at: { type: "date_time", indexed: true },
    customer: { type: "reference", config: { object: "customer" } },
    tags: { type: "multi_reference", config: { object: "customer" } },
    owner: { type: "text" },
  }),
  roleOf("seller", { order: { read: true, rows: { "===": [{ var: "owner" }, { var: "$user.id" }] }, hidden: { owner: true } } }),
];

let database: TestDatabase;
let effective: Effective;
let platform: Platform;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  effective = effectiveOf(tenantId, documents);
  platform = platformOf(database, effective);
  actor = actorOf(tenantId);
  const made = await createRecords(
    platform,
    actor,
    "order",
    Array.from({ length: 30 }, (_, index) => ({ status: `s${index}`, note: "n", owner: "u1" })),
  );
  expect(made.ok).toBe(true);
});
afterAll(() => database.drop());

/** What was written down of slow reads. */
const written = async () =>
  (
    await platform.db.batch(actor.tenantId, [
      {
        text: "select object_id, detail, times::float8 as times, records::float8 as records from slow_query where tenant_id = $1",
        params: [actor.tenantId],
      },
    ])
  )[0]! as unknown as { detail: unknown; times: number; records: number }[];

const is = (field: string, value: Json): Json => ({ "===": [{ var: field }, value] });
const cost = (query: RecordQuery, records = 1_000_000) => {
  const scoped = planned(effective, actor, "order", query, "2026-03-19T06:30:00.000Z");
  if (!scoped.ok) throw new Error(JSON.stringify(scoped.problems));
  return costOf(scoped.value.plan, records);
};

describe("what a query costs", () => {
  test("is what it answers where an index leads, and everything there is where none does", () => {
    expect(cost({})).toBeLessThan(100);
    expect(cost({ filter: is("status", "a"), sort: [{ field: "placed_at", descending: true }] })).toBeLessThan(20_000);
    expect(cost({ filter: is("note", "a") })).toBe(3_000_000);
    expect(cost({ filter: { and: [is("note", "a"), is("status", "a")] } })).toBe(30_000);
    expect(cost({ sort: [{ field: "note", descending: false }] })).toBe(3_000_000);
    expect(cost({ filter: is("customer.region", "x") })).toBeGreaterThan(cost({ filter: is("customer", "x") }));
    expect(cost({ filter: { in: ["019b0000-0000-7000-8000-00000000000a", { var: "tags" }] } })).toBeLessThan(1_000);
    expect(cost({ count: "exact" })).toBe(1_000_000);
    expect(cost({ filter: is("note", "a") })).toBeLessThan(usualCost);
    expect(cost({ filter: is("note", "a") }, 5_000_000)).toBeGreaterThan(usualCost);
  });

  test("is bound per tenant: beyond it the query is refused with what would make it cheaper", async () => {
    const scoped = planned(effective, actor, "order", {}, "2026-03-19T06:30:00.000Z");
    if (!scoped.ok) throw new Error("planned");
    expect(await learnSize(platform, scoped.value.plan)).toBe(30);
    const poor: Platform = { ...platform, effectives: { get: async () => ({ ...effective, queryCost: 60 }) } as never };
    expect(await listRecords(poor, actor, "order", { filter: is("note", "n") })).toMatchObject({
      ok: false,
      problems: [{ code: "query_too_costly", details: { cost: 90, most: 60, fields: ["note"] }, help: expect.stringContaining('"note"') }],
    });
    expect(await listRecords(poor, actor, "order", { filter: is("status", "s1") })).toMatchObject({ ok: true });
    const sum = { measures: [{ fn: "countDistinct" as const, field: "note" }], filter: is("note", "n") };
    expect(await aggregateRecords(poor, actor, "order", sum)).toMatchObject({ ok: false, problems: [{ code: "query_too_costly" }] });
    expect(await listRecords(platform, actor, "order", { filter: is("note", "n") })).toMatchObject({ ok: true });
    // what his role's rule reads is none of his business
    const seller = actorOf(actor.tenantId, ["seller"]);
    const refused = await listRecords(poor, seller, "order", { count: "exact" });
    expect(JSON.stringify(refused)).toContain("query_too_costly");
    expect(JSON.stringify(refused)).not.toContain("owner");
    expect(await listRecords(platform, seller, "order", {})).not.toHaveProperty("value.slow");
  });

  test("is no matter where nobody waits: nothing is refused, and no page is counted anew", async () => {
    let counted = 0;
    const poor: Platform = {
      ...platform,
      effectives: { get: async () => ({ ...effective, queryCost: 1 }) } as never,
      db: {
        ...platform.db,
        batch: (tenantId, statements, options) => {
          if (statements.some(({ text }) => text.includes("count("))) counted += 1;
          return platform.db.batch(tenantId, statements, options);
        },
      },
    };
    const query: RecordQuery = { filter: is("note", "n"), limit: 10 };
    const first = await readSlowly(poor, actor, "order", query);
    if (!first.ok) throw new Error(JSON.stringify(first.problems));
    expect(await readSlowly(poor, actor, "order", { ...query, cursor: first.value.next! })).toMatchObject({ ok: true });
    expect(counted).toBe(0);
  });

  test("a statement that the database stops for taking too long is the same problem", async () => {
    const stopped: Platform = {
      ...platform,
      db: {
        ...platform.db,
        batch: (tenantId, statements, options) =>
          platform.db.batch(tenantId, [{ text: "set local statement_timeout = 1" }, { text: "select pg_sleep(1)" }, ...statements], {
            ...options,
            readOnly: false,
          } as never),
      },
    };
    expect(await listRecords(stopped, actor, "order", { filter: is("note", "n") })).toMatchObject({
      ok: false,
      problems: [{ code: "query_too_costly", details: { fields: ["note"] } }],
    });
  });

  test("is taken down where no index leads, by what was asked", async () => {
    await platform.slowBook.flush();
    await listRecords(platform, actor, "order", { filter: is("note", "n"), sort: [{ field: "owner", descending: true }] });
    await listRecords(platform, actor, "order", { filter: is("note", "other"), sort: [{ field: "owner", descending: false }] });
    await listRecords(platform, actor, "order", { filter: is("status", "s1") });
    const before = await written();
    await platform.slowBook.flush();
    const told = { object_id: "o_order", records: 30, detail: { filtered: ["note"], sorted: ["owner"] } };
    const times = before.find(({ detail }) => JSON.stringify(detail) === JSON.stringify(told.detail))?.times ?? 0;
    expect(await written()).toContainEqual({ ...told, times: times + 2 });
    await platform.slowBook.flush();
    expect(await written()).toContainEqual({ ...told, times: times + 2 });
  });
});

describe("the plan of a list", () => {
  const queries: Readonly<Record<string, RecordQuery>> = {
    plain: {},
    slots: {
      filter: { and: [is("status", "secret"), { ">": [{ var: "placed_at" }, "2026-01-01T00:00:00Z"] }] },
      sort: [{ field: "placed_at", descending: true }],
    },
    path: { filter: is("customer.region", "secret"), sort: [{ field: "customer.region", descending: false }], expand: ["customer"] },
    link: { filter: { in: ["019b0000-0000-7000-8000-00000000000a", { var: "tags" }] } },
    data: { filter: { "!": is("note", "secret") }, count: "estimate" },
  };

  test.each(Object.entries(queries))("<%s> reads as it is written down, without a value", async (name, query) => {
    const plan = await explainList(platform, actor, "order", query);
    if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
    const text = `${JSON.stringify(plan.value, null, 2)}\n`;
    expect(text).not.toContain("secret");
    await expect(text).toMatchFileSnapshot(`./plans/${name}.json`);
  });

  test("is for those who may design", async () => {
    expect(await explainList(platform, actorOf(actor.tenantId, ["seller"]), "order", {})).toMatchObject({
      ok: false,
      problems: [{ code: "forbidden" }],
    });
  });
});

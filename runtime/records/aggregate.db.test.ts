import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { aggregateRecords, type AggregateRequest } from "./aggregate.ts";
import { createRecords } from "./commands.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

const documents = [
  objectOf("shop", { name: { type: "text" }, city: { type: "text", indexed: true } }),
  objectOf("sale", {
    shop: { type: "reference", config: { object: "shop" } },
    amount: { type: "money", config: { currency: "CNY" }, indexed: true },
    weight: { type: "decimal", config: { scale: 2 } },
    kilos: { type: "decimal", config: { scale: 3 }, indexed: true },
    buyer: { type: "text" },
    sold_at: { type: "date_time", indexed: true },
    sold_too: { type: "date_time" },
    day: { type: "date", indexed: true },
    day_too: { type: "date" },
  }),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = platformOf(database, { ...effectiveOf(tenantId, documents), timezone: "Asia/Shanghai" });
  actor = actorOf(tenantId);
  const [a, b] = await make("shop", [
    { name: "a", city: "Wuhan" },
    { name: "b", city: "Xi'an" },
  ]);
  const sale = (shop: Json, minor: number, at: string, buyer: string) => ({
    shop,
    amount: { currency: "CNY", minor },
    weight: "1.25",
    kilos: "0.125",
    buyer,
    sold_at: at,
    sold_too: at,
    day: at.slice(0, 10),
    day_too: at.slice(0, 10),
  });
  await make("sale", [
    sale(a!, 100, "2026-01-31T15:59:59Z", "x"),
    // in Shanghai it is February by now
    sale(a!, 200, "2026-01-31T16:00:00Z", "x"),
    sale(b!, 400, "2026-02-10T03:00:00Z", "y"),
    sale(b!, 800, "2026-03-01T00:00:00Z", "x"),
    { amount: { currency: "CNY", minor: 1600 } },
  ]);
});
afterAll(() => database.drop());

async function make(object: string, values: readonly Record<string, unknown>[]): Promise<readonly string[]> {
  const written = await createRecords(platform, actor, object, values);
  if (!written.ok) throw new Error(JSON.stringify(written.problems));
  return written.value.map(({ id }) => id);
}
const groups = async (request: AggregateRequest) => {
  const found = await aggregateRecords(platform, actor, "sale", request);
  return found.ok
    ? found.value.map(({ group, values }) => [...Object.values(group), ...values])
    : found.problems.map(({ code, path }) => `${code} ${path}`);
};
const yuan = (minor: number) => ({ currency: "CNY", minor });

describe("groups", () => {
  test("are stretches of time in the tenant's zone or another, from slots and from data", async () => {
    for (const field of ["sold_at", "sold_too"]) {
      const months = (zone?: string) =>
        groups({ groupBy: [{ field, bucket: "month", ...(zone === undefined ? {} : { zone }) }], measures: [{ fn: "count" }] });
      expect(await months()).toEqual([
        ["2026-01-01", 1],
        ["2026-02-01", 2],
        ["2026-03-01", 1],
        [null, 1],
      ]);
      expect((await months("UTC"))[0]).toEqual(["2026-01-01", 2]);
      const hours = await groups({ groupBy: [{ field, bucket: "hour" }], measures: [{ fn: "count" }] });
      expect(hours.slice(0, 2)).toEqual([
        ["2026-01-31T23:00", 1],
        ["2026-02-01T00:00", 1],
      ]);
    }
    for (const field of ["day", "day_too"]) {
      const weeks = await groups({ groupBy: [{ field, bucket: "week" }], measures: [{ fn: "count" }] });
      expect(weeks).toEqual([
        ["2026-01-26", 2],
        ["2026-02-09", 1],
        ["2026-02-23", 1],
        [null, 1],
      ]);
      expect(await groups({ groupBy: [{ field, bucket: "quarter" }], measures: [{ fn: "count" }] })).toEqual([
        ["2026-01-01", 4],
        [null, 1],
      ]);
    }
  });

  test("are values at the end of a path, ordered by a measure, the first of them", async () => {
    const request: AggregateRequest = {
      groupBy: ["shop.city"],
      measures: [
        { fn: "sum", field: "amount" },
        { fn: "countDistinct", field: "buyer" },
        { fn: "sum", field: "kilos" },
        { fn: "avg", field: "weight" },
      ],
      sort: "-sum_amount",
    };
    const all = [
      [null, yuan(1600), 0, null, null],
      ["Xi'an", yuan(1200), 2, "0.250", "1.250000"],
      ["Wuhan", yuan(300), 1, "0.250", "1.250000"],
    ];
    expect(await groups(request)).toEqual(all);
    expect(await groups({ ...request, limit: 2 })).toEqual(all.slice(0, 2));
  });

  test("are kept by what holds of their measures", async () => {
    const kept = (having: Json) =>
      groups({
        groupBy: ["shop.city"],
        measures: [{ fn: "sum", field: "amount", as: "turnover" }, { fn: "count" }, { fn: "sum", field: "kilos" }],
        having,
      });
    expect(await kept({ ">": [{ var: "turnover" }, "11.99"] })).toEqual([
      ["Xi'an", yuan(1200), 2, "0.250"],
      [null, yuan(1600), 1, null],
    ]);
    expect(await kept({ and: [{ ">=": [{ var: "count" }, 2] }, { "<=": [{ var: "turnover" }, { var: "turnover" }] }] })).toHaveLength(2);
    expect(await kept({ "===": [{ var: "sum_kilos" }, "0.25"] })).toHaveLength(2);
    expect(await kept({ "===": [{ var: "sum_kilos" }, null] })).toHaveLength(1);
    expect(await kept({ ">": [{ var: "amount" }, 1] })).toEqual(["unknown_field /having"]);
  });

  test("that make no sense are refused, all of it at once", async () => {
    expect(
      await groups({
        groupBy: [
          { field: "buyer", bucket: "day" },
          { field: "day", bucket: "hour" },
          { field: "sold_at", bucket: "day", zone: "Nowhere/Land" },
          "shop.nope",
        ],
        measures: [{ fn: "countDistinct" }, { fn: "sum", field: "buyer" }],
        sort: "gone",
        limit: 0,
      }),
    ).toEqual([
      "wrong_type /groupBy/0/field",
      "wrong_type /groupBy/1/bucket",
      "not_an_option /groupBy/2/zone",
      "unknown_field /groupBy/3",
      "required /measures/0/field",
      "wrong_type /measures/1/field",
      "invalid_query /sort",
      "invalid_query /limit",
    ]);
    expect(
      await groups({ groupBy: [{ field: "day'; drop", bucket: "day'); drop table records" as never }], measures: [{ fn: "count" }] }),
    ).toEqual(["unknown_field /groupBy/0", "invalid_query /groupBy/0/bucket"]);
  });
});

test("days of a filter are those of the tenant's zone", async () => {
  // twenty minutes after midnight in Shanghai is yesterday in UTC
  const shanghai = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
  const midnight = new Date(`${shanghai}T00:20:00+08:00`).toISOString();
  await make("sale", [{ buyer: "today", sold_at: midnight, day: shanghai }]);
  await make("sale", [{ buyer: "yesterday", sold_at: new Date(Date.parse(midnight) - 30 * 60_000).toISOString() }]);
  for (const field of ["sold_at", "day"]) {
    const page = await listRecords(platform, actor, "sale", { filter: { "date.during": [{ var: field }, "today"] } });
    expect(page.ok && page.value.data.map((each) => each["buyer"])).toEqual(["today"]);
  }
  const month = await listRecords(platform, actor, "sale", { filter: { "===": [{ var: "day" }, { var: "$today" }] } });
  expect(month.ok && month.value.data.map((each) => each["buyer"])).toEqual(["today"]);
});

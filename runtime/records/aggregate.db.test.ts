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
  objectOf("sum", {
    of: { type: "text" },
    exact: { type: "decimal", config: { scale: 2 } },
    exact_too: { type: "decimal", config: { scale: 2 }, indexed: true },
    money: { type: "money", config: { currency: "CNY" } },
    money_too: { type: "money", config: { currency: "CNY" }, indexed: true },
    number: { type: "number" },
    number_too: { type: "number", indexed: true },
    at: { type: "date_time" },
    at_too: { type: "date_time", indexed: true },
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

describe("figures at the ends of what there is", () => {
  const asked = async (of: string, request: Omit<AggregateRequest, "filter">) => {
    const found = await aggregateRecords(platform, actor, "sum", { ...request, filter: { "===": [{ var: "of" }, of] } });
    return found.ok
      ? found.value.map(({ group, values }) => [...Object.values(group), ...values])
      : found.problems.map(({ code, path }) => `${code} ${path}`);
  };

  test("sums and averages of decimals are exact, however long", async () => {
    await make(
      "sum",
      ["91999999999999999.99", "91999999999999999.97", "0.01"].flatMap((each) =>
        Array.from({ length: 40 }, () => ({ of: "long", exact: each, exact_too: each })),
      ),
    );
    const sums = ["exact", "exact_too"].map((field) => ({ fn: "sum" as const, field }));
    expect(await asked("long", { measures: sums })).toEqual([["7359999999999999998.80", "7359999999999999998.80"]]);
    const averages = sums.map(({ field }) => ({ fn: "avg" as const, field }));
    expect(await asked("long", { measures: averages })).toEqual([["61333333333333333.323333", "61333333333333333.323333"]]);
  });

  test("a sum that its kind cannot hold is refused and says which, not rounded", async () => {
    const minor = Number.MAX_SAFE_INTEGER - 1;
    const amounts = [minor, minor, 3].map((each) => ({ currency: "CNY", minor: each }));
    await make(
      "sum",
      amounts.map((each) => ({ of: "rich", money: each, money_too: each })),
    );
    for (const field of ["money", "money_too"]) {
      const measures = [{ fn: "count" as const }, { fn: "sum" as const, field }];
      expect(await asked("rich", { measures })).toEqual(["out_of_range /measures/1"]);
      expect(await asked("rich", { measures: [{ fn: "max", field }] })).toEqual([[{ currency: "CNY", minor }]]);
    }
    await make(
      "sum",
      [1.7e308, 1.7e308].map((each) => ({ of: "far", number: each, number_too: each })),
    );
    for (const field of ["number", "number_too"])
      expect(await asked("far", { measures: [{ fn: "sum", field }] })).toEqual([expect.stringMatching(/^out_of_range \/measures/)]);
  });

  test("stretches of time beyond the years 1 and 9999 have names of their own", async () => {
    const instants = ["0001-01-01T02:00:00.000Z", "0001-12-31T22:00:00.000Z", "9999-12-31T20:00:00.000Z"];
    await make(
      "sum",
      instants.map((at) => ({ of: "ends", at, at_too: at })),
    );
    for (const field of ["at", "at_too"]) {
      const named = async (bucket: "hour" | "day" | "week" | "year", zone: string) =>
        (await asked("ends", { groupBy: [{ field, bucket, zone }], measures: [{ fn: "count" }] })).map((each) => each[0]);
      expect(await named("day", "America/New_York")).toEqual(["0000-12-31", "0001-12-31", "9999-12-31"]);
      expect(await named("day", "Asia/Shanghai")).toEqual(["0001-01-01", "0002-01-01", "+010000-01-01"]);
      expect(await named("hour", "Etc/GMT+5")).toEqual(["0000-12-31T21:00", "0001-12-31T17:00", "9999-12-31T15:00"]);
      expect(await named("hour", "Etc/GMT-8")).toEqual(["0001-01-01T10:00", "0002-01-01T06:00", "+010000-01-01T04:00"]);
      expect(await named("week", "Etc/GMT+5")).toEqual(["0000-12-25", "0001-12-31", "9999-12-27"]);
      expect(await named("year", "Etc/GMT+5")).toEqual(["0000-01-01", "0001-01-01", "9999-01-01"]);
    }
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

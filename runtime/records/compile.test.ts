import { describe, expect, test } from "vitest";
import type { Json } from "#metadata";
import { actorOf, effectiveOf, objectOf, roleOf } from "./testing.ts";
import { compileCount, compileSelect } from "./compile.ts";
import { plan } from "./plan.ts";
import { scope } from "./scope.ts";
import type { RecordQuery } from "./query.ts";

const now = "2026-03-19T06:30:00.000Z";
const tenantId = "019b0000-0000-7000-8000-000000000001";
const effective = effectiveOf(tenantId, [
  objectOf("order", {
    status: { type: "text", indexed: true },
    amount: { type: "money", config: { currency: "CNY" }, indexed: true },
    weight: { type: "decimal", config: { scale: 3 }, indexed: true },
    day: { type: "date", indexed: true },
    note: { type: "text" },
    rate: { type: "number" },
  }),
  roleOf("seller", { order: { read: true, rows: { "===": [{ var: "status" }, { var: "$user.id" }] } } }),
  roleOf("strict", { order: { read: true, rows: { reduce: [{ var: "note" }, { var: "current" }, 0] } } }),
]);

function spelled(filter: Json, query: RecordQuery = {}, roles = ["implementer"]) {
  const actor = actorOf(tenantId, roles);
  const asked = plan(effective, actor, "order", { filter, ...query }, now);
  if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
  const allowed = scope(effective, actor, asked.value, now);
  if (!allowed.ok) throw new Error(JSON.stringify(allowed.problems));
  const { text, params } = compileCount({ ...allowed.value.plan, count: "exact" });
  return { where: text.replace(/^.*deleted_at is null(?: and )?/s, ""), params: params.slice(2) };
}
const value = (name: string): Json => ({ var: name });

describe("a condition as SQL", () => {
  test("compares slots with values of their type, scaled", () => {
    expect(spelled({ "===": [value("status"), "paid"] })).toEqual({ where: "s1 = $3::text", params: ["paid"] });
    expect(spelled({ ">": [value("amount"), "19.99"] })).toEqual({ where: "i1 > $3::int8", params: ["1999"] });
    expect(spelled({ "<=": [value("weight"), "1.5"] })).toEqual({ where: "i2 <= $3::int8", params: ["1500"] });
    expect(spelled({ ">=": [value("day"), "2026-03-19"] })).toEqual({
      where: "t1 >= $3::timestamptz",
      params: ["2026-03-19T00:00:00.000Z"],
    });
    expect(spelled({ in: [value("status"), ["a", 'b"\\']] })).toEqual({ where: "s1 = any($3::text[])", params: ['{"a","b\\"\\\\"}'] });
  });

  test("has a second rail for what does not hold, so that NOT never meets NULL", () => {
    expect(spelled({ "!": { "===": [value("status"), "paid"] } }).where).toBe("(s1 is null or s1 <> $3::text)");
    expect(spelled({ "!": { and: [{ "<": [value("amount"), "1"] }, { "!": { "===": [value("status"), "x"] } }] } }).where).toBe(
      "((i1 is null or i1 >= $3::int8) or s1 = $4::text)",
    );
    expect(spelled({ "===": [value("status"), null] }).where).toBe("s1 is null");
    expect(spelled({ "!": { in: [value("status"), ["a"]] } }).where).toBe("(s1 is null or s1 <> all($3::text[]))");
  });

  test("moves a bound between two steps of a scaled slot to where it decides the same", () => {
    expect(spelled({ "<": [value("weight"), "1.50049"] })).toEqual({ where: "i2 <= $3::int8", params: ["1500"] });
    expect(spelled({ ">=": [value("weight"), "1.50049"] })).toEqual({ where: "i2 > $3::int8", params: ["1500"] });
    expect(spelled({ "===": [value("weight"), "1.50049"] }).where).toBe("false");
    expect(spelled({ "<": [value("weight"), "99999999999999999999"] }).where).toBe("i2 is not null");
    expect(spelled({ ">": [value("weight"), "99999999999999999999"] }).where).toBe("false");
  });

  test("reads a field without a slot out of data, guarded by its type, its id a parameter", () => {
    const { where, params } = spelled({ ">": [value("rate"), 5] });
    expect(where).toBe("(case when jsonb_typeof(data->$3::text) = 'number' then (data->>$3::text)::numeric end) > $4::numeric");
    expect(params).toEqual(["f_rate", "5"]);
  });

  test("looks a long text up by its beginning and decides over data", () => {
    const long = "x".repeat(300);
    const { where, params } = spelled({ "===": [value("status"), long] });
    expect(where).toMatch(/^\(s1 = \$5::text and \(case .* = \$4::text\)$/);
    expect(params).toEqual(["f_status", long, "x".repeat(256)]);
  });

  test("ends every plan inside the role's rule", () => {
    expect(spelled({ or: [true, { "===": [value("note"), "x"] }] }, {}, ["seller"])).toEqual({ where: "s1 = $3::text", params: ["u1"] });
    expect(spelled({ or: [{ "===": [value("status"), "a"] }, { "===": [value("status"), "b"] }] }, {}, ["seller"]).where).toBe(
      "(s1 = $3::text and (s1 = $4::text or s1 = $5::text))",
    );
  });

  test("of a rule that cannot be spelled whole lets nobody through", () => {
    const actor = actorOf(tenantId, ["strict"]);
    const asked = plan(effective, actor, "order", {}, now);
    expect(asked.ok && scope(effective, actor, asked.value, now)).toMatchObject({ ok: false, problems: [{ code: "forbidden" }] });
  });
});

describe("a plan", () => {
  test("is data: it survives JSON, and is frozen", () => {
    const asked = plan(
      effective,
      actorOf(tenantId),
      "order",
      { filter: { "===": [value("status"), "a"] }, sort: [{ field: "day", descending: true }] },
      now,
    );
    expect(asked.ok && JSON.parse(JSON.stringify(asked.value))).toEqual(asked.ok && asked.value);
    expect(asked.ok && Object.isFrozen(asked.value)).toBe(true);
  });

  test("is not compiled before it has a scope", () => {
    const asked = plan(effective, actorOf(tenantId), "order", {}, now);
    expect(() => asked.ok && compileSelect(asked.value)).toThrow("has no scope");
  });

  test("names everything that is wrong with a question", () => {
    const asked = plan(
      effective,
      actorOf(tenantId),
      "order",
      {
        filter: { and: [{ "===": [value("nope"), 1] }, { "===": [value("also_no"), 2] }] },
        sort: [{ field: "gone", descending: false }],
        fields: ["constructor"],
        expand: ["status"],
      },
      now,
    );
    expect(asked.ok ? [] : asked.problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "unknown_field /filter",
      "unknown_field /filter",
      "unknown_field /sort",
      "unknown_field /fields",
      "invalid_query /expand",
    ]);
    const mistyped = plan(effective, actorOf(tenantId), "order", { filter: { ">": [value("rate"), "five"] } }, now);
    expect(mistyped).toMatchObject({ ok: false, problems: [{ code: "wrong_type", path: expect.stringMatching("^/filter") }] });
    const sum = plan(effective, actorOf(tenantId), "order", { filter: { ">": [{ "/": [value("rate"), 2] }, 5] } }, now);
    expect(sum).toMatchObject({ ok: false, problems: [{ code: "not_filterable" }] });
  });
});

import { describe, expect, test } from "vitest";
import { limits, parseQuery } from "./query.ts";

const asked = (text: string) => parseQuery(new URLSearchParams(text));
const wrong = (text: string) => {
  const query = asked(text);
  return query.ok ? [] : query.problems.map(({ code, path }) => `${code} ${path}`);
};
const filter = (value: unknown) => `filter=${encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value))}`;

describe("the parameters of a list", () => {
  test("are read", () => {
    expect(
      asked(`${filter({ "===": [{ var: "a" }, 1] })}&sort=-placed_at,price&limit=10&fields=a,b,a&expand=customer&q= x &count=exact`),
    ).toEqual({
      ok: true,
      value: {
        filter: { "===": [{ var: "a" }, 1] },
        sort: [
          { field: "placed_at", descending: true },
          { field: "price", descending: false },
        ],
        limit: 10,
        fields: ["a", "b"],
        expand: ["customer"],
        q: "x",
        count: "exact",
      },
    });
    expect(asked("")).toEqual({ ok: true, value: {} });
  });

  test("are refused all at once", () => {
    expect(wrong("limit=501&count=many&filter={&sort=a,b,c,d,e,f&nope=1&limit=2")).toEqual([
      "invalid_query /nope",
      "invalid_query /limit",
      "invalid_query /filter",
      "invalid_query /sort",
      "invalid_query /limit",
      "invalid_query /count",
    ]);
    for (const limit of ["0", "-1", "1.5", "1e2", "", "9".repeat(400), "0x10"])
      expect(wrong(`limit=${limit}`)).toEqual(["invalid_query /limit"]);
    expect(asked("limit=500")).toMatchObject({ ok: true, value: { limit: 500 } });
    expect(asked("limit=1")).toMatchObject({ ok: true });
  });

  test("a filter is bounded in text, size and depth, and reaches into no prototype", () => {
    const deep = (levels: number) => `${'{"!":'.repeat(levels)}true${"}".repeat(levels)}`;
    expect(wrong(filter(deep(64)))).toEqual([]);
    expect(wrong(filter(deep(65)))).toEqual(["too_deep /filter"]);
    expect(wrong(filter(deep(2_000)))).toEqual(["too_deep /filter"]);
    expect(wrong(filter(`"${"x".repeat(limits.filterText)}"`))).toEqual(["too_large /filter"]);
    expect(wrong(filter({ or: Array.from({ length: limits.filterSize }, () => 1) }))).toEqual(["too_large /filter"]);
    expect(wrong(filter('{"__proto__":{"polluted":1}}'))).toEqual(["forbidden_key /filter/__proto__"]);
    expect(wrong(filter('{"constructor":1}'))).toEqual(["forbidden_key /filter/constructor"]);
    expect(wrong(filter('{"===":["a\\u0000",1]}'))).toEqual(["invalid /filter/===/0"]);
    expect(wrong(filter('{"===":["\\ud800",1]}'))).toEqual(["invalid /filter/===/0"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("names and texts are bounded", () => {
    expect(wrong(`expand=${Array.from({ length: 11 }, (_, index) => `f${index}`).join()}`)).toEqual(["invalid_query /expand"]);
    expect(wrong(`q=${"x".repeat(201)}`)).toEqual(["invalid_query /q"]);
    expect(wrong(`q=a%00b`)).toEqual(["invalid_query /q"]);
    expect(wrong(`cursor=${"x".repeat(9_000)}`)).toEqual(["invalid_cursor /cursor"]);
  });
});

test("a number that JavaScript cannot hold is refused: read as infinity it would be written, and remembered, as no value", () => {
  expect(wrong(filter('{"<":[{"var":"a"},1e999]}'))).toEqual(["out_of_range /filter/</1"]);
  expect(wrong(filter('{"in":[{"var":"a"},[1,-1e999]]}'))).toEqual(["out_of_range /filter/in/1/1"]);
  expect(wrong(filter('{"<":[{"var":"a"},1e308]}'))).toEqual([]);
});

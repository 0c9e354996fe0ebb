import { describe, expect, it } from "vitest";
import type { ValueType } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { lowerExpression } from "./index.ts";

const types: Record<string, ValueType> = { name: "text", n: "number", tags: { list: "text" }, paid: "boolean", placed: "instant" };
const lower = (logic: unknown): unknown => {
  const result = lowerExpression(logic, { operators, types: (path) => (Object.hasOwn(types, path) ? types[path] : undefined) });
  return result.ok ? result.value : result.problems.map((each) => `${each.code} ${each.path}`);
};
const name = { field: "name" };
const n = { field: "n" };

describe("lowering", () => {
  it.each([
    [{ "===": [{ var: "name" }, "a"] }, { eq: [name, { literal: "a" }] }],
    [{ "==": ["a", { var: "name" }] }, { eq: [name, { literal: "a" }] }],
    [{ "!==": [{ var: "name" }, null] }, { not: { empty: name } }],
    [{ ">": [{ var: "n" }, 1] }, { lt: [{ literal: 1 }, n] }],
    [{ "<=": [1, { var: "n" }, 3] }, { and: [{ lte: [{ literal: 1 }, n] }, { lte: [n, { literal: 3 }] }] }],
    [{ in: [{ var: "name" }, ["a", "b"]] }, { in: [name, [{ literal: "a" }, { literal: "b" }]] }],
    [{ in: ["a", { var: "tags" }] }, { contains: [{ field: "tags" }, { literal: "a" }] }],
    [{ in: [{ var: "name" }, { var: "$user.roles" }] }, { contains: [{ context: "$user.roles" }, name] }],
    [{ "===": [{ var: "name" }, { var: "$user.id" }] }, { eq: [name, { context: "$user.id" }] }],
    [{ "<": [{ var: "placed" }, "2024-01-01T08:00:00+08:00"] }, { lt: [{ field: "placed" }, { literal: "2024-01-01T00:00:00.000Z" }] }],
    [{ var: "paid" }, { truthy: { field: "paid" } }],
    [{ "!": { var: "paid" } }, { not: { truthy: { field: "paid" } } }],
    [{ missing: ["name", "n"] }, { or: [{ empty: name }, { eq: [name, { literal: "" }] }, { empty: n }] }],
    [
      { some: [{ var: "tags" }, { in: [{ var: "" }, ["a", "b"]] }] },
      { or: [{ contains: [{ field: "tags" }, { literal: "a" }] }, { contains: [{ field: "tags" }, { literal: "b" }] }] },
    ],
    [{ if: [{ var: "paid" }, { ">": [{ var: "n" }, 1] }] }, { and: [{ truthy: { field: "paid" } }, { lt: [{ literal: 1 }, n] }] }],
    [
      { all: [{ var: "tags" }, { "!": [{ var: "" }] }] },
      {
        and: [{ some: [{ field: "tags" }, { always: true }] }, { not: { some: [{ field: "tags" }, { truthy: { field: "" } }] } }],
      },
    ],
    [
      { ">": [{ "*": [{ var: ["n", 1] }, 2] }, 3] },
      {
        lt: [{ literal: 3 }, { made: "*", of: [{ made: "??", of: [n, { literal: 1 }], type: "number" }, { literal: 2 }], type: "number" }],
      },
    ],
    [{ missing_some: [1, ["n", "paid"]] }, { and: [{ empty: n }, { empty: { field: "paid" } }] }],
    [
      { "date.during": [{ var: "placed" }, "this_month"] },
      {
        and: [
          { lte: [{ period: "this_month", edge: "start" }, { field: "placed" }] },
          { lt: [{ field: "placed" }, { period: "this_month", edge: "end" }] },
        ],
      },
    ],
    [true, { always: true }],
    [{ and: [true, { "===": [1, 1] }] }, { always: true }],
    [{ or: [{ var: "paid" }, { "<": [1, 2] }] }, { always: true }],
    [{ "===": [{ var: ["n", 0] }, 0] }, { or: [{ and: [{ not: { empty: n } }, { eq: [n, { literal: 0 }] }] }, { empty: n }] }],
    [{ ">": [{ var: ["n", 0] }, 1] }, { and: [{ not: { empty: n } }, { lt: [{ literal: 1 }, n] }] }],
  ])("%j", (logic, predicate) => expect(lower(logic)).toEqual(predicate));

  it.each([
    [{ "===": [{ "/": [{ var: "n" }, 2] }, 2] }, "not_filterable /===/0/~1"],
    [{ "===": [{ cat: [{ var: "name" }] }, "a"] }, "not_filterable /===/0/cat"],
    [{ some: [{ filter: [{ var: "tags" }, true] }, { "!": [{ var: "" }] }] }, "not_filterable /some/0/filter"],
    [{ and: [true, { map: [{ var: "tags" }, { "!": [{ var: "" }] }] }] }, "not_filterable /and/1/map"],
    [{ in: ["a", [{ var: "name" }]] }, "not_filterable /in"],
    [{ nope: 1 }, "unknown_operator /nope"],
  ])("%j is refused whole", (logic, problem) => expect(lower(logic)).toEqual([problem]));
});

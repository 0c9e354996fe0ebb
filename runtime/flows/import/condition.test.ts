import { operators } from "#metadata/vocabulary";
import { describe, expect, it } from "vitest";
import { compileExpression, truthy } from "../../rules/index.ts";
import { ConditionError, conditionToLogic } from "./condition.ts";

const holds = (condition: string, input: unknown): boolean => {
  const compiled = compileExpression(conditionToLogic(condition), { operators });
  if (!compiled.ok) throw new Error(compiled.problems[0]!.message);
  return truthy(compiled.value.evaluate({ input }, { now: "2026-01-01T00:00:00.000Z" }));
};

describe("conditions", () => {
  it.each([
    ['$.paymentMethod == "zhifubao"', { paymentMethod: "zhifubao" }, true],
    ["$.a == `x y`", { a: "x y" }, true],
    ["$.a==$.b", { a: 1, b: 1 }, true],
    ["$.a==$.b", {}, false],
    ["$.a != 1", {}, false],
    ["$.a != 1", { a: 2 }, true],
    ["$.price == 100", { price: "100" }, false],
    ["$.n >= -1 && $.n < 3", { n: 0 }, true],
    ["$.n >= 1", {}, false],
    ["$.hasMore", { hasMore: true }, true],
    ["$.hasMore", {}, false],
    ["!$.hasMore", { hasMore: false }, true],
    ["$.a == 1 || $.b == 2 && $.c == 3", { a: 1 }, true],
    ["($.a == 1 || $.b == 2) && $.c == 3", { a: 1 }, false],
    ["$.list[1].x == true", { list: [{}, { x: true }] }, true],
    ["$.a == null", {}, true],
  ] as const)("%s over %j is %s", (condition, input, expected) => {
    expect(holds(condition, input)).toBe(expected);
  });
  it.each(["", "$.a ==", "$.a = 1", "($.a == 1", "$.a == 1 1", "process.exit()", "$.__proto__.x == 1", "$.constructor"])(
    "refuses %j",
    (condition) => {
      expect(() => conditionToLogic(condition)).toThrow(ConditionError);
    },
  );
});

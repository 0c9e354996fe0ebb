import { describe, expect, it } from "vitest";
import type { ValueType } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileExpression, evaluateCompat, EvaluationError, limits } from "./index.ts";

const at = { now: "2026-03-19T22:30:00.000Z", user: { id: "u1", roles: ["business"] } };
const types: Record<string, ValueType> = {
  name: "text",
  n: "number",
  d: "decimal",
  m: "money",
  paid: "boolean",
  day: "date",
  placed: "instant",
  tags: { list: "text" },
  store: "reference",
};
const compile = (logic: unknown) =>
  compileExpression(logic, { operators, types: (path) => (Object.hasOwn(types, path) ? types[path] : undefined) });
const run = (logic: unknown, data: unknown = {}): unknown => {
  const compiled = compile(logic);
  if (!compiled.ok) throw new Error(compiled.problems.map((each) => `${each.code} ${each.path} ${each.message}`).join("; "));
  return compiled.value.evaluate(data, at);
};
const problems = (logic: unknown): readonly string[] => {
  const compiled = compile(logic);
  return compiled.ok ? [] : compiled.problems.map((each) => `${each.code} ${each.path}`);
};
const nest = (depth: number): unknown => {
  let logic: unknown = true;
  for (let level = 0; level < depth; level++) logic = { "!": [logic] };
  return logic;
};

describe("what is refused before anything runs", () => {
  it("an unknown operator, with what was probably meant", () => {
    expect(compile({ and: [{ "mony.mul": [{ var: "m" }, 2] }] })).toMatchObject({
      ok: false,
      problems: [
        { code: "unknown_operator", path: "/and/0/mony.mul", message: 'There is no operator "mony.mul"; did you mean "money.mul"?' },
      ],
    });
  });

  it("an unknown operator in a branch that is never taken", () => {
    expect(problems({ if: [true, 1, { log: "x" }] })).toEqual(["unknown_operator /if/2/log"]);
  });

  it.each([
    [{ a: 1, b: 2 }, "invalid_expression "],
    [{}, "invalid_expression "],
    [{ var: 1.5 }, "invalid_expression /var"],
    [{ var: "constructor" }, "invalid_expression /var"],
    [{ var: "a.__proto__.b" }, "invalid_expression /var"],
    [{ var: "$user.password" }, "unknown_name /var"],
    [{ and: [] }, "invalid_expression /and"],
    [{ ">": [5, 3, 4] }, "invalid_expression />"],
    [{ "-": [5, 3, 4] }, "invalid_expression /-"],
    [{ reduce: [[1], { var: "current" }] }, "invalid_expression /reduce"],
    [{ missing: { var: "keys" } }, "invalid_expression /missing"],
    [{ "==": [5, "x"] }, "wrong_type /=="],
    [{ "<": [{ var: "n" }, null] }, "wrong_type /<"],
    [{ "<": [{ var: "day" }, "2024-1-9"] }, "wrong_type /<"],
    [{ "<": [{ var: "day" }, { var: "placed" }] }, "wrong_type /<"],
    [{ ">=": [{ var: "m" }, "many"] }, "wrong_type />="],
    [{ "===": [{ var: "paid" }, "true"] }, "wrong_type /==="],
    [{ "+": [{ var: "name" }, 1] }, "wrong_type /+"],
    [{ "*": [{ var: "m" }, { var: "m" }] }, "wrong_type /*"],
    [{ in: [1, { var: "name" }] }, "wrong_type /in"],
    [{ in: [{ var: "day" }, ["2024-01-01", "soon"]] }, "wrong_type /in"],
    [{ map: [{ var: "name" }, { var: "" }] }, "wrong_type /map/0"],
    [{ var: ["n", "zero"] }, "wrong_type /var/1"],
    [{ cat: [{ var: "m" }] }, "wrong_type /cat"],
  ])("%j: %s", (logic, problem) => expect(problems(logic)).toEqual([problem]));

  it("everything at once", () => {
    expect(problems({ and: [{ nope: 1 }, { var: 3 }, { "<": [{ var: "n" }, "x"] }] })).toEqual([
      "unknown_operator /and/0/nope",
      "invalid_expression /and/1/var",
      "wrong_type /and/2/<",
    ]);
  });

  it("too deep and too large, without a stack overflow", () => {
    for (const depth of [limits.depth, 20_000]) {
      expect(problems(nest(depth))).toEqual(["expression_too_large "]);
      expect(evaluateCompat(nest(depth), null)).toMatchObject({ ok: false, problems: [{ code: "expression_too_large" }] });
    }
    expect(problems({ if: Array.from({ length: 5_001 }, () => true) })).toEqual(["expression_too_large "]);
    expect(problems(nest(limits.depth - 2))).toEqual([]);
  });
});

describe("what is stopped while it runs", () => {
  const bomb = { reduce: [Array.from({ length: 24 }, () => 1), { merge: [{ var: "accumulator" }, { var: "accumulator" }] }, [1]] };
  const nested = { reduce: [Array.from({ length: 40 }, () => 1), [{ var: "accumulator" }, { var: "accumulator" }], [1]] };
  const text = { reduce: [Array.from({ length: 40 }, () => 1), { cat: [{ var: "accumulator" }, { var: "accumulator" }] }, "xxxxxxxx"] };
  const long = { map: [{ var: "l" }, { some: [{ var: "l" }, { "===": [{ var: "" }, -1] }] }] };

  it.each([
    ["a list that doubles", bomb],
    ["lists within lists", nested],
    ["a text that doubles", text],
  ])("%s", (_, logic) => {
    const compiled = compileExpression(logic, { operators });
    expect(compiled.ok).toBe(true);
    if (compiled.ok) expect(() => compiled.value.evaluate({}, at)).toThrow(expect.objectContaining({ code: "expression_too_large" }));
    expect(evaluateCompat(logic, {})).toMatchObject({ ok: false, problems: [{ code: "expression_too_large" }] });
  });

  it("work without end", () => {
    const inner = Array.from({ length: 2_000 }, (_, index) => index);
    const compiled = compileExpression(long, { operators });
    if (!compiled.ok) throw new Error("must compile");
    const data = { l: inner.map(() => ({ l: inner })) };
    expect(() => compiled.value.evaluate(data, at)).toThrow(EvaluationError);
  });
});

describe("the profile", () => {
  it("reads own properties only", () => {
    expect(run({ var: "toStrin" }, {})).toBeNull();
    expect(run({ var: "name.length" }, { name: "abc" })).toBeNull();
    expect(run({ var: "tags.length" }, { tags: ["a"] })).toBeNull();
    expect(run({ var: "tags.0" }, { tags: ["a"] })).toBe("a");
    expect(run({ var: "inherited" }, Object.create({ inherited: 1 }))).toBeNull();
  });

  it("a default stands for what is absent and what is null", () => {
    expect(run({ var: ["a.b", "d"] }, { a: { b: null } })).toBe("d");
    expect(run({ "+": [{ var: ["n", 0] }, 1] }, {})).toBe(1);
  });

  it("orders nothing with nothing: absent operands make an ordering false", () => {
    for (const operator of ["<", "<=", ">", ">="]) expect(run({ [operator]: [{ var: "n" }, 1] }, {})).toBe(false);
    expect(run({ "!": { "<": [{ var: "n" }, 1] } }, {})).toBe(true);
  });

  it("arithmetic with an absent or a wrong value says which operation and why", () => {
    expect(() => run({ and: [true, { "+": [{ var: "x" }, 1] }] }, {})).toThrow(
      expect.objectContaining({ code: "evaluation_error", path: "/and/1/+", message: expect.stringContaining("default") }),
    );
    expect(() => run({ "+": [{ var: "x" }, 1] }, { x: "12abc" })).toThrow(EvaluationError);
    expect(() => run({ "/": [1, { var: "n" }] }, { n: 0 })).toThrow("by zero");
    expect(() => run({ "==": [{ var: "x" }, 1] }, { x: "1" })).toThrow(EvaluationError);
  });

  it("money: a bare amount beside it is of its currency; two currencies are neither equal nor ordered", () => {
    const m = { currency: "CNY", minor: 20000 };
    expect(run({ ">=": [{ var: "m" }, "200.00"] }, { m })).toBe(true);
    expect(run({ "===": [{ var: "m" }, 200] }, { m })).toBe(true);
    expect(run({ "<": [{ var: "m" }, { currency: "USD", minor: 1 }] }, { m })).toBe(false);
    expect(run({ "*": [{ var: "m" }, "0.8"] }, { m: { currency: "CNY", minor: 1999 } })).toEqual({ currency: "CNY", minor: 1599 });
    expect(run({ "-": [{ var: "m" }, "0.01"] }, { m })).toEqual({ currency: "CNY", minor: 19999 });
    expect(() => run({ "+": [{ var: "m" }, { currency: "USD", minor: 1 }] }, { m })).toThrow("one currency");
    expect(run({ max: [{ var: "m" }, "300"] }, { m })).toBe("300");
  });

  it("plain arithmetic over decimal fields is exact", () => {
    expect(run({ "+": [{ var: "d" }, 0.2] }, { d: "0.10" })).toBe("0.30");
    expect(run({ "*": [{ var: "d" }, 100] }, { d: "19.99" })).toBe("1999.00");
    expect(run({ "<": [{ var: "d" }, 10] }, { d: "9.99" })).toBe(true);
    expect(run({ in: [{ var: "d" }, ["1.5", 2]] }, { d: "2.00" })).toBe(true);
  });

  it("instants are compared as instants, whatever offset a literal is written in", () => {
    expect(run({ "===": [{ var: "placed" }, "2024-01-01T08:00:00+08:00"] }, { placed: "2024-01-01T00:00:00.000Z" })).toBe(true);
  });

  it("knows who asks and when, and nothing else of the world", () => {
    expect(run({ var: "$user.id" })).toBe("u1");
    expect(run({ in: ["business", { var: "$user.roles" }] })).toBe(true);
    expect(run({ var: "$now" })).toBe(at.now);
    expect(run({ var: "$today" })).toBe("2026-03-19");
    const zoned = compile({ var: "$today" });
    expect(zoned.ok && zoned.value.evaluate({}, { ...at, timezone: "Asia/Shanghai" })).toBe("2026-03-20");
    expect(run({ map: [{ var: "tags" }, { cat: [{ var: "" }, { var: "$user.id" }] }] }, { tags: ["a"] })).toEqual(["au1"]);
  });

  it("names what it reads, without what iterators read of their elements", () => {
    const compiled = compile({ and: [{ var: "a.b" }, { missing: ["c"] }, { some: [{ var: "l" }, { var: "inner" }] }, { var: "$now" }] });
    expect(compiled.ok && compiled.value.reads).toEqual(["a.b", "c", "l"]);
  });

  it("evaluates only what is chosen", () => {
    expect(run({ if: [true, 1, { "/": [1, 0] }] })).toBe(1);
    expect(run({ or: [1, { "/": [1, 0] }] })).toBe(1);
    expect(run({ and: [0, { "/": [1, 0] }] })).toBe(0);
  });
});

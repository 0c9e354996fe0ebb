import { describe, expect, it } from "vitest";
import { nameSchema, type ValueType } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileExpression, evaluateCompat, EvaluationError, limits } from "./index.ts";

/**
 * What our JSON Logic means, where its implementations disagree: a line for each question, and our answer. `refused` is told when a document
 * is published; `error` when it is evaluated. Fields have the types below; `any.…` is of no known type, as in a flow's data.
 */
const at = { now: "2026-03-19T22:30:00.000Z" };
const types: Readonly<Record<string, ValueType>> = {
  s: "text",
  n: "number",
  d: "decimal",
  m: "money",
  b: "boolean",
  day: "date",
  placed: "instant",
  l: { list: "text" },
  j: "json",
};
const compile = (logic: unknown) =>
  compileExpression(logic, { operators, types: (path) => (Object.hasOwn(types, path) ? types[path] : undefined) });
const refused = Symbol("refused");
const error = Symbol("error");
function answer(logic: unknown, data: unknown): unknown {
  const compiled = compile(logic);
  if (!compiled.ok) return refused;
  try {
    return compiled.value.evaluate(data, at);
  } catch (thrown) {
    if (thrown instanceof EvaluationError) return error;
    throw thrown;
  }
}
const any = (value: unknown) => ({ any: { x: value } });
const x = { var: "any.x" };

type Line = readonly [question: string, logic: unknown, data: unknown, answer: unknown];
const lines: readonly Line[] = [
  ["an empty list is false", { "!!": [{ var: "l" }] }, { l: [] }, false],
  ["an empty object is true", { "!!": [{ var: "j" }] }, { j: {} }, true],
  ["an object is never written into a rule, so none stands where yes or no is asked", { if: [{ a: 1, b: 2 }, 1, 2] }, {}, refused],
  ['"0" is true', { "!!": ["0"] }, {}, true],
  ["a space is true", { "!!": [" "] }, {}, true],
  ["a default stands for null at the end of a path", { var: ["any.x.b", "d"] }, any({ b: null }), "d"],
  ["… and for what is absent", { var: ["any.x.b", "d"] }, any({}), "d"],
  ["… and for a path through nothing", { var: ["any.x.b", "d"] }, {}, "d"],
  ["a path is text", { var: 1.5 }, { 1: { 5: "q" } }, refused],
  ["all of an absent list: no", { all: [{ var: "l" }, true] }, {}, false],
  ["some of an absent list: no", { some: [{ var: "l" }, true] }, {}, false],
  ["none of an absent list: yes", { none: [{ var: "l" }, true] }, {}, true],
  ["constructor is no field", { var: "constructor" }, {}, refused],
  ["toString is no field", { var: "toString" }, {}, refused],
  ["… nor part of a path", { var: "constructor.name" }, {}, refused],
  ["… nor __proto__", { var: "any.__proto__" }, {}, refused],
  ["what is inherited is absent", x, { any: Object.create({ x: 1 }) as unknown }, null],
  ["missing: absent, null and empty text", { missing: ["any.x", "s", "n"] }, { any: { x: null }, s: "", n: 0 }, ["any.x", "s"]],
  ["missing takes its keys as they are written", { missing: { var: "any.keys" } }, { any: { keys: [{ cat: ["a", "b"] }] } }, refused],
  ["missing_some: empty text is missing", { missing_some: [1, ["s", "d"]] }, { s: "" }, ["s", "d"]],
  ["missing_some: one is enough", { missing_some: [1, ["s", "d"]] }, { d: "1" }, []],
  ["reduce needs where it begins", { reduce: [[1, 2], { "+": [{ var: "accumulator" }, { var: "current" }] }] }, {}, refused],
  ["nothing is not 0", { "==": [{ var: "n" }, 0] }, {}, false],
  ["nothing is not false", { "==": [{ var: "b" }, false] }, {}, false],
  ["nothing is nothing", { "==": [{ var: "n" }, null] }, {}, true],
  ["5 beside text", { "==": [5, "x"] }, {}, refused],
  ["… when it is found out late", { "==": [x, 5] }, any("5"), error],
  ["a list beside a number", { "==": [[1], 1] }, {}, refused],
  ["… when it is found out late", { "==": [x, 1] }, any([1]), error],
  ["nothing has no place in an order", { "<": [{ var: "n" }, 1] }, {}, false],
  ["… on neither side", { ">=": [{ var: "n" }, 1] }, {}, false],
  ["… and null is none", { "<": [null, 1] }, {}, refused],
  ["text goes by code points", { "<": ["10", "9"] }, {}, true],
  ["… not by halves of characters", { "<": ["😀", "\uFF5E"] }, {}, false],
  ["a day is written in full", { "<": [{ var: "day" }, "2024-1-10"] }, { day: "2024-01-09" }, refused],
  ["days have their order", { "<": [{ var: "day" }, "2024-01-10"] }, { day: "2024-01-09" }, true],
  [
    "one instant, said in two zones",
    { "<": [{ var: "placed" }, "2024-01-01T08:00:00+08:00"] },
    { placed: "2024-01-01T00:00:00.000Z" },
    false,
  ],
  ["… is the same", { "===": [{ var: "placed" }, "2024-01-01T08:00:00+08:00"] }, { placed: "2024-01-01T00:00:00.000Z" }, true],
  ["> takes two", { ">": [5, 3, 4] }, {}, refused],
  [">= takes two", { ">=": [5, 3, 4] }, {}, refused],
  ["< of three is between", { "<": [1, { var: "n" }, 3] }, { n: 3 }, false],
  ["<= of three is between", { "<=": [1, { var: "n" }, 3] }, { n: 3 }, true],
  ["- takes two", { "-": [5, 3, 4] }, {}, refused],
  ["/ takes two", { "/": [5, 3, 4] }, {}, refused],
  ["+ of nothing", { "+": [{ var: "n" }, 1] }, {}, error],
  ["… unless it has a default", { "+": [{ var: ["n", 0] }, 1] }, {}, 1],
  ["+ of empty text", { "+": ["", 1] }, {}, refused],
  ["… when it is found out late", { "+": [x, 1] }, any(""), error],
  ["+ of yes", { "+": [true, 1] }, {}, refused],
  ["… when it is found out late", { "+": [x, 1] }, any(true), error],
  ["+ of text that begins with digits", { "+": ["12abc", 1] }, {}, refused],
  ["… when it is found out late", { "+": [x, 1] }, any("12abc"), error],
  ["+ of digits with a comma", { "+": [x, 1] }, any("1,000"), error],
  ["* of one number", { "*": [{ var: "n" }] }, { n: 2 }, 2],
  ["* of one text", { "*": ["2"] }, {}, refused],
  ["* of none", { "*": [] }, {}, refused],
  ["/ by zero", { "/": [1, { var: "n" }] }, { n: 0 }, error],
  ["% by zero", { "%": [1, { var: "n" }] }, { n: 0 }, error],
  ["a number in text", { in: [1, { var: "s" }] }, { s: "123" }, refused],
  ["… when it is found out late", { in: [x, "123"] }, any(1), error],
  ['null in "null"', { in: [null, "null"] }, {}, refused],
  ['nothing in "null"', { in: [{ var: "s" }, "null"] }, {}, false],
  ["cat of nothing", { cat: [{ var: "s" }, "a"] }, {}, "a"],
  ["cat of a number that only a machine writes so", { cat: [1e21] }, {}, error],
  ["… small", { cat: [{ var: "n" }] }, { n: 1e-7 }, error],
  ["… made a decimal", { cat: [{ "dec.add": [{ var: "d" }, 0] }] }, { d: "0.0000001" }, "0.0000001"],
  ["cat of a plain number", { cat: [{ var: "n" }, " g"] }, { n: 1.5 }, "1.5 g"],
  ["cat of a list", { cat: [{ var: "l" }] }, { l: ["1", "2"] }, refused],
  ["… when it is found out late", { cat: [x] }, any([1, 2]), error],
  ["substr of null", { substr: [null, 0, 2] }, {}, refused],
  ["substr of nothing", { substr: [{ var: "s" }, 0, 2] }, {}, error],
  ["substr of a number", { substr: [42, 0, 1] }, {}, refused],
  ["… when it is found out late", { substr: [x, 0, 1] }, any(42), error],
  ["substr never cuts a character in two", { substr: ["a😀b", 1, 1] }, {}, "😀"],
  ["max of a number and text", { max: [1, "3"] }, {}, refused],
  ["max of nothing", { max: [{ var: "n" }, 1] }, {}, error],
  ["min of yes", { min: [x, 1] }, any(true), error],
  ["and of nothing", { and: [] }, {}, refused],
  ["or of nothing", { or: [] }, {}, refused],
  ["an unknown operator where nobody comes by", { if: [true, 1, { unheard: [1] }] }, {}, refused],
  ["filter over text", { filter: [{ var: "s" }, true] }, { s: "abc" }, refused],
  ["… when it is found out late", { filter: [x, true] }, any("abc"), error],
  ["some over text", { some: [{ var: "s" }, true] }, { s: "abc" }, refused],
  ["… when it is found out late", { some: [x, true] }, any("abc"), error],
  ["an object of several keys", { a: 1, b: 2 }, {}, refused],
  ["an empty object", {}, {}, refused],
  ["log", { log: "x" }, {}, refused],
  ["method", { method: ["abc", "length"] }, {}, refused],
  ["0.1 + 0.2 of decimals", { "+": [{ var: "d" }, "0.2"] }, { d: "0.1" }, "0.3"],
  ["1.1 × 3 of decimals", { "*": [{ var: "d" }, 3] }, { d: "1.1" }, "3.3"],
  ["19.99 × 100 of decimals", { "*": [{ var: "d" }, 100] }, { d: "19.99" }, "1999.00"],
  ["plain numbers are what IEEE 754 makes of them", { "+": [0.1, 0.2] }, {}, 0.1 + 0.2],
  ["a decimal keeps digits that a number loses", { "+": [{ var: "d" }, 0] }, { d: "9007199254740993" }, "9007199254740993"],
  [
    "money rounds half up to its minor unit",
    { "*": [{ var: "m" }, "0.8"] },
    { m: { currency: "CNY", minor: 1999 } },
    { currency: "CNY", minor: 1599 },
  ],
  ["the yen has no smaller unit", { "*": [{ var: "m" }, "0.5"] }, { m: { currency: "JPY", minor: 101 } }, { currency: "JPY", minor: 51 }],
];

describe("the profile", () => {
  it.each(lines)("%s: %j over %j", (_, logic, data, wanted) => expect(answer(logic, data)).toStrictEqual(wanted));
  it("has no names with a dot, so that a path is never a key", () => {
    for (const name of ["a.b", "__proto__", "toString", "A"]) expect(nameSchema.safeParse(name).success, name).toBe(false);
  });
});

describe("the bounds hold at their edge", () => {
  const nest = (depth: number): unknown => (depth <= 1 ? { "!": [true] } : { "!": [nest(depth - 1)] });
  const flat = (count: number): unknown => ({ and: Array.from({ length: count }, () => true) });
  const codes = (logic: unknown): readonly string[] => {
    const compiled = compile(logic);
    return compiled.ok ? [] : compiled.problems.map(({ code }) => code);
  };
  const late = (logic: unknown, data: unknown): unknown => {
    const compiled = compile(logic);
    if (!compiled.ok) throw new Error(compiled.problems[0]!.message);
    try {
      compiled.value.evaluate(data, at);
      return "answered";
    } catch (thrown) {
      if (thrown instanceof EvaluationError) return thrown.code;
      throw thrown;
    }
  };
  const many = (count: number, each: unknown = 1): unknown[] => Array.from({ length: count }, () => each);

  it("nodes", () => {
    expect(codes(flat(limits.nodes - 1))).toEqual([]);
    expect(codes(flat(limits.nodes))).toEqual(["expression_too_large"]);
  });
  it("depth, and 20,000 levels without an overflow of the stack", () => {
    expect(codes(nest(limits.depth - 2))).toEqual([]);
    expect(codes(nest(limits.depth))).toEqual(["expression_too_large"]);
    let deep: unknown = true;
    for (let level = 0; level < 20_000; level++) deep = { "!": [deep] };
    expect(codes(deep)).toEqual(["expression_too_large"]);
    expect(evaluateCompat(deep, {})).toMatchObject({ ok: false, problems: [{ code: "expression_too_large" }] });
  });
  it("an if of 5,000 branches is refused; as many as fit are answered, the last one too", () => {
    const branches = (count: number): unknown => ({
      if: [...Array.from({ length: count }, (_, n) => [{ "===": [{ var: "n" }, n] }, n]).flat(), -1],
    });
    expect(codes(branches(5_000))).toEqual(["expression_too_large"]);
    const most = Math.floor((limits.nodes - 3) / 4);
    expect([0, most - 1, most].map((n) => answer(branches(most), { n }))).toEqual([0, most - 1, -1]);
  });
  it("the 122 bytes that make sixteen million elements", () => {
    const bomb = JSON.stringify({ reduce: [many(24), { merge: [{ var: "accumulator" }, { var: "accumulator" }] }, [1]] });
    expect(bomb.length).toBeLessThan(125);
    expect(late(JSON.parse(bomb), {})).toBe("expression_too_large");
    expect(evaluateCompat(JSON.parse(bomb), {})).toMatchObject({ ok: false, problems: [{ code: "expression_too_large" }] });
  });
  it("elements that an operator is given; what goes through a list one by one is bounded by its work", () => {
    const among = { in: ["b", { var: "l" }] };
    expect(late(among, { l: many(limits.list * 2, "a") })).toBe("answered");
    expect(late(among, { l: many(limits.list * 2 + 1, "a") })).toBe("expression_too_large");
    const keep = { filter: [{ var: "l" }, { "===": [{ var: "" }, "b"] }] };
    expect(late(keep, { l: many(limits.list * 3, "a") })).toBe("answered");
    expect(late(keep, { l: many(limits.work, "a") })).toBe("expression_too_large");
  });
  it("elements that an operator gives", () => {
    const twice = { merge: [{ var: "l" }, { var: "l" }] };
    expect(late(twice, { l: many(limits.list / 2, "a") })).toBe("answered");
    expect(late(twice, { l: many(limits.list / 2 + 1, "a") })).toBe("expression_too_large");
  });
  it("characters of a text", () => {
    const twice = { cat: [{ var: "s" }, { var: "s" }] };
    expect(late(twice, { s: "x".repeat(limits.text / 2) })).toBe("answered");
    expect(late(twice, { s: "x".repeat(limits.text / 2 + 1) })).toBe("expression_too_large");
  });
  it("work, and values of a result", () => {
    const all = { map: [{ var: "l" }, { map: [{ var: "$root.l" }, 1] }] };
    const square = { map: [{ var: "any.x" }, { some: [{ var: "l" }, { "===": [{ var: "" }, -1] }] }] };
    const lists = (outer: number, inner: number) => any(many(outer, { l: many(inner, 1) }));
    expect(late(square, lists(100, 100))).toBe("answered");
    expect(late(square, lists(1_000, 1_000))).toBe("expression_too_large");
    expect(codes(all)).not.toEqual([]);
    const result = { map: [{ var: "any.x" }, { var: "l" }] };
    expect(late(result, lists(9, 9_000))).toBe("answered");
    expect(late(result, lists(12, 9_000))).toBe("expression_too_large");
  });
});

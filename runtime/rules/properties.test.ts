import * as fc from "fast-check";
import jsonLogic from "json-logic-js";
import { describe, expect, it } from "vitest";
import { truthy, type Predicate, type Term, compareValues, equalValues } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileExpression, lowerExpression } from "./index.ts";

/** Records of plain types: what json-logic-js also knows. Some values are absent; some are hostile to the careless. */
const types = { n: "number", k: "number", s: "text", t: "text", b: "boolean", l: { list: "text" } } as const;
const hostile = fc.constantFrom("", "null", "%", "_", "é", "中文", "a", "b", "B", "0", "10", "9");
const record = fc.record(
  {
    n: fc.integer({ min: -3, max: 3 }),
    k: fc.integer({ min: -3, max: 3 }),
    s: hostile,
    t: hostile,
    b: fc.boolean(),
    l: fc.array(hostile, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const variable = (name: string): unknown => ({ var: name });
const number = fc.constantFrom("n", "k");
const text = fc.constantFrom("s", "t");

/** Guarded normal form: strict equality, and every ordering asks first that its operands are there. */
const guarded = (operator: string, operands: readonly unknown[]): unknown => ({
  and: [...operands.filter((each) => typeof each === "object").map((each) => ({ "!==": [each, null] })), { [operator]: operands }],
});
const leaf = fc.oneof(
  fc
    .tuple(number, fc.integer({ min: -3, max: 3 }), fc.constantFrom("===", "!=="))
    .map(([name, value, operator]) => ({ [operator]: [variable(name), value] })),
  fc.tuple(text, hostile, fc.constantFrom("===", "!==")).map(([name, value, operator]) => ({ [operator]: [variable(name), value] })),
  fc
    .tuple(fc.constantFrom("n", "s", "b"), fc.constantFrom("===", "!=="))
    .map(([name, operator]) => ({ [operator]: [variable(name), null] })),
  fc
    .tuple(number, fc.integer({ min: -3, max: 3 }), fc.constantFrom("<", "<=", ">", ">="))
    .map(([name, value, operator]) => guarded(operator, [variable(name), value])),
  fc.constantFrom("<", "<=", ">", ">=").map((operator) => guarded(operator, [variable("n"), variable("k")])),
  fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.constantFrom("<", "<="))
    .map(([low, high, operator]) => guarded(operator, [low, variable("n"), high])),
  fc.tuple(text, hostile, fc.constantFrom("<", ">=")).map(([name, value, operator]) => guarded(operator, [variable(name), value])),
  fc.tuple(text, fc.array(hostile, { minLength: 1, maxLength: 3 })).map(([name, list]) => ({ in: [variable(name), list] })),
  hostile.map((value) => ({ in: [value, variable("l")] })),
  fc.constantFrom("n", "s", "b", "l").map((name) => ({ "!!": [variable(name)] })),
  fc.array(fc.constantFrom("n", "s", "b"), { minLength: 1, maxLength: 3 }).map((names) => ({ "!!": { missing: names } })),
  hostile.map((value) => ({ some: [variable("l"), { "===": [variable(""), value] }] })),
);
const { rule } = fc.letrec<{ rule: unknown }>((tie) => ({
  rule: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((parts) => ({ and: parts })),
    fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((parts) => ({ or: parts })),
    tie("rule").map((part) => ({ "!": [part] })),
    fc.tuple(tie("rule"), tie("rule"), tie("rule")).map((parts) => ({ if: parts })),
  ),
}));

/** A predicate over a record, by its definition: what every database compiler must agree with. */
function holds(predicate: Predicate, data: Readonly<Record<string, unknown>>): boolean {
  const value = (term: Term): unknown => ("field" in term ? data[term.field] : "literal" in term ? term.literal : undefined);
  if ("always" in predicate) return predicate.always;
  if ("and" in predicate) return predicate.and.every((each) => holds(each, data));
  if ("or" in predicate) return predicate.or.some((each) => holds(each, data));
  if ("not" in predicate) return !holds(predicate.not, data);
  if ("eq" in predicate) return equalValues(value(predicate.eq[0]), value(predicate.eq[1]));
  if ("lt" in predicate) return compareValues(value(predicate.lt[0]), value(predicate.lt[1])) === -1;
  if ("lte" in predicate) return (compareValues(value(predicate.lte[0]), value(predicate.lte[1])) ?? 1) <= 0;
  if ("empty" in predicate) return (value(predicate.empty) ?? null) === null;
  if ("truthy" in predicate) return truthy(value(predicate.truthy));
  if ("in" in predicate)
    return predicate.in[1].some((each) => (value(predicate.in[0]) ?? null) !== null && equalValues(value(predicate.in[0]), value(each)));
  if ("some" in predicate) {
    const [list, body] = predicate.some;
    const elements = value(list);
    return Array.isArray(elements) && elements.some((each) => holds(body, { "": each }));
  }
  const [within, item] = predicate.contains.map(value);
  return Array.isArray(within) ? within.includes(item) : typeof within === "string" && within.includes(String(item));
}

const options = { operators, types: (path: string) => (Object.hasOwn(types, path) ? types[path as keyof typeof types] : undefined) };

describe("one rule, one answer", () => {
  it("closures ≡ json-logic-js ≡ the lowered predicate, over guarded normal form", () => {
    fc.assert(
      fc.property(rule, fc.array(record, { minLength: 5, maxLength: 20 }), (logic, records) => {
        const compiled = compileExpression(logic, options);
        const lowered = lowerExpression(logic, options);
        if (!compiled.ok || !lowered.ok) throw new Error(JSON.stringify([compiled, lowered]));
        for (const data of records) {
          const ours = truthy(compiled.value.evaluate(data, { now: "2026-01-01T00:00:00.000Z" }));
          expect(ours).toBe(Boolean(jsonLogic.truthy(jsonLogic.apply(logic as never, data))));
          expect(holds(lowered.value, data)).toBe(ours);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("whatever is sent as a rule is answered or refused, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue(), (logic, data) => {
        const compiled = compileExpression(logic, { operators });
        if (!compiled.ok) return compiled.problems.length > 0;
        try {
          compiled.value.evaluate(data, { now: "2026-01-01T00:00:00.000Z" });
        } catch (error) {
          expect(error).toMatchObject({ name: "EvaluationError" });
        }
        return true;
      }),
      { numRuns: 500 },
    );
  });

  it("operators over values of any type answer or say why not", () => {
    const eager = operators.all.filter((each) => each.evaluate !== undefined);
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom({ currency: "CNY", minor: 1 }, "1.50", "2026-01-01", null));
    fc.assert(
      fc.property(fc.constantFrom(...eager), fc.array(value, { minLength: 1, maxLength: 3 }), (operator, values) => {
        const args = values.slice(0, operator.arity[1]);
        const logic = { [operator.name]: args.map((_, index) => ({ var: `v.${index}` })) };
        const compiled = compileExpression(logic, { operators });
        if (!compiled.ok) return;
        try {
          compiled.value.evaluate({ v: args }, { now: "2026-01-01T00:00:00.000Z" });
        } catch (error) {
          expect(error).toMatchObject({ name: "EvaluationError" });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

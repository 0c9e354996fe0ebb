import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "#metadata";
import { bothOf, isSaid, logicOf, type Condition, type Group, type Part } from "./condition.ts";
import { readGroup, readLogic } from "./read-logic.ts";

const city: Condition = { kind: "condition", path: "store.city", is: "anyOf", value: ["Shenzhen", "Guangzhou"] };
const recent: Condition = { kind: "condition", path: "placed_at", is: "during", value: "last_7_days" };

describe("conditions", () => {
  it("are an expression over paths, lists and stretches of time", () => {
    expect(logicOf({ kind: "group", all: false, parts: [city, recent] })).toEqual({
      or: [{ in: [{ var: "store.city" }, ["Shenzhen", "Guangzhou"]] }, { "date.during": [{ var: "placed_at" }, "last_7_days"] }],
    });
    expect(logicOf({ kind: "condition", path: "items", is: "some", lines: { kind: "group", all: true, parts: [] } })).toEqual({
      some: [{ var: "items" }, true],
    });
  });
  it("know who asks and the people around", () => {
    const mine: Condition = { kind: "condition", path: "owner", is: "anyOf", value: ["$user.id", "$user.mateIds", "u1"] };
    expect(logicOf(mine)).toEqual({
      or: [
        { "===": [{ var: "owner" }, { var: "$user.id" }] },
        { in: [{ var: "owner" }, { var: "$user.mateIds" }] },
        { in: [{ var: "owner" }, ["u1"]] },
      ],
    });
    expect(readLogic(logicOf(mine))).toEqual(mine);
    expect(readLogic({ in: [{ var: "created_by" }, { var: "$user.mateBy" }] })).toEqual({
      kind: "condition",
      path: "created_by",
      is: "anyOf",
      value: ["$user.mateBy"],
    });
  });
  it("that are not said to the end ask nothing", () => {
    const half: Condition = { kind: "condition", path: "amount", is: "between", value: ["1.00", ""] };
    expect(isSaid(half)).toBe(false);
    expect(logicOf({ kind: "group", all: true, parts: [half, recent] })).toEqual(logicOf(recent));
    expect(logicOf({ kind: "group", all: true, parts: [half] })).toBeUndefined();
  });
  it("stand beside the view's own", () => {
    expect(bothOf(undefined, undefined)).toBeUndefined();
    expect(bothOf({ "!": { var: "gone" } }, undefined)).toEqual({ "!": { var: "gone" } });
    expect(bothOf({ a: 1 }, { b: 2 })).toEqual({ and: [{ a: 1 }, { b: 2 }] });
  });
});

describe("an expression read as conditions", () => {
  it("keeps what conditions cannot say, part by part", () => {
    const odd: Json = { ">": [{ "+": [{ var: "a" }, 1] }, 2] };
    expect(readGroup({ and: [logicOf(city) as Json, odd] })).toEqual({
      kind: "group",
      all: true,
      parts: [city, { kind: "locked", logic: odd }],
    });
    expect(readGroup(odd)).toEqual({ kind: "group", all: true, parts: [{ kind: "locked", logic: odd }] });
    expect(readLogic({ "===": [{ var: "a" }, { var: "b" }] }).kind).toBe("locked");
  });

  const path = fc.constantFrom("a", "store.city", "x_1.b.c");
  const text = fc.string({ minLength: 1, maxLength: 5 }).filter((each) => !each.startsWith("$user."));
  const some = fc.array(text, { minLength: 1, maxLength: 3 });
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({
      kind: fc.constant("condition" as const),
      path,
      is: fc.constantFrom("is", "isNot", "contains", "notContains", "over", "under", "atLeast", "atMost", "during"),
      value: text,
    }),
    fc.record({
      kind: fc.constant("condition" as const),
      path,
      is: fc.constantFrom("anyOf", "noneOf", "hasAny", "hasNone"),
      value: some,
    }),
    fc.record({ kind: fc.constant("condition" as const), path, is: fc.constantFrom("isEmpty", "isNotEmpty", "holdsNone", "holdsSome") }),
    fc.record({ kind: fc.constant("condition" as const), path, is: fc.constant("between" as const), value: fc.tuple(text, text) }),
  );
  const { part } = fc.letrec<{ part: Part; group: Group }>((tie) => ({
    part: fc.oneof({ maxDepth: 3 }, condition, tie("group")),
    group: fc.record({ kind: fc.constant("group"), all: fc.boolean(), parts: fc.array(tie("part"), { minLength: 2, maxLength: 3 }) }),
  }));

  it("says again what conditions said", () => {
    fc.assert(
      fc.property(part, (given) => {
        expect(logicOf(readLogic(logicOf(given)))).toEqual(logicOf(given));
      }),
      { numRuns: 500 },
    );
  });
  it("is never changed by being read", () => {
    const logic = fc.letrec<{ logic: Json }>((tie) => ({
      logic: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<Json>({ var: "a" }, { var: "" }, { var: "$user.id" }, null, true, "x", 5, []),
        fc
          .tuple(
            fc.constantFrom("and", "or", "!", "!!", "in", "===", "!==", ">=", "<=", "some", "none", "date.during", "zzz"),
            fc.array(tie("logic"), { maxLength: 3 }),
          )
          .map(([name, operands]) => ({ [name]: operands })),
        fc.array(tie("logic"), { maxLength: 2 }),
      ),
    })).logic;
    fc.assert(
      fc.property(logic, (given) => {
        expect(logicOf(readLogic(given))).toEqual(given);
      }),
      { numRuns: 2_000 },
    );
  });
});

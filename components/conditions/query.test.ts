import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { logicOf, type Group } from "./condition.ts";
import { groupOf, queryOf, shownAsConditions } from "./query.ts";
import { readGroup } from "./read-logic.ts";

const { logic } = fc.letrec<{ logic: Json }>((tie) => ({
  logic: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Json>({ var: "a" }, { var: "b.c" }, { var: "" }, { var: "$user.id" }, null, true, "x", "", 5, [], {
      currency: "CNY",
      minor: 5,
    }),
    fc
      .tuple(fc.constantFrom(...operators.all.map(({ name }) => name), "nobody_knows"), fc.array(tie("logic"), { maxLength: 3 }))
      .map(([name, operands]): Json => ({ [name]: operands })),
    // what conditions are made of, so that many can be shown
    fc
      .tuple(
        fc.constantFrom("===", "!==", ">=", "<=", ">", "<"),
        fc.constantFrom("a", "b.c"),
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      )
      .map(([name, path, value]): Json => ({ [name]: [{ var: path }, value] })),
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("logic"), { minLength: 2, maxLength: 3 }))
      .map(([name, operands]): Json => ({ [name]: operands })),
    fc
      .tuple(fc.constantFrom("a", "b.c"), fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }))
      .map(([path, values]): Json => ({ in: [{ var: path }, values] })),
    fc.array(tie("logic"), { maxLength: 2 }),
  ),
}));

test("whatever the builder shows goes back as it came; all else is for the code editor", () => {
  let shown = 0;
  fc.assert(
    fc.property(logic, (given) => {
      const group = shownAsConditions(given);
      if (group === undefined) return;
      shown += 1;
      expect(logicOf(groupOf(queryOf(group)))).toEqual(given);
    }),
    { numRuns: 5_000, seed: 7 },
  );
  // the property means something: a good part of them can be shown
  expect(shown).toBeGreaterThan(500);
});

test("what conditions cannot say is kept among those they can, and alone goes to the code editor", () => {
  const odd: Json = { ">": [{ "+": [{ var: "a" }, 1] }, 2] };
  expect(shownAsConditions(odd)).toBeUndefined();
  expect(shownAsConditions(true)).toBeUndefined();
  expect(shownAsConditions({ and: [odd, odd] })).toBeUndefined();
  const mixed: Json = { and: [odd, { "===": [{ var: "a" }, 1] }] };
  const group = shownAsConditions(mixed);
  expect(group?.parts.map(({ kind }) => kind)).toEqual(["locked", "condition"]);
  expect(logicOf(groupOf(queryOf(group!)))).toEqual(mixed);
});

test("a value given for another comparison is not one for this, and stands again when that comes back", () => {
  const query = queryOf(readGroup({ in: [{ var: "a" }, ["x", "y"]] }));
  const rule = query.rules[0] as { field: string; operator: string; value: unknown };
  const asked = (operator: string): Group => groupOf({ ...query, rules: [{ ...rule, operator }] });
  expect(asked("is").parts).toEqual([{ kind: "condition", path: "a", is: "is" }]);
  expect(logicOf(asked("is"))).toBeUndefined();
  expect(logicOf(asked("noneOf"))).toEqual({ "!": { in: [{ var: "a" }, ["x", "y"]] } });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ObjectDocument } from "#metadata";
import { assignSlots, slotColumns, slotsByObject, type SlotRow } from "./assign-slots.ts";
import { testLanguage } from "./testing-platform.ts";

const field = fc.record({
  type: fc.constantFrom("text", "number", "money", "boolean", "date", "date_time", "reference", "auto_number", "multi_select"),
  indexed: fc.boolean(),
  unique: fc.boolean(),
  currency: fc.constantFrom("CNY", "USD"),
});
const objects = fc
  .dictionary(fc.constantFrom("o1", "o2"), fc.dictionary(fc.constantFrom(..."abcdefghijklmnopqrst"), field, { minKeys: 5, maxKeys: 20 }))
  .map((all) =>
    Object.entries(all).map(([id, fields]): ObjectDocument => ({
      kind: "object",
      id,
      name: id,
      label: id,
      fields: Object.fromEntries(
        Object.entries(fields).map(([key, { type, currency, ...flags }]) => [
          key,
          {
            name: key,
            label: key,
            type,
            order: "a0",
            ...flags,
            config: type === "money" ? { currency } : type === "reference" ? { object: "o1" } : {},
          },
        ]),
      ),
    })),
  );
const letters: Record<string, string> = {
  text: "s",
  auto_number: "s",
  number: "f",
  money: "i",
  boolean: "b",
  date: "t",
  date_time: "t",
  reference: "r",
};
const assign = (current: readonly SlotRow[], before: readonly ObjectDocument[], after: readonly ObjectDocument[], mayHold = () => true) =>
  assignSlots({ language: testLanguage, current, before, after, mayHold });

test("through any changes: no column twice, each of its storage, kept while the field keeps its storage, never taken before it is cleared", () => {
  fc.assert(
    fc.property(fc.array(objects, { minLength: 1, maxLength: 5 }), (history) => {
      let current: readonly SlotRow[] = [];
      let before: readonly ObjectDocument[] = [];
      for (const after of history) {
        const plan = assign(current, before, after);
        expect(assign(current, before, after)).toEqual(plan);
        expect(new Set(plan.rows.map((row) => `${row.object} ${row.column}`)).size).toBe(plan.rows.length);
        expect(new Set(plan.rows.map((row) => `${row.object} ${row.field}`)).size).toBe(plan.rows.length);
        for (const row of plan.rows) {
          expect(slotColumns.map(({ name }) => name)).toContain(row.column);
          const was = current.find((each) => each.object === row.object && each.column === row.column);
          if (row.state === "clearing") {
            expect([row.field, was === undefined]).toEqual([`:${row.column}`, false]);
            continue;
          }
          expect(row.column[0]).toBe(letters[after.find((object) => object.id === row.object)!.fields[row.field]!.type]);
          if (was !== undefined) expect(was.field).toBe(row.field);
        }
        for (const row of current) {
          const still = plan.rows.find((each) => each.object === row.object && each.column === row.column);
          expect(still).toBeDefined();
        }
        for (const object of after) {
          for (const [id, each] of Object.entries(object.fields)) {
            const wanted =
              letters[each.type] !== undefined && (each.indexed || each.unique || ["reference", "auto_number"].includes(each.type));
            const has = plan.rows.some((row) => row.object === object.id && row.field === id);
            const without = plan.without.some((row) => row.object === object.id && row.field === id);
            expect([has, without].filter(Boolean)).toHaveLength(wanted ? 1 : 0);
          }
        }
        current = plan.rows;
        before = after;
      }
    }),
    { numRuns: 300 },
  );
});

const text = (fields: Record<string, object>): ObjectDocument => ({
  kind: "object",
  id: "o",
  name: "o",
  label: "o",
  fields: Object.fromEntries(Object.entries(fields).map(([id, each]) => [id, { name: id, label: id, type: "text", order: "a0", ...each }])),
});

test("only what records may hold is filled, and again when its settings change", () => {
  const before = text({ a: { indexed: true } });
  const first = assign([], [], [before], () => false).rows;
  expect(first).toEqual([{ object: "o", field: "a", column: "s1", state: "ready" }]);
  expect(assign(first, [before], [before]).rows).toEqual(first);
  const amount = (currency: string) => text({ a: { type: "money", config: { currency }, indexed: true } });
  const retyped = assign(first, [before], [amount("CNY")]).rows;
  expect(retyped).toEqual([
    { object: "o", field: ":s1", column: "s1", state: "clearing" },
    { object: "o", field: "a", column: "i1", state: "filling" },
  ]);
  const ready = [{ object: "o", field: "a", column: "i1", state: "ready" as const }];
  expect(assign(ready, [amount("CNY")], [amount("USD")]).rows[0]!.state).toBe("filling");
  expect(assign(first, [before], [text({ a: { indexed: true, unique: true } })]).rows[0]!.state).toBe("filling");
});

test("unique fields and references come first when columns run out", () => {
  const fields = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`f${index}`, index === 11 ? { unique: true } : { indexed: true }]),
  );
  const { rows, without } = assign([], [], [text(fields)]);
  expect(rows.find((row) => row.field === "f11")!.column).toBe("s1");
  expect(without).toHaveLength(2);
});

test("a column that is being cleared is nobody's slot", () => {
  const slots = slotsByObject({
    rows: [
      { object: "o", field: ":s1", column: "s1", state: "clearing" },
      { object: "o", field: "a", column: "s2", state: "filling" },
    ],
    without: [],
  });
  expect([...slots.get("o")!]).toEqual([["a", { column: "s2", state: "filling" }]]);
});

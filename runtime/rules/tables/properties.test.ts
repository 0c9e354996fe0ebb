import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, HitPolicy, Range, TableDocument, TableRow } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileTable } from "../index.ts";

const inputs: TableDocument["inputs"] = {
  n: { name: "n", label: "n", type: "number", order: "a0" },
  m: { name: "m", label: "m", type: "money", order: "a1" },
  t: { name: "t", label: "t", type: "text", order: "a2" },
  h: { name: "h", label: "h", type: "time", order: "a3" },
  w: { name: "w", label: "w", type: "weekday", order: "a4" },
  s: { name: "s", label: "s", type: "set", order: "a5" },
};
const places = Object.keys(inputs);
const weekdays = fc.integer({ min: 1, max: 7 });
const members = fc.uniqueArray(fc.constantFrom("a", "ab", "b", "é"), { maxLength: 3 });
const numbers = fc.integer({ min: 0, max: 6 });
const amounts = fc.integer({ min: 0, max: 6 }).map((cents) => `0.0${cents}`);
const texts = fc.constantFrom("a", "b", "B", "é", "😀", "～");
const times = fc.constantFrom("00:00", "06:00", "12:00", "18:00", "23:59");

/** Cells of one column, by their kind. Ranges are never empty. */
const cells = <Value extends string | number>(
  value: fc.Arbitrary<Value>,
  less: (a: Value, b: Value) => boolean,
  wraps = false,
): fc.Arbitrary<Cell> =>
  fc.oneof(
    { weight: 3, arbitrary: value.map((eq) => ({ eq })) },
    { weight: 2, arbitrary: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((list) => ({ in: list })) },
    fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((list) => ({ notIn: list })),
    {
      weight: 4,
      arbitrary: fc
        .array(
          fc
            .tuple(fc.option(value), fc.option(value), fc.constantFrom("[)", "[]", "()", "(]"))
            .filter(([from, to]) => from === null || to === null || less(from, to) || (wraps && from !== to))
            .map(([from, to, bounds]): Range => ({ from, to, bounds: bounds as "[)" })),
          { minLength: 1, maxLength: 2 },
        )
        .map((range) => ({ range })),
    },
    fc.constant<Cell>({ any: true }),
    fc.constant<Cell>({ missing: true }),
    fc.constant<Cell>({ present: true }),
  );
const beginnings: fc.Arbitrary<Cell> = fc
  .uniqueArray(fc.constantFrom("a", "B", "é", "😀", "～", "ab"), { minLength: 1, maxLength: 3 })
  .map((prefix) => ({ prefix }));
const held: fc.Arbitrary<Cell> = fc.oneof(
  members.filter((each) => each.length > 0).map((hasAny) => ({ hasAny })),
  members.filter((each) => each.length > 0).map((hasAll) => ({ hasAll })),
  fc.constant<Cell>({ missing: true }),
  fc.constant<Cell>({ present: true }),
);
/** An expression over several facts; absent numbers count as zero. */
const conditions: fc.Arbitrary<Cell> = numbers.map((least) => ({
  logic: { ">": [{ "+": [{ var: ["n", 0] }, { var: ["w", 0] }] }, least] },
}));
const byPoint = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
const row: fc.Arbitrary<TableRow> = fc
  .record(
    {
      cells: fc.record(
        {
          n: fc.oneof({ weight: 4, arbitrary: cells(numbers, (a, b) => a < b) }, conditions),
          m: cells(amounts, byPoint),
          t: fc.oneof({ weight: 3, arbitrary: cells(texts, byPoint) }, beginnings),
          h: cells(times, byPoint, true),
          w: cells(weekdays, (a, b) => a < b),
          s: held,
        },
        { requiredKeys: [] },
      ),
      enabled: fc.boolean(),
      validFrom: fc.constantFrom("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
      validTo: fc.constantFrom("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
      order: fc.constantFrom("a0", "a1", "a2"),
      out: fc.constantFrom("x", "y", "z").map((o) => ({ o })),
    },
    { requiredKeys: ["order", "out"] },
  )
  .map((each) => each as TableRow);
const facts = fc.record({ n: numbers, m: amounts, t: texts, h: times, w: weekdays, s: members }, { requiredKeys: [] });
const instants = fc.constantFrom(
  "2025-12-31T00:00:00Z",
  "2026-01-01T00:00:00Z",
  "2026-02-15T00:00:00Z",
  "2026-03-01T00:00:00Z",
  "2026-05-01T00:00:00Z",
);

/** What a cell means, said as plainly as can be: the words of the documentation, over texts and numbers that order as they stand. */
function holds(cell: Cell, fact: Given[string], wraps: boolean, given: Given): boolean {
  if ("any" in cell) return true;
  if ("logic" in cell) {
    const least = (cell.logic as { ">": [unknown, number] })[">"][1];
    return ((given["n"] as number | undefined) ?? 0) + ((given["w"] as number | undefined) ?? 0) > least;
  }
  if ("missing" in cell) return fact === undefined;
  if (fact === undefined) return false;
  if ("present" in cell) return true;
  if ("hasAny" in cell) return cell.hasAny.some((each) => (fact as unknown[]).includes(each));
  if ("hasAll" in cell) return cell.hasAll.every((each) => (fact as unknown[]).includes(each));
  if (typeof fact === "object") throw new Error("a set is asked for its members");
  if ("prefix" in cell) return cell.prefix.some((each) => (fact as string).startsWith(each));
  if ("eq" in cell) return cell.eq === fact;
  if ("in" in cell) return cell.in.includes(fact);
  if ("notIn" in cell) return !cell.notIn.includes(fact);
  const order = (a: unknown, b: unknown): number =>
    typeof a === "string" ? Buffer.compare(Buffer.from(a), Buffer.from(b as string)) : (a as number) - (b as number);
  return cell.range.some(({ from, to, bounds = "[)" }) => {
    const after = from === null || order(fact, from) > 0 || (order(fact, from) === 0 && bounds.startsWith("["));
    const before = to === null || order(fact, to) < 0 || (order(fact, to) === 0 && bounds.endsWith("]"));
    return wraps && from !== null && to !== null && order(from, to) > 0 ? after || before : after && before;
  });
}

const tableOf = (rows: readonly TableRow[], hit: HitPolicy, onMultiple?: "first"): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "t",
  hit,
  ...(onMultiple === undefined ? {} : { onMultiple }),
  currency: "CNY",
  inputs,
  outputs: {
    o: {
      name: "o",
      label: "o",
      type: "enum",
      order: "a0",
      // their order is another than that of the alphabet
      options: { z: { label: "z", order: "a0" }, x: { label: "x", order: "a1" }, y: { label: "y", order: "a2" } },
    },
  },
  rows: Object.fromEntries(rows.map((each, index) => [`r${index}`, each])),
});

type Given = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Rows in the order they are asked, each with what keeps it back: "off", "time" or the id of a failing cell. */
function judged(
  document: TableDocument,
  given: Given,
  at: string,
): readonly { readonly id: string; readonly output: unknown; readonly failing: readonly string[] }[] {
  const time = Date.parse(at);
  return Object.entries(document.rows)
    .sort(([a, { order: first }], [b, { order: second }]) => (first < second ? -1 : first > second ? 1 : a < b ? -1 : 1))
    .map(([id, { out, enabled, validFrom, validTo, cells: asked = {} }]) => ({
      id,
      output: out["o"],
      failing: [
        ...(enabled === false ? [""] : []),
        ...(validFrom !== undefined && time < Date.parse(validFrom) ? [""] : []),
        ...(validTo !== undefined && time >= Date.parse(validTo) ? [""] : []),
        // what an expression says is told after what the cells say
        ...[false, true].flatMap((logic) =>
          places.filter((name) => {
            const cell = asked[name];
            return cell !== undefined && "logic" in cell === logic && !holds(cell, given[name], name === "h", given);
          }),
        ),
      ],
    }));
}

/** Row after row, cell after cell, then what DMN says of the policy; undefined: it refuses. */
function naive(document: TableDocument, given: Given, at: string): { hits: readonly string[]; outputs: readonly unknown[] } | undefined {
  const found = judged(document, given, at).filter(({ failing }) => failing.length === 0);
  const priority = ["z", "x", "y"];
  const ranked = found.toSorted((a, b) => priority.indexOf(a.output as string) - priority.indexOf(b.output as string));
  const answer = (rows: typeof found) => ({ hits: rows.map(({ id }) => id), outputs: rows.map(({ output }) => ({ o: output })) });
  switch (document.hit) {
    case "U":
      return found.length > 1 && document.onMultiple === undefined ? undefined : answer(found.slice(0, 1));
    case "A":
      return new Set(found.map(({ output }) => output)).size > 1 ? undefined : answer(found.slice(0, 1));
    case "F":
      return answer(found.slice(0, 1));
    case "P":
      return answer(ranked.slice(0, 1));
    case "O":
      return answer(ranked);
    case "C#":
      return { hits: found.map(({ id }) => id), outputs: [{ count: found.length }] };
    default:
      return answer(found);
  }
}

const options = { operators };

describe("a decision table ≡ its rows asked one after another", () => {
  it.each([
    ["few rows", 0, 20],
    ["enough rows to be indexed", 60, 120],
  ])("%s", (_, minLength, maxLength) => {
    let refusals = 0;
    fc.assert(
      fc.property(
        fc.array(row, { minLength, maxLength, size: "max" }),
        fc.constantFrom<readonly [HitPolicy, "first"?]>(["U"], ["U", "first"], ["A"], ["P"], ["F"], ["R"], ["O"], ["C"], ["C#"]),
        fc.array(fc.tuple(facts, instants), { minLength: 5, maxLength: 10 }),
        (rows, [hit, onMultiple], asked) => {
          const document = tableOf(rows, hit, onMultiple);
          const [table, scanned] = [compileTable(document, options), compileTable(document, { ...options, index: false })];
          for (const [given, at] of asked) {
            const decided = table.decide(given, { at, explain: true });
            expect(scanned.decide(given, { at, explain: true })).toEqual(decided);
            const wanted = naive(document, given, at);
            if (wanted === undefined) {
              refusals++;
              expect(decided).toMatchObject({ ok: false, problems: [{ code: hit === "U" ? "many_rows_hit" : "rows_disagree" }] });
              continue;
            }
            if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
            expect(decided.value.hits).toEqual(wanted.hits);
            expect(decided.value.outputs).toEqual(wanted.outputs);
            if (hit === "C#") continue;
            // every output is either given or explained
            const outputs = new Set(Object.values(document.rows).map((each) => each.out["o"]));
            const said = [...decided.value.outputs, ...decided.value.because!.map((each) => each.output)].map((each) => each["o"]);
            expect(new Set(said)).toEqual(outputs);
            // and explained by the first of the rows that failed in the fewest cells
            for (const { output, row: closest, failing } of decided.value.because!) {
              const candidates = judged(document, given, at).filter((each) => each.output === output["o"]);
              const best = candidates.reduce((least, each) => (each.failing.length < least.failing.length ? each : least));
              expect(closest).toBe(best.id);
              expect(failing.map((each) => each.input)).toEqual(best.failing.length > 0 ? best.failing : [""]);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(refusals).toBeGreaterThan(0);
  });
});

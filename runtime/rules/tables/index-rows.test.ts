import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, Range, TableDocument, TableRow } from "#metadata";
import { checkTable, compileTable, type DecisionTable } from "../index.ts";
import type { IndexLimits } from "./row-index.ts";

const inputs: TableDocument["inputs"] = {
  shop: { name: "shop", label: "s", type: "text", order: "a0" },
  bin: { name: "bin", label: "b", type: "text", order: "a1" },
  amount: { name: "amount", label: "a", type: "number", order: "a2" },
  kind: {
    name: "kind",
    label: "k",
    type: "enum",
    order: "a3",
    options: { 甲: { label: "甲", order: "a0" }, 乙: { label: "乙", order: "a1" } },
  },
  tags: { name: "tags", label: "t", type: "set", order: "a4" },
  vip: { name: "vip", label: "v", type: "boolean", order: "a5" },
};
const tableOf = (rows: readonly TableRow[], hit: "F" | "C"): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "t",
  hit,
  inputs,
  outputs: { o: { name: "o", label: "o", type: "text", order: "a0" } },
  rows: Object.fromEntries(rows.map((row, place) => [`r${String(place).padStart(6, "0")}`, row])),
});

/** Shops that seldom share a row, beginnings of numbers inside each other, ranges that touch, share ends, lie inside each other. */
function tableFrom(seed: number, count: number, hit: "F" | "C"): { document: TableDocument; fact: () => Record<string, unknown> } {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <Each>(list: readonly Each[]): Each => list[upTo(list.length)]!;
  const shops = Array.from({ length: Math.ceil(count / 6) }, (_, n) => (n % 9 === 0 ? `店😀～${n}` : `商户${n}`));
  const bins = Array.from({ length: Math.ceil(count / 4) }, () => String(4_000 + upTo(1_500)).slice(0, 1 + upTo(4)));
  const points = [
    0,
    -0,
    1,
    1.5,
    -1,
    2 ** 53,
    2 ** 53 - 1,
    1e21,
    Number.MAX_VALUE,
    5e-324,
    ...Array.from({ length: count / 2 }, () => upTo(count * 3)),
  ];
  const range = (): Range => {
    const one = pick(points);
    const open = random();
    if (open < 0.05) return { from: one, to: null, bounds: pick(["[)", "()"] as const) };
    if (open < 0.1) return { from: null, to: one, bounds: pick(["[)", "(]"] as const) };
    // beyond 2⁵³ a little more is the same
    const other = open < 0.6 ? one + 1 + upTo(9) : pick(points);
    if (one === other) return { from: one, to: other, bounds: "[]" };
    return { from: Math.min(one, other), to: Math.max(one, other), bounds: pick(["[)", "[]", "()", "(]"] as const) };
  };
  const sometimes = (cell: Cell): Cell => (random() < 0.02 ? pick<Cell>([{ missing: true }, { present: true }, { any: true }]) : cell);
  const cellsOf = (): Record<string, Cell> => ({
    ...(random() < 0.93
      ? {
          shop: sometimes(
            random() < 0.9 ? { eq: pick(shops) } : random() < 0.8 ? { in: [pick(shops), pick(shops)] } : { notIn: [pick(shops)] },
          ),
        }
      : {}),
    ...(random() < 0.4 ? { bin: sometimes({ prefix: [...new Set([pick(bins), pick(bins)])] }) } : {}),
    ...(random() < 0.6 ? { amount: sometimes({ range: random() < 0.8 ? [range()] : [range(), range()] }) } : {}),
    ...(random() < 0.2 ? { kind: { eq: pick(["甲", "乙"]) } } : {}),
    ...(random() < 0.1 ? { tags: pick<Cell>([{ hasAny: ["新", "vi"] }, { hasAll: ["新", "vip"] }]) } : {}),
    ...(random() < 0.2 ? { vip: { eq: random() < 0.5 } } : {}),
  });
  const rows = Array.from({ length: count }, (_, n): TableRow => ({
    order: String(n).padStart(6, "0"),
    ...(random() < 0.03 ? { enabled: false } : {}),
    ...(random() < 0.05 ? { validFrom: "2026-03-01T00:00:00Z" } : {}),
    cells: cellsOf(),
    out: { o: `o${n}` },
  }));
  const fact = (): Record<string, unknown> => ({
    ...(random() < 0.95 ? { shop: random() < 0.95 ? pick(shops) : "nobody" } : {}),
    ...(random() < 0.9 ? { bin: `${pick(bins)}${pick(["", "0", "11", "99"])}` } : {}),
    ...(random() < 0.95 ? { amount: pick(points) + pick([0, 0, 0, 0.5, -1]) } : {}),
    ...(random() < 0.8 ? { kind: pick(["甲", "乙"]) } : {}),
    ...(random() < 0.8 ? { tags: pick([[], ["vip"], ["新", "vip"], ["v", "i"]]) } : {}),
    ...(random() < 0.8 ? { vip: random() < 0.5 } : {}),
  });
  return { document: tableOf(rows, hit), fact };
}

const whole: IndexLimits = { partitionFrom: Infinity, mostBytes: 1e9 };
/** Ways to index that come into play by themselves only where tables are large. */
const ways: Readonly<Record<string, IndexLimits>> = {
  whole,
  divided: { partitionFrom: 33, mostBytes: 1e9 },
  coarse: { partitionFrom: Infinity, mostBytes: 3_000 },
  "divided and coarse": { partitionFrom: 40, mostBytes: 1_500 },
  "not at all": { partitionFrom: Infinity, mostBytes: 10 },
};
const at = { at: "2026-02-01T00:00:00Z" };

function same(tables: readonly DecisionTable[], fact: () => Record<string, unknown>, count: number): number {
  const [first, ...others] = tables;
  let hits = 0;
  for (let n = 0; n < count; n++) {
    const facts = fact();
    const decided = first!.decide(facts, at);
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    hits += decided.value.hits.length;
    for (const other of others) expect(other.decide(facts, at)).toEqual(decided);
  }
  return hits;
}

describe("an index ≡ its rows asked one after another", () => {
  it.each(Object.entries(ways))("%s", (_, index) => {
    let hits = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 34, max: 300 }), fc.constantFrom("F" as const, "C" as const), (seed, count, hit) => {
        const { document, fact } = tableFrom(seed, count, hit);
        expect(checkTable(document)).toEqual([]);
        hits += same([compileTable(document, { index: false }), compileTable(document, { index })], fact, 40);
      }),
      { numRuns: 80 },
    );
    expect(hits).toBeGreaterThan(1_000);
  });

  it.each([
    [20_000, "F"],
    [20_000, "C"],
  ] as const)("over %d rows, hit %s", (count, hit) => {
    const { document, fact } = tableFrom(count, count, hit);
    const scanned = compileTable(document, { index: false });
    expect(
      same([scanned, compileTable(document), compileTable(document, { index: { ...whole, mostBytes: 4e6 } })], fact, 60),
    ).toBeGreaterThan(20);
  });
});

describe("what an index holds", () => {
  const held = (document: TableDocument, index: IndexLimits): number =>
    compileTable(document, { index }).bytes() - compileTable(document, { index: false }).bytes();

  it("stays within its bounds, and divided takes far less where rows are many", () => {
    const { document } = tableFrom(1, 12_000, "C");
    const [all, divided] = [held(document, whole), held(document, { partitionFrom: 10_000, mostBytes: 24e6 })];
    expect(all).toBeGreaterThan(20e6);
    expect(divided).toBeLessThan(all / 6);
    expect(held(document, { ...whole, mostBytes: 1e6 })).toBeLessThan(3e6);
  });
});

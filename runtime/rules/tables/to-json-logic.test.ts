import jsonLogic from "json-logic-js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, TableDocument, TableRow } from "#metadata";
import { checkTable, compileTable, toJsonLogic, toOneIf } from "../index.ts";

const inputs: TableDocument["inputs"] = {
  merchant: { name: "merchant", label: "m", type: "text", order: "a0" },
  country: { name: "country", label: "c", type: "text", order: "a1" },
  amount: { name: "amount", label: "a", type: "money", order: "a2" },
  risk: { name: "risk", label: "r", type: "number", order: "a3" },
  hour: { name: "hour", label: "h", type: "time", order: "a4" },
  tags: { name: "tags", label: "t", type: "set", order: "a5" },
};
const tableOf = (rows: Record<string, TableRow>, hit: "F" | "C"): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "t",
  hit,
  currency: "CNY",
  inputs,
  outputs: { o: { name: "o", label: "o", type: "text", order: "a0" } },
  rows,
});

/** Numbers that go wrong easily: duplicates of one another, neighbours, both zeros, the greatest. */
const edges = [0, -0, 1, -1, 0.1, 0.2, 0.30000000000000004, 0.3, 1e21, -1e21, 5e-324, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), Number.MAX_VALUE];
const times = ["00:00", "00:01", "09:30", "12:00", "23:59"];
const words = ["商户一", "商户二", "商户", "a", "", " ", "null", "undefined", "__proto__", "constructor", "0", "é", "中文；、"];
const tags = ["vip", "新客", "b2b", "vi", "p"];

/** A small generator of its own: large tables out of fast-check take minutes. (mulberry32) */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function tableFrom(seed: number, count: number, hit: "F" | "C"): { document: TableDocument; fact: () => Record<string, unknown> } {
  const random = randomFrom(seed);
  const pick = <Each>(list: readonly Each[]): Each => list[Math.floor(random() * list.length)]!;
  const some = <Each>(list: readonly Each[]): Each[] => [
    ...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(list))),
  ];
  const merchants = [...words, ...Array.from({ length: Math.ceil(count / 20) }, (_, n) => `商户-${n}`)].filter((each) => each !== "");
  const amount = (): number => Math.floor(random() * random() * 2_000);
  const bounds = () => pick(["[)", "[]", "()", "(]"] as const);
  const texts = (list: readonly string[]): Cell =>
    pick<() => Cell>([
      () => ({ eq: pick(list) }),
      () => ({ in: some(list) }),
      () => ({ notIn: some(list) }),
      () => ({
        prefix: some(list)
          .map((each) => each.slice(0, 2))
          .filter((each) => each !== "")
          .concat("商"),
      }),
      () => ({ missing: true }),
      () => ({ present: true }),
    ])();
  const range = <Value extends number | string>(make: () => Value, wraps = false): Cell => {
    let [from, to] = [make(), make()];
    if (!wraps && Number(from) > Number(to)) [from, to] = [to, from];
    const open = random();
    if (open < 0.2) return { range: [{ from, to: null, bounds: bounds() }] };
    if (open < 0.4) return { range: [{ from: null, to, bounds: bounds() }] };
    return from === to || (!wraps && Number(from) === Number(to))
      ? { range: [{ from, to, bounds: "[]" }] }
      : { range: [{ from, to, bounds: bounds() }] };
  };
  const cell = (chance: number, make: () => Cell): Cell | undefined => (random() < chance ? make() : undefined);
  const rows: Record<string, TableRow> = {};
  for (let n = 0; n < count; n++) {
    const cells = Object.entries({
      merchant: cell(0.95, () => texts(merchants)),
      country: cell(0.3, () => texts(words.filter((each) => each !== ""))),
      amount: cell(0.6, () => range(() => (amount() / 100).toFixed(2))),
      risk: cell(0.4, () => range(() => pick([...edges, Math.floor(random() * 100)]))),
      hour: cell(0.2, () => range(() => pick(times), true)),
      tags: cell(0.2, () => pick<Cell>([{ hasAny: some(tags) }, { hasAll: some(tags) }])),
    }).filter((entry): entry is [string, Cell] => entry[1] !== undefined);
    const dates = random();
    rows[`r${String(n).padStart(5, "0")}`] = {
      order: String(n).padStart(6, "0"),
      ...(random() < 0.02 ? { enabled: false } : {}),
      ...(dates < 0.1 ? { validFrom: "2026-03-01T00:00:00+08:00" } : dates < 0.2 ? { validTo: "2026-02-28T16:00:00Z" } : {}),
      cells: Object.fromEntries(cells),
      out: { o: `o${n}` },
    };
  }
  const fact = (): Record<string, unknown> => {
    const given: Record<string, unknown> = {};
    if (random() < 0.95) given["merchant"] = pick(merchants);
    if (random() < 0.8) given["country"] = pick(words);
    if (random() < 0.9) given["amount"] = { currency: "CNY", minor: amount() };
    if (random() < 0.9) given["risk"] = pick([...edges, Math.floor(random() * 100)]);
    if (random() < 0.9) given["hour"] = pick(times);
    if (random() < 0.9) given["tags"] = some(tags).slice(random() < 0.2 ? 9 : 0);
    return given;
  };
  return { document: tableOf(rows, hit), fact };
}

const ats = ["2026-02-28T15:59:59.999Z", "2026-02-28T16:00:00.000Z", "2026-03-19T06:30:00.000Z"];

function agree(document: TableDocument, fact: () => Record<string, unknown>, count: number): number {
  expect(checkTable(document)).toEqual([]);
  const [indexed, scanned] = [compileTable(document), compileTable(document, { index: false })];
  // large tables are divided and kept coarsely: here even small ones are
  const divided = compileTable(document, {
    index: { partitionFrom: 33, mostBytes: 2_000 * Math.ceil(Object.keys(document.rows).length / 100) },
  });
  const exported = toJsonLogic(document);
  const oneIf = document.hit === "F" && exported.length < 500 ? toOneIf(document) : undefined;
  let hits = 0;
  for (let n = 0; n < count; n++) {
    const [given, at] = [fact(), ats[n % ats.length]!];
    const decided = indexed.decide(given, { at });
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    expect(scanned.decide(given, { at })).toEqual(decided);
    expect(divided.decide(given, { at })).toEqual(decided);
    const data = { ...given, $now: at };
    const theirs: string[] = [];
    for (const { id, when } of exported) {
      if (jsonLogic.apply(when as never, data) !== true) continue;
      theirs.push(id);
      if (document.hit === "F") break;
    }
    expect(decided.value.hits).toEqual(theirs);
    if (oneIf !== undefined) expect(jsonLogic.apply(oneIf as never, data)).toBe(theirs[0] ?? null);
    hits += theirs.length;
  }
  return hits;
}

describe("index ≡ row by row ≡ JSON Logic in json-logic-js", () => {
  it("over small tables", () => {
    let hits = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 80 }), fc.constantFrom("F" as const, "C" as const), (seed, count, hit) => {
        const { document, fact } = tableFrom(seed, count, hit);
        hits += agree(document, fact, 10);
      }),
      { numRuns: 150 },
    );
    expect(hits).toBeGreaterThan(500);
  });

  it.each([
    [5_000, "F"],
    [20_000, "C"],
  ] as const)("over %d rows, hit %s", (count, hit) => {
    const { document, fact } = tableFrom(count, count, hit);
    expect(agree(document, fact, 20)).toBeGreaterThan(0);
  });

  it("refuses what is no number", () => {
    const { document } = tableFrom(1, 3, "C");
    const table = compileTable(document);
    for (const risk of [Number.NaN, Infinity, "1e3", "9007199254740993", "0.1000000000000000055511151231257827"])
      expect(table.decide({ risk }, { at: ats[0] })).toMatchObject({ ok: false, problems: [{ path: "/risk" }] });
    expect(table.decide({ risk: "9007199254740992" }, { at: ats[0] }).ok).toBe(true);
  });
});

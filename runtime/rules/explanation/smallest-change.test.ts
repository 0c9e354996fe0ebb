import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTable, type Cell, type Json, type TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { evaluator } from "../tables/version.ts";
import {
  applyChange,
  closestRow,
  decideAgain,
  lookAt,
  optionsOf,
  outputOf,
  pointsOf,
  questionOf,
  smallestChange,
  standingOf,
  type TableLook,
} from "./index.ts";

const looked = (document: TableDocument): TableLook => lookAt({ document, needs: { evaluator, bands: {}, options: {} } }, operators);
const at = Date.parse("2026-03-19T06:30:00Z");

const inputs: TableDocument["inputs"] = {
  am: { name: "amount", label: "Amount", type: "money", order: "a0" },
  ch: {
    name: "channel",
    label: "Channel",
    type: "enum",
    order: "a1",
    options: Object.fromEntries(["app", "web", "pos"].map((id, i) => [id, { label: id, order: `a${i}` }])),
  },
  qu: { name: "quantity", label: "Quantity", type: "number", order: "a2" },
  ca: { name: "card", label: "Card", type: "text", order: "a3" },
};
const options = ["alipay", "bank", "cash", "points"];
const money = fc.integer({ min: 0, max: 6 }).map((major) => `${major * 50}.00`);
const range = <Value>(values: fc.Arbitrary<Value>, order: (value: Value) => number) =>
  fc
    .record({
      pair: fc.tuple(values, values),
      open: fc.constantFrom("from", "to", "none"),
      bounds: fc.constantFrom("[)", "[]", "()", "(]"),
    })
    .filter(({ pair: [a, b] }) => order(a) !== order(b))
    .map(({ pair, open, bounds }) => {
      const [low, high] = pair.toSorted((a, b) => order(a) - order(b));
      return { range: [{ from: open === "from" ? null : low!, to: open === "to" ? null : high!, bounds }] } as Cell;
    });
const present = fc.constantFrom<Cell>({ missing: true }, { present: true });
const cells = fc.record(
  {
    am: fc.oneof(range(money, Number), present),
    ch: fc.oneof(
      fc.constantFrom("app", "web", "pos").map((eq): Cell => ({ eq })),
      fc.subarray(["app", "web", "pos"], { minLength: 1, maxLength: 2 }).map((list): Cell => ({ in: list })),
      fc.subarray(["app", "web", "pos"], { minLength: 1, maxLength: 3 }).map((list): Cell => ({ notIn: list })),
    ),
    qu: fc.oneof(
      range(fc.integer({ min: 0, max: 6 }), Number),
      fc.integer({ min: 0, max: 6 }).map((eq): Cell => ({ eq })),
      present,
    ),
    ca: fc.oneof(fc.constantFrom<Cell>({ prefix: ["62"] }, { prefix: ["4", "51"] }, { eq: "none" }, { notIn: ["none"] }), present),
  },
  { requiredKeys: [] },
);
const facts = fc.record(
  {
    amount: money,
    channel: fc.constantFrom("app", "web", "pos"),
    quantity: fc.integer({ min: -1, max: 7 }),
    card: fc.constantFrom("621234", "411111", "none", ""),
  },
  { requiredKeys: [] },
);

/** A table of some hit policy; with C one that routes, with rows that hide, ranks, capabilities and sometimes something to fall back on. */
const tables = fc
  .record({
    hit: fc.constantFrom("F", "U", "P", "R", "C") as fc.Arbitrary<TableDocument["hit"]>,
    rows: fc.array(fc.record({ cells, option: fc.constantFrom(...options), show: fc.boolean(), rank: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 8,
    }),
    limits: fc.dictionary(fc.constantFrom(...options), fc.record({ channels: fc.subarray(["app", "web"], { minLength: 1 }), min: money }), {
      maxKeys: 2,
    }),
    fallback: fc.boolean(),
    late: fc.boolean(),
  })
  .map(({ hit, rows, limits, fallback, late }): TableDocument => {
    const routes = hit === "C";
    return {
      kind: "table",
      id: "t",
      name: "methods",
      label: "Methods",
      hit,
      currency: "CNY",
      inputs,
      outputs: {
        me: {
          name: "method",
          label: "Method",
          type: "enum",
          order: "a0",
          options: Object.fromEntries(options.map((id, i) => [id, { label: id, order: `a${i}` }])),
        },
        ...(routes
          ? {
              sh: { name: "show", label: "Show", type: "boolean", order: "a1" } as const,
              ra: { name: "rank", label: "Rank", type: "number", order: "a2" } as const,
            }
          : {}),
      },
      rows: Object.fromEntries(
        rows.map(({ cells: asked, option, show, rank }, index) => [
          `r${index}`,
          {
            order: `a${index}`,
            cells: asked as Record<string, Cell>,
            out: { me: option, ...(routes ? { sh: show || index % 2 === 0, ra: rank } : {}) },
            ...(late && index === 0 ? { validFrom: "2026-04-01T00:00:00Z" } : {}),
          },
        ]),
      ),
      ...(routes
        ? {
            routing: {
              option: "me",
              show: "sh",
              rank: "ra",
              facts: { amount: "am", channel: "ch" },
              capabilities: Object.fromEntries(
                Object.entries(limits).map(([id, { channels, min }]) => [id, { channels, limits: { CNY: { min } } }]),
              ),
              ...(fallback ? { fallback: ["cash"] } : {}),
            },
          }
        : {}),
    };
  });

describe("the smallest change", () => {
  it("brings an option that was hidden, or says what hides it then", () => {
    let brought = 0;
    fc.assert(
      fc.property(tables, facts, (document, given) => {
        expect(checkTable(document)).toEqual([]);
        const look = looked(document);
        const output = outputOf(look, undefined)!;
        const asked = questionOf(look, given, at);
        const decided = decideAgain(look, asked);
        for (const option of optionsOf(look, output)) {
          const standing = standingOf(look, output, option, asked, decided);
          if ("shown" in standing) continue;
          const change = smallestChange(look, output, option, asked);
          if (change === undefined) continue;
          const then = applyChange(look, asked, change);
          const again = standingOf(
            look,
            output,
            option,
            questionOf(look, then.facts, Date.parse(then.at)),
            look.table.decide(then.facts, { at: then.at }),
          );
          if (change.then === undefined) {
            expect("shown" in again, JSON.stringify({ option, change })).toBe(true);
            brought++;
          } else expect(again).toEqual({ hidden: change.then });
        }
      }),
      { numRuns: 400 },
    );
    expect(brought).toBeGreaterThan(400);
  });

  it("is the smallest: no change of fewer facts does it, and where none is found none is to be found", () => {
    fc.assert(
      fc.property(tables, facts, (document, given) => {
        const look = looked(document);
        const output = outputOf(look, undefined)!;
        const asked = questionOf(look, given, at);
        const decided = decideAgain(look, asked);
        const grid = look.inputs.map((column, place) => [
          ...pointsOf(
            column,
            look.rows.flatMap((row) => row.cells.filter((each) => each.column === place).map(({ cell }) => cell)),
          ),
          undefined,
        ]);
        /** whether some change of at most `most` facts gives the option */
        const some = (option: string, most: number, from = 0, values = asked.values): boolean => {
          const decidedNow = decideAgain(look, { values, time: at });
          if ("shown" in standingOf(look, output, option, { values, time: at }, decidedNow)) return true;
          if (most === 0) return false;
          return grid.some(
            (points, place) => place >= from && points.some((point) => some(option, most - 1, place + 1, values.with(place, point))),
          );
        };
        for (const option of optionsOf(look, output)) {
          if ("shown" in standingOf(look, output, option, asked, decided)) continue;
          const change = smallestChange(look, output, option, asked);
          const cost =
            change === undefined || change.then !== undefined ? 3 : Object.keys(change.facts).length + (change.at === undefined ? 0 : 1);
          if (cost > 0) expect(some(option, Math.min(cost - 1, 2)), JSON.stringify({ option, change })).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const document: TableDocument = {
  kind: "table",
  id: "t",
  name: "methods",
  label: "Methods",
  hit: "C",
  currency: "CNY",
  inputs,
  outputs: {
    me: { name: "method", label: "Method", type: "text", order: "a0" },
    sh: { name: "show", label: "Show", type: "boolean", order: "a1" },
    re: { name: "reason", label: "Reason", type: "text", order: "a2" },
  },
  rows: {
    r1: { order: "a0", out: { me: "cash" } },
    r17: {
      order: "a1",
      cells: { am: { range: [{ from: "200.00", to: null }] }, ch: { in: ["app", "web"] } },
      out: { me: "bank" },
      note: "Large orders",
    },
    r18: { order: "a2", cells: { ch: { eq: "pos" }, qu: { eq: 9 } }, out: { me: "bank" } },
    no: { order: "a3", cells: { ca: { prefix: ["666"] } }, out: { me: "cash", sh: false, re: "stolen" } },
  },
  routing: { option: "me", show: "sh", reason: "re", facts: { channel: "ch" }, capabilities: { bank: { channels: ["web"] } } },
};

describe("an option", () => {
  const look = looked(document);
  const output = outputOf(look, undefined)!;
  const ask = (given: Record<string, Json>, option: string) => {
    const asked = questionOf(look, given, at);
    return {
      standing: standingOf(look, output, option, asked, decideAgain(look, asked)),
      closest: closestRow(look, output, option, asked),
      change: smallestChange(look, output, option, asked),
    };
  };

  it("is named with the row that came closest, each failing cell, and what would bring it", () => {
    expect(ask({ amount: "120.00", channel: "web" }, "bank")).toMatchObject({
      standing: { hidden: { stage: "no_row", code: "no_row" } },
      closest: {
        row: "r17",
        note: "Large orders",
        failing: [{ input: "amount", actual: { minor: 12_000 }, code: "below", expected: { range: [{ from: "200.00", to: null }] } }],
      },
      change: { facts: { amount: { currency: "CNY", minor: 20_000 } }, row: "r17" },
    });
  });

  it("goes through every stage: what it can be used for, then the row", () => {
    expect(ask({ amount: "120.00", channel: "app" }, "bank")).toMatchObject({
      standing: { hidden: { stage: "capability", code: "capability_channel", failing: [{ input: "channel", actual: "app" }] } },
      change: { facts: { amount: { minor: 20_000 }, channel: "web" }, row: "r17" },
    });
  });

  it("is hidden by a row that says so, with what that row asked", () => {
    const { standing, change } = ask({ card: "6661" }, "cash");
    expect(standing).toEqual({
      hidden: { stage: "deny", code: "stolen", row: "no", cells: [{ input: "card", actual: "6661", expected: { prefix: ["666"] } }] },
    });
    expect(Object.keys(change!.facts)).toEqual(["card"]);
    expect(change!.row).toBe("r1");
  });

  it("is shown by its row, with what held", () => {
    expect(ask({ amount: "200.00", channel: "web" }, "bank").standing).toEqual({
      shown: {
        option: "bank",
        row: "r17",
        note: "Large orders",
        place: 2,
        of: 2,
        rank: null,
        cells: [
          { input: "amount", actual: { currency: "CNY", minor: 20_000 }, expected: { range: [{ from: "200.00", to: null }] } },
          { input: "channel", actual: "web", expected: { in: ["app", "web"] } },
        ],
        beat: [],
        split: null,
        fallback: false,
      },
    });
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TableDocument } from "#metadata";
import { checkTable, compileTable } from "../index.ts";

const table = (
  change: Partial<TableDocument> = {},
  row: TableDocument["rows"][string]["out"] = { am: ["li", "wang", "zhao"] },
): TableDocument => ({
  kind: "table",
  id: "assign",
  name: "assign",
  label: "Assign",
  hit: "F",
  inputs: {
    re: { name: "region", label: "Region", type: "text", order: "a0" },
    tu: { name: "turn", label: "Turn", type: "number", order: "a1" },
    aw: { name: "away", label: "Away", type: "set", order: "a2" },
  },
  outputs: {
    am: { name: "among", label: "Among", type: "text", list: true, order: "a0" },
    to: { name: "person", label: "Person", type: "text", order: "a1" },
  },
  rows: { r1: { order: "a0", cells: { re: { eq: "north" } }, out: row } },
  rotation: { among: "am", to: "to", turn: "tu", away: "aw" },
  ...change,
});
const person = (document: TableDocument, facts: Record<string, unknown>): unknown => {
  const decided = compileTable(document).decide({ region: "north", ...facts });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.value.outputs[0]?.["person"];
};

describe("turns", () => {
  it("go round the list in its order", () => {
    expect(checkTable(table())).toEqual([]);
    expect([0, 1, 2, 3, 4].map((turn) => person(table(), { turn }))).toEqual(["li", "wang", "zhao", "li", "wang"]);
  });

  it("pass by who is away, and fall to what the row gives when nobody is there", () => {
    expect([0, 1, 2].map((turn) => person(table(), { turn, away: ["wang", "somebody"] }))).toEqual(["li", "zhao", "li"]);
    expect(person(table(), { turn: 1, away: ["li", "wang", "zhao"] })).toBeUndefined();
    expect(person(table({}, { am: ["li"], to: "chief" }), { turn: 1, away: ["li"] })).toBe("chief");
    expect(person(table({}, { to: "chief" }), { turn: 1 })).toBe("chief");
  });

  it("are nobody's before one is taken", () => expect(person(table({}, { am: ["li"], to: "chief" }), {})).toBeUndefined());

  it("give nobody who is there more than one beyond another, whatever the list and the first turn", () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lists, fc.nat(1_000_000), fc.nat(100), fc.nat(), (members, first, many, gone) => {
        const away = members.filter((_, place) => (gone >> place) % 2 === 1);
        const there = members.filter((each) => !away.includes(each));
        const compiled = compileTable(table({}, { am: members }));
        const counts = new Map(there.map((each) => [each, 0]));
        for (let turn = first; turn < first + many; turn++) {
          const decided = compiled.decide({ region: "north", turn, away });
          const to = decided.ok ? (decided.value.outputs[0]!["person"] as string | undefined) : undefined;
          if (there.length === 0) expect(to).toBeUndefined();
          else counts.set(to!, counts.get(to!)! + 1);
        }
        if (there.length > 0) expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
        expect(counts.size).toBe(there.length);
      }),
    );
  });

  it.each([
    [{ hit: "C" }, "/hit"],
    [{ rotation: { among: "to", to: "to", turn: "tu" } }, "/rotation/among"],
    [{ rotation: { among: "am", to: "am", turn: "tu" } }, "/rotation/to"],
    [{ rotation: { among: "am", to: "to", turn: "re" } }, "/rotation/turn"],
    [{ rotation: { among: "am", to: "to", turn: "tu", away: "gone" } }, "/rotation/away"],
  ] as const)("%j is refused at %s", (change, path) =>
    expect(checkTable(table(change as Partial<TableDocument>)).map((each) => each.path)).toEqual([path]),
  );
});

import { describe, expect, it } from "vitest";
import { changedLines, checkLines, isBlank, sumOf, withPlaces, type Line } from "./lines.ts";
import { shownObject } from "./object.ts";

const detail = shownObject({
  kind: "object",
  id: "item",
  name: "item",
  label: "Item",
  fields: {
    of: { name: "of", label: "Of", type: "reference", order: "a0", config: { object: "order" }, required: true },
    what: { name: "what", label: "What", type: "text", order: "a1", required: true },
    count: { name: "count", label: "Count", type: "number", order: "a2", default: 1 },
    price: { name: "price", label: "Price", type: "decimal", order: "a3", config: { scale: 2 } },
  },
});
const start = { count: 1 };
const context = { now: "2026-03-19T06:30:00.000Z", user: { id: null, roles: [] } };
const changed = (lines: readonly Line[], before: readonly Line[] = []) => changedLines(detail, "of", lines, before, start);

describe("lines", () => {
  it("sends what is new, changed or gone, and says where each stands", () => {
    const before = [
      { id: "a", what: "Tea", count: 2 },
      { id: "b", what: "Cake", count: 1 },
      { id: "c", what: "Jam" },
    ];
    const lines: Line[] = [
      { id: "a", what: "Tea", count: 3 },
      { id: "b", _delete: true },
      { id: "c", what: "Jam" },
      { _key: "k", count: 1 },
      { _key: "l", what: "Bread", count: 1, price: "2.50" },
    ];
    expect(changed(lines, before)).toEqual({
      sent: [
        { id: "a", count: 3 },
        { id: "b", _delete: true },
        { what: "Bread", count: 1, price: "2.50" },
      ],
      at: [0, 1, 4],
    });
  });

  it("says null for what was emptied, and nothing of a new line that went again", () => {
    expect(changed([{ id: "a", what: "Tea" }], [{ id: "a", what: "Tea", price: "1.00" }]).sent).toEqual([{ id: "a", price: null }]);
    expect(changed([{ _key: "k", what: "x", _delete: true }]).sent).toEqual([]);
  });

  it("checks every line that is filled in, and no other", () => {
    const found = checkLines(
      detail,
      "of",
      [
        { _key: "k", count: 1 },
        { _key: "l", count: 4 },
        { id: "a", _delete: true },
      ],
      start,
      context,
    );
    expect([...found.keys()]).toEqual(["1.what"]);
  });

  it("adds up exactly", () => {
    const price = detail.byName.get("price")!;
    expect(sumOf(price, ["0.10", "0.20", undefined])).toBe("0.30");
    expect(sumOf(price, ["-1.50", "1.20"])).toBe("-0.30");
    expect(sumOf(price, [])).toBeUndefined();
    expect(sumOf(detail.byName.get("what")!, ["a"])).toBeUndefined();
  });

  describe("with places", () => {
    const placed = (lines: readonly Line[], before: readonly Line[] = []) =>
      withPlaces(lines, before, "place", (line) => isBlank(line, detail, "of", start)).map(({ place }) => place);

    it("are numbered only as far as it is needed", () => {
      const [a, b, c] = [
        { id: "a", what: "a", place: 1 },
        { id: "b", what: "b", place: 2 },
        { id: "c", what: "c", place: 3 },
      ];
      const before = [a, b, c];
      expect(placed([a, b, c], before)).toEqual([1, 2, 3]);
      expect(placed([a, c, b], before)).toEqual([1, 3, 4]);
      expect(placed([c, a, b], before)).toEqual([3, 4, 5]);
      expect(placed([a, { id: "b", _delete: true }, c, { _key: "n", what: "n" }], before)).toEqual([1, undefined, 3, 4]);
    });

    it("need none while they stand as they were made", () => {
      const [a, b] = [
        { id: "a", what: "a" },
        { id: "b", what: "b" },
      ];
      const fresh = { _key: "n", what: "n" };
      expect(placed([a, b, fresh], [a, b])).toEqual([undefined, undefined, undefined]);
      expect(placed([b, a], [a, b])).toEqual([1, 2]);
      expect(placed([a, fresh, b], [a, b])).toEqual([1, 2, 3]);
      expect(placed([fresh, { _key: "m", count: 1 }])).toEqual([undefined, undefined]);
    });
  });
});

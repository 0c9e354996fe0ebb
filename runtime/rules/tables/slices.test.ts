import { describe, expect, it } from "vitest";
import type { TableDocument } from "#metadata";
import { compileInSlices, compileTable, Compiling, Slices, type DecisionTable } from "../index.ts";

const bands = (count: number, hit: "F" | "C", gives = "x"): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "t",
  hit,
  inputs: {
    n: { name: "n", label: "n", type: "number", order: "a0" },
    t: { name: "t", label: "t", type: "text", order: "a1" },
  },
  outputs: { o: { name: "o", label: "o", type: "text", order: "a0" } },
  rows: Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `r${n}`,
      {
        order: String(n).padStart(6, "0"),
        cells: { n: { range: [{ from: n, to: n + 40 }] }, ...(n % 3 === 0 ? {} : { t: { eq: `t${n % 7}` } }) },
        out: { o: `${gives}${n}` },
      },
    ]),
  ),
});
const asked = [{ n: 0 }, { n: 57, t: "t3" }, { n: 300.5, t: "t1" }, { t: "t2" }, { n: -1 }, {}];
const answers = (table: DecisionTable): unknown => asked.map((facts) => table.decide(facts));

describe("a table compiled in slices", () => {
  it.each(["F", "C"] as const)("gives the same answers at each step, before its index is there and after: hit %s", (hit) => {
    const document = bands(600, hit);
    const wanted = answers(compileTable(document, { index: false }));
    const compiling = new Compiling(document, {});
    let [before, answered] = [0, 0];
    while (compiling.step()) {
      if (compiling.table === undefined) before++;
      else {
        answered++;
        expect(answers(compiling.table)).toEqual(wanted);
      }
    }
    expect(before).toBeGreaterThan(1);
    expect(answered).toBeGreaterThan(10);
    expect(compiling.done).toBe(true);
    expect(answers(compiling.table!)).toEqual(wanted);
  });

  it("lets others have their turn, and takes turns with other work", async () => {
    const slices = new Slices();
    const order: string[] = [];
    let [one, other, turns] = [0, 0, 0];
    const slow = (): void => {
      for (const begun = performance.now(); performance.now() - begun < 10;);
    };
    const ticking = setInterval(() => turns++, 0);
    await Promise.all([
      slices.run(() => (slow(), order.push("one"), ++one < 3)),
      slices.run(() => (slow(), order.push("other"), ++other < 3)),
    ]);
    clearInterval(ticking);
    expect(order).toEqual(["one", "other", "one", "other", "one", "other"]);
    expect(turns).toBeGreaterThan(0);
  });

  it("can be wanted at once while it is being compiled", async () => {
    const document = bands(2_000, "C");
    const compiling = new Compiling(document, {});
    const whole = compiling.whole(new Slices());
    const now = compiling.now();
    expect(compiling.done).toBe(false);
    const early = answers(now);
    expect(await whole).toBe(now);
    expect(answers(now)).toEqual(early);
    expect(answers(await compileInSlices(document))).toEqual(early);
  });

  it("says its fault each time it is asked, and holds nobody else up", async () => {
    const document = bands(3, "F");
    const broken = { ...document, rows: { ...document.rows, r1: { order: "a", cells: { n: { eq: "one" } }, out: {} } } };
    const slices = new Slices();
    const compiling = new Compiling(broken, {});
    await expect(compiling.whole(slices)).rejects.toThrow("/rows/r1/cells/n");
    expect(() => compiling.now()).toThrow("/rows/r1/cells/n");
    expect(answers(await new Compiling(document, {}).soon(slices))).toEqual(answers(compileTable(document)));
  });
});

import { describe, expect, it } from "vitest";
import { checkExamples, checkTable, mostExamples, type TableDocument, type TableExample } from "#metadata";
import { compileTable, exampleProblems } from "../index.ts";

const table = (examples: Record<string, Omit<TableExample, "order">>, change: Partial<TableDocument> = {}): TableDocument => ({
  kind: "table",
  id: "t",
  name: "fees",
  label: "Fees",
  hit: "F",
  currency: "CNY",
  inputs: {
    am: { name: "amount", label: "Amount", type: "money", order: "a0" },
    ch: { name: "channel", label: "Channel", type: "text", order: "a1" },
  },
  outputs: {
    fe: { name: "fee", label: "Fee", type: "money", order: "a0" },
    to: { name: "told", label: "Told", type: "text", order: "a1" },
  },
  rows: {
    small: { order: "a0", cells: { am: { range: [{ from: null, to: "100.00" }] } }, out: { fe: "5.00" }, validTo: "2026-04-01T00:00:00Z" },
    rest: { order: "a1", out: { fe: "0.00", to: "free" } },
  },
  examples: Object.fromEntries(Object.entries(examples).map(([id, each], index) => [id, { order: `a${index}`, ...each }])),
  ...change,
});
const failing = (document: TableDocument) => exampleProblems(document, compileTable(document), "2026-03-19T06:30:00Z");

describe("examples", () => {
  it("hold where the table answers what they expect; what is left out is not looked at", () => {
    const document = table({
      one: { facts: { amount: "20.00" }, expect: { outputs: [{ fee: "5.00" }], hits: ["small"] } },
      two: { facts: { amount: "100.00" }, expect: { outputs: [{ fee: { currency: "CNY", minor: 0 }, told: "free" }] } },
      three: { facts: {}, expect: { hits: ["rest"] } },
      // at its own instant
      four: { facts: { amount: "20.00" }, at: "2026-04-01T00:00:00+00:00", expect: { hits: ["rest"] } },
    });
    expect([...checkTable(document), ...checkExamples(document)]).toEqual([]);
    expect(failing(document)).toEqual([]);
  });

  it("that fail are problems with what was expected and what is given", () => {
    const problems = failing(
      table({
        wrong: { facts: { amount: "20.00" }, expect: { outputs: [{ fee: "4.00" }], hits: ["small"] } },
        gone: { facts: { amount: "x" }, expect: { hits: [] } },
      }),
    );
    expect(problems).toMatchObject([
      {
        code: "example_fails",
        path: "/examples/wrong",
        details: { misses: [{ part: "outputs", expected: [{ fee: "4.00" }], actual: [{ fee: { currency: "CNY", minor: 500 } }] }] },
      },
      { code: "example_fails", path: "/examples/gone", details: { problems: [{ code: "wrong_type", path: "/amount" }] } },
    ]);
  });

  it("name what is there, and are five hundred at most", () => {
    const paths = (examples: Record<string, Omit<TableExample, "order">>): string[] =>
      checkExamples(table(examples)).map(({ path }) => path);
    expect(
      paths({
        a: { facts: { amout: "1.00" }, expect: { hits: [] } },
        b: { facts: { amount: true }, expect: { hits: ["nope"] } },
        c: { facts: {}, expect: {} },
        d: { facts: {}, expect: { outputs: [{ fees: "1.00" }, { fee: "a lot" }] } },
        e: { facts: {}, expect: { options: ["x"] } },
      }),
    ).toEqual([
      "/examples/a/facts/amout",
      "/examples/b/facts/amount",
      "/examples/b/expect/hits/0",
      "/examples/c/expect",
      "/examples/d/expect/outputs/0/fees",
      "/examples/d/expect/outputs/1/fee",
      "/examples/e/expect/options",
    ]);
    const many = Object.fromEntries(
      Array.from({ length: mostExamples + 1 }, (_, index) => [`e${index}`, { facts: {}, expect: { hits: [] } }]),
    );
    expect(checkTable(table(many)).map(({ path }) => path)).toEqual(["/examples"]);
  });
});

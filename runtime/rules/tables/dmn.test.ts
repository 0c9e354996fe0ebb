import { expect, it } from "vitest";
import type { Cell, ColumnType, HitPolicy, TableDocument, TableOutput } from "#metadata";
import { overSuite } from "../../suites.testing.ts";
import { checkTable, compileTable } from "../index.ts";

interface Model {
  readonly id: string;
  readonly tables: readonly {
    readonly decision: string;
    readonly hitPolicy: string;
    readonly inputs: readonly { readonly expr: string; readonly type: "number" | "string" | "boolean" }[];
    readonly outputs: readonly { readonly name: string | null; readonly values: string | null }[];
    readonly rules: readonly { readonly in: readonly string[]; readonly out: readonly string[] }[];
  }[];
  readonly cases: readonly { readonly id: string; readonly inputs: Record<string, unknown>; readonly expected: Record<string, unknown> }[];
}

const policies: Readonly<Record<string, HitPolicy>> = { UNIQUE: "U", ANY: "A", PRIORITY: "P", FIRST: "F", "RULE ORDER": "R", COLLECT: "C" };
const types: Readonly<Record<string, ColumnType>> = { number: "number", string: "text", boolean: "boolean" };
const columnName = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "_");

/** The few forms of FEEL's unary tests that the cases use. */
function cellOf(test: string): Cell {
  if (test === "-") return { any: true };
  const order = /^(<=|<|>=|>)\s*(-?[0-9.]+)$/.exec(test);
  if (order !== null) {
    const limit = Number(order[2]);
    const bounds = order[1]!.includes("=") ? "[]" : "()";
    return { range: [order[1]!.startsWith("<") ? { from: null, to: limit, bounds } : { from: limit, to: null, bounds }] };
  }
  const values = JSON.parse(`[${test}]`) as (string | boolean)[];
  return values.length === 1 ? { eq: values[0]! } : { in: values };
}

/** The values that an output lists, in the order of their priority, are options. */
const typeOf = (values: string | null): Pick<TableOutput, "type" | "options"> =>
  values === null
    ? { type: "text" }
    : {
        type: "enum",
        options: Object.fromEntries(
          (JSON.parse(`[${values}]`) as string[]).map((value, index) => [value, { label: value, order: `a${index}` }]),
        ),
      };

overSuite("DMN cases", "decision-tables", ["dmn-tck.json"], (suite) => {
  const { models } = JSON.parse(suite("dmn-tck.json")) as { models: readonly Model[] };
  it("are there", () => expect(models.flatMap((model) => model.cases).length).toBe(18));

  it.each(models.flatMap((model) => model.cases.map((each) => [model.id, each.id, model, each] as const)))(
    "%s %s",
    (_, __, model, { inputs, expected }) => {
      const [given] = model.tables;
      if (given === undefined) throw new Error("a model has a table");
      const document: TableDocument = {
        kind: "table",
        id: "t",
        name: "t",
        label: given.decision,
        hit: policies[given.hitPolicy]!,
        inputs: Object.fromEntries(
          given.inputs.map((each, index) => [
            `i${index}`,
            { name: columnName(each.expr), label: each.expr, type: types[each.type]!, order: `a${index}` },
          ]),
        ),
        outputs: Object.fromEntries(
          given.outputs.map((each, index) => [
            `o${index}`,
            { name: columnName(each.name ?? "output"), label: each.name ?? "output", order: `a${index}`, ...typeOf(each.values) },
          ]),
        ),
        rows: Object.fromEntries(
          given.rules.map((rule, index) => [
            `r${index}`,
            {
              order: `a${index}`,
              cells: Object.fromEntries(rule.in.map((test, column) => [`i${column}`, cellOf(test)])),
              out: Object.fromEntries(rule.out.map((value, column) => [`o${column}`, JSON.parse(value) as string])),
            },
          ]),
        ),
      };
      expect(checkTable(document)).toEqual([]);
      const facts = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [
          columnName(name),
          typeof value === "object" && value !== null ? Number((value as { num: string }).num) : value,
        ]),
      );
      const decided = compileTable(document).decide(facts, { at: "2026-01-01T00:00:00Z" });
      const wanted = [expected[given.decision]]
        .flat()
        .map((each) => (typeof each === "string" ? { output: each } : (each as object)))
        .map((each) => Object.fromEntries(Object.entries(each).map(([name, value]) => [columnName(name), value as string])));
      expect(decided).toMatchObject({ ok: true, value: { outputs: wanted } });
    },
  );
});

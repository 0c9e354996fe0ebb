import {
  columnOf,
  expressionTypes,
  inOrder,
  instantMs,
  readFact,
  valueText,
  type Cell,
  type Column,
  type Json,
  type Operator,
  type Registry,
  type TableRow,
} from "#metadata";
import { compileExpression, type Expression } from "../compile-expression.ts";
import { EvaluationError } from "../evaluation-error.ts";
import { compileCell, reasonOf, type Test } from "../tables/compile-cell.ts";
import { inOneBand, type DecisionTable } from "../tables/compile-table.ts";
import type { Failing } from "../tables/explain.ts";
import { compileRoute } from "../tables/route.ts";
import { compileVersion, type VersionedTable } from "../tables/version.ts";
import type { Fact } from "./points.ts";

/** A cell of a row, ready to be asked by itself. */
export interface LookedCell {
  /** place of its column */
  readonly column: number;
  readonly cell: Cell;
  readonly holds: (asked: Question) => boolean;
}

/** A row to look at, on or off, in the place in which it is asked. */
export interface LookedRow {
  readonly id: string;
  readonly place: number;
  readonly row: TableRow;
  readonly enabled: boolean;
  /** ms, half-open */
  readonly from: number;
  readonly to: number;
  /** those that ask for something, in the columns' order */
  readonly cells: readonly LookedCell[];
}

/** Facts as a table reads them, at an instant. */
export interface Question {
  /** by the columns' places */
  readonly values: readonly Fact[];
  /** ms */
  readonly time: number;
}

/** A version of a table opened up: what it decides, and each row by itself. For explaining, not for deciding. */
export interface TableLook {
  readonly table: DecisionTable;
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly rows: readonly LookedRow[];
  /** What an expression gives for a question; undefined when it fails. */
  readonly evaluate: (logic: Json, asked: Question) => Json | undefined;
  /** Why an option cannot be used for what is asked at all; undefined: it can. */
  readonly unfit: (option: Json, asked: Question) => Failing | undefined;
}

/** Opens a version up. `table`: the same version compiled, where it is at hand. Rows are compiled when they are first looked at. */
export function lookAt(version: VersionedTable, operators: Registry<Operator>, table = compileVersion(version, operators)): TableLook {
  const { needs } = version;
  const document = inOneBand(version.document, (id) => needs.bands[id]);
  const context = { optionsOf: (address: string) => needs.options[address] ?? undefined };
  const inputs = inOrder(document.inputs).map((each) => columnOf(each.id, each, document, context));
  const outputs = inOrder(document.outputs).map((each) => columnOf(each.id, each, document, context));
  const types = new Map(inputs.map((each) => [each.name, expressionTypes[each.type]]));
  const expressions = new Map<Json, Expression | undefined>();

  const evaluate: TableLook["evaluate"] = (logic, { values, time }) => {
    if (!expressions.has(logic)) {
      const compiled = compileExpression(logic, { operators, types: (name) => types.get(name) });
      expressions.set(logic, compiled.ok ? compiled.value : undefined);
    }
    const known: Record<string, Json> = Object.create(null);
    for (const [place, value] of values.entries()) if (value !== undefined) known[inputs[place]!.name] = value.json;
    try {
      return expressions.get(logic)?.evaluate(known, { now: new Date(time).toISOString(), timezone: document.timezone }) as
        | Json
        | undefined;
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  };

  const cellsOf = (row: TableRow): readonly LookedCell[] =>
    inputs.flatMap((column, place): LookedCell[] => {
      const cell = row.cells !== undefined && Object.hasOwn(row.cells, column.id) ? row.cells[column.id] : undefined;
      if (cell === undefined || "any" in cell) return [];
      if ("logic" in cell) return [{ column: place, cell, holds: (asked) => evaluate(cell.logic, asked) === true }];
      const test: Test | undefined = compileCell(cell, { ...column, options: undefined });
      return test === undefined ? [] : [{ column: place, cell, holds: ({ values }) => test(values[place]?.key) }];
    });
  const rows = inOrder(document.rows).map(({ id }, place): LookedRow => {
    const row = document.rows[id]!;
    let cells: readonly LookedCell[] | undefined;
    return {
      id,
      place,
      row,
      enabled: row.enabled !== false,
      from: instantMs(row.validFrom) ?? -Infinity,
      to: instantMs(row.validTo) ?? Infinity,
      get cells() {
        return (cells ??= cellsOf(row));
      },
    };
  });
  const route = document.routing === undefined ? undefined : compileRoute(document, document.routing, inputs, outputs);
  const unfit: TableLook["unfit"] = (option, { values }) => route?.unfit(option, (place) => values[place]?.json);
  return { table, inputs, outputs, rows, evaluate, unfit };
}

/** Facts by input name → a question. What cannot be read counts as absent: the table has taken the facts before. */
export const questionOf = (look: TableLook, facts: Readonly<Record<string, unknown>>, time: number): Question => ({
  values: look.inputs.map((column) => {
    const given = Object.hasOwn(facts, column.name) ? facts[column.name] : undefined;
    if (given === undefined || given === null) return undefined;
    const read = readFact(column, given);
    return "value" in read ? read.value : undefined;
  }),
  time,
});

/** The facts of a question, by input name, in the form in which a table says them. */
export const factsOf = (look: TableLook, { values }: Question): Readonly<Record<string, Json>> =>
  Object.fromEntries(values.flatMap((value, place) => (value === undefined ? [] : [[look.inputs[place]!.name, value.json]])));

/** Whether a row is on and holds at the instant. */
export const isOn = ({ enabled, from, to }: LookedRow, { time }: Question): boolean => enabled && time >= from && time < to;

export const hits = (row: LookedRow, asked: Question): boolean => isOn(row, asked) && row.cells.every(({ holds }) => holds(asked));

/** What keeps a row back: each cell that fails, and what concerns the row as a whole. */
export function failingOf(look: TableLook, row: LookedRow, asked: Question): readonly Failing[] {
  const failing: Failing[] = [];
  const whole = (code: string, reason: string): number => failing.push({ input: "", actual: null, expected: { any: true }, code, reason });
  if (!row.enabled) whole("row_disabled", "row disabled");
  if (asked.time < row.from) whole("not_yet_valid", `the row holds from ${row.row.validFrom}`);
  if (asked.time >= row.to) whole("no_longer_valid", `the row held until ${row.row.validTo}`);
  for (const { column, cell, holds } of row.cells) {
    if (holds(asked)) continue;
    const input = look.inputs[column]!;
    const value = asked.values[column];
    const why = "logic" in cell ? { code: "not_true", reason: `the condition on ${input.name} is not met` } : reasonOf(cell, input, value);
    failing.push({ input: input.name, actual: value?.json ?? null, expected: cell, ...why });
  }
  return failing;
}

/** What a row gives in an output, for a question; undefined: nothing. */
export function givenBy(look: TableLook, { row }: LookedRow, output: Column, asked: Question): Json | undefined {
  const given = Object.hasOwn(row.out, output.id) ? row.out[output.id] : undefined;
  if (given === undefined) return undefined;
  if (typeof given === "object" && !Array.isArray(given)) return look.evaluate((given as { logic: Json }).logic, asked);
  const read = (each: unknown): Json => {
    const found = readFact({ ...output, options: undefined }, each);
    return "value" in found ? found.value.json : (each as Json);
  };
  return Array.isArray(given) ? given.map(read) : read(given);
}

/** An output's value as people ask for it: alipay, 12.50, ["a","b"]. */
export const optionText = (value: Json): string => valueText(value);

import {
  columnOf,
  expressionTypes,
  inOrder,
  instantMs,
  pointer,
  readConstant,
  type Cell,
  type Column,
  type Json,
  type Operator,
  type Registry,
  type TableContext,
  type TableDocument,
  type TableRow,
  type ValueType,
} from "#metadata";
import { compileExpression, type Expression } from "../compile-expression.ts";
import { compileCell } from "./compile-cell.ts";
import type { RowTest } from "./row-index.ts";

/** A row ready to be asked, in its place. */
export interface CompiledRow {
  readonly id: string;
  readonly row: TableRow;
  readonly enabled: boolean;
  /** ms; from −∞ to ∞ when it holds at all times */
  readonly from: number;
  readonly to: number;
  readonly tests: readonly RowTest[];
  /** cells that are expressions over all facts, asked of rows whose other cells hold */
  readonly asks: readonly { readonly column: number; readonly cell: Cell; readonly expression: Expression }[];
  /** the outputs that are constants; frozen, and shared by all answers of the row */
  readonly output: Readonly<Record<string, Json>>;
  /** the outputs that are expressions */
  readonly computed: readonly { readonly column: Column; readonly expression: Expression }[];
  /** what the row gives as text, as far as it is known beforehand: rows that give the same have the same */
  readonly outputKey: string;
  /** hit P and O: places of its outputs among their options */
  readonly rank: readonly number[];
}

/** The columns of a table, in order, with what compiling each row needs of them. */
export interface TableColumns {
  readonly inputs: readonly Column[];
  /** the same, taking every option: options may have changed since, and a cell that names a lost one simply never hits */
  readonly anyInputs: readonly Column[];
  /** by input, then by the text of a cell: rows whose cells say the same share one */
  readonly tests: readonly Map<string, RowTest | undefined>[];
  /** `ranks`: option → its place */
  readonly outputs: readonly { readonly column: Column; readonly any: Column; readonly ranks: ReadonlyMap<string, number> | undefined }[];
}

export function columnsOf(table: TableDocument, context: TableContext): TableColumns {
  const inputs = inOrder(table.inputs).map((each) => columnOf(each.id, each, table, context));
  const outputs = inOrder(table.outputs).map((each) => columnOf(each.id, each, table, context));
  const any = (column: Column): Column => ({ ...column, options: undefined });
  return {
    inputs,
    anyInputs: inputs.map(any),
    tests: inputs.map(() => new Map()),
    outputs: outputs.map((column) => ({
      column,
      any: any(column),
      ranks: column.options && new Map([...column.options].map((option, place) => [option, place])),
    })),
  };
}

export type CompileLogic = (logic: Json, path: string) => Expression;

/** Compiles expressions over the facts of a table. @throws a fault when one cannot be compiled: a published table has none such */
export function expressionsOver(inputs: readonly Column[], table: TableDocument, operators: Registry<Operator> | undefined): CompileLogic {
  const types = new Map<string, ValueType>(inputs.map((each) => [each.name, expressionTypes[each.type]]));
  return (logic, path) => {
    if (operators === undefined) throw new Error(`The decision table ${table.name} has expressions and is compiled without operators`);
    const compiled = compileExpression(logic, { operators, types: (name) => types.get(name) });
    if (compiled.ok) return compiled.value;
    throw new Error(`The decision table ${table.name} cannot be compiled: ${path}: ${compiled.problems[0]!.message}`);
  };
}

export function compileRow(id: string, row: TableRow, columns: TableColumns, compileLogic: CompileLogic): CompiledRow {
  const at = id === "" ? "/default" : pointer("rows", id);
  const tests: RowTest[] = [];
  const asks: { column: number; cell: Cell; expression: Expression }[] = [];
  for (let index = 0; index < columns.inputs.length; index++) {
    const column = columns.inputs[index]!;
    const cell = row.cells !== undefined && Object.hasOwn(row.cells, column.id) ? row.cells[column.id] : undefined;
    if (cell === undefined) continue;
    if ("logic" in cell) asks.push({ column: index, cell, expression: compileLogic(cell.logic, `${at}/cells${pointer(column.id)}`) });
    const test = testOf(cell, index, columns);
    if (test !== undefined) tests.push(test);
  }
  const output: Record<string, Json> = {};
  const computed: { column: Column; expression: Expression }[] = [];
  const rank: number[] = [];
  for (const { column, any, ranks } of columns.outputs) {
    if (ranks !== undefined) rank.push(ranks.get(row.out[column.id] as string) ?? Infinity);
    if (!Object.hasOwn(row.out, column.id)) continue;
    const given = row.out[column.id]!;
    if (typeof given === "object" && "logic" in given)
      computed.push({ column, expression: compileLogic(given.logic, `${at}/out${pointer(column.id)}`) });
    else output[column.name] = constantsOf(any, given);
  }
  return {
    id,
    row,
    enabled: row.enabled !== false,
    from: instantMs(row.validFrom) ?? -Infinity,
    to: instantMs(row.validTo) ?? Infinity,
    tests,
    asks,
    output: Object.freeze(output),
    computed,
    outputKey: JSON.stringify(computed.length === 0 ? output : row.out),
    rank,
  };
}

function testOf(cell: Cell, column: number, { anyInputs, tests }: TableColumns): RowTest | undefined {
  const text = JSON.stringify(cell);
  const known = tests[column]!.get(text);
  if (known !== undefined || tests[column]!.has(text)) return known;
  const holds = compileCell(cell, anyInputs[column]!);
  const test = holds === undefined ? undefined : { column, cell, holds };
  tests[column]!.set(text, test);
  return test;
}

function constantsOf(column: Column, given: unknown): Json {
  if (Array.isArray(given)) return Object.freeze(given.map((each) => constantsOf(column, each))) as Json;
  const read = readConstant(column, given);
  if ("unreadable" in read) throw new Error(read.unreadable.message);
  return typeof read.value.json === "object" ? Object.freeze(read.value.json) : read.value.json;
}

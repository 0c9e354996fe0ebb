import {
  checkTable,
  closest,
  columnOf,
  inOrder,
  instantMs,
  kindOf,
  pointer,
  problem,
  readConstant,
  readFact,
  type Cell,
  type Column,
  type ColumnValue,
  type Json,
  type Problem,
  type Result,
  type TableContext,
  type TableDocument,
  type TableRow,
} from "#metadata";
import { compileCell, type Key, type Test } from "./compile-cell.ts";
import { explain, type Because } from "./explain.ts";

export interface TableOptions extends TableContext {
  /** The layer a row comes from, by its id ("tenant", "package:restaurant@1.0.0", "platform"): a tenant's rows stand before a package's, those before the platform's. */
  readonly bandOf?: ((rowId: string) => string | undefined) | undefined;
}

export interface Decision {
  /** hit F: at most one · hit C: one for each row that hits, in order. By output name. */
  readonly outputs: readonly Readonly<Record<string, Json>>[];
  /** ids of the rows that hit, in the same order; empty when the default answered */
  readonly hits: readonly string[];
  /** for every possible output that was not given: the row that came closest and what kept it back */
  readonly because?: readonly Because[];
}

export interface DecideOptions {
  /** instant at which rows must hold; absent = now. Give it to be able to replay. */
  readonly at?: string | undefined;
  readonly explain?: boolean | undefined;
}

export interface DecisionTable {
  readonly document: TableDocument;
  /** names of the facts it takes */
  readonly inputs: readonly string[];
  /** Facts by input name; absent and null are the same. Unknown names and wrong types are problems, all at once. */
  readonly decide: (facts: Readonly<Record<string, unknown>>, options?: DecideOptions) => Result<Decision>;
}

/** A row ready to be asked, in its place. */
export interface CompiledRow {
  readonly id: string;
  readonly row: TableRow;
  readonly enabled: boolean;
  readonly from: number;
  readonly to: number;
  readonly tests: readonly { readonly column: number; readonly cell: Cell; readonly holds: Test }[];
  readonly output: Readonly<Record<string, Json>>;
}

/** A table document → something to ask. Pure. @throws a fault when the table has problems of its own: a published one has none */
export function compileTable(table: TableDocument, options: TableOptions = {}): DecisionTable {
  // options of other documents may have changed since: a cell that names a lost option simply never hits
  const [wrong] = checkTable({ ...table }, {});
  if (wrong !== undefined) throw new Error(`The decision table ${table.name} cannot be compiled: ${wrong.path}: ${wrong.message}`);
  const inputs = inOrder(table.inputs).map((each) => columnOf(each.id, each, table, options));
  const outputs = inOrder(table.outputs).map((each) => columnOf(each.id, each, table, {}));
  const rows = sortRows(table, options).map(([id, row]) => compileRow(id, row, inputs, outputs));
  const fallback = table.default === undefined || table.hit !== "F" ? undefined : outputOf(table.default, outputs);

  const decide: DecisionTable["decide"] = (facts, { at, explain: wanted = false } = {}) => {
    const read = readFacts(facts, inputs, table.name);
    if (!read.ok) return read;
    const time = at === undefined ? Date.now() : instantMs(at);
    if (time === undefined)
      return { ok: false, problems: [problem("wrong_type", "/at", 'Must be an instant such as "2026-03-19T06:30:00Z"')] };
    const values = read.value;
    const keys = values.map((each) => each?.key);
    const hits: CompiledRow[] = [];
    for (const row of rows) {
      if (!row.enabled || time < row.from || time >= row.to || !matches(row, keys)) continue;
      hits.push(row);
      if (table.hit === "F") break;
    }
    const given = hits.length === 0 && fallback !== undefined ? [fallback] : hits.map((row) => row.output);
    return {
      ok: true,
      value: {
        outputs: given,
        hits: hits.map((row) => row.id),
        ...(wanted ? { because: explain({ rows, inputs, values, time, given, winner: table.hit === "F" ? hits[0] : undefined }) } : {}),
      },
    };
  };
  return { document: table, inputs: inputs.map((each) => each.name), decide };
}

function matches(row: CompiledRow, keys: readonly (Key | undefined)[]): boolean {
  for (const { column, holds } of row.tests) if (!holds(keys[column])) return false;
  return true;
}

const bandRank = (layer: string | undefined): number =>
  layer === undefined || layer.startsWith("tenant") ? 0 : layer.startsWith("package") ? 1 : 2;

/** Rows in the order they are asked: band, then `order`, then id. */
function sortRows(table: TableDocument, { bandOf }: TableOptions): (readonly [string, TableRow])[] {
  const ordered = inOrder(table.rows).map(({ id }) => [id, table.rows[id] as TableRow] as const);
  if (bandOf === undefined) return ordered;
  const ranks = new Map(ordered.map(([id]) => [id, bandRank(bandOf(id))]));
  return ordered.sort(([a], [b]) => ranks.get(a)! - ranks.get(b)!);
}

function compileRow(id: string, row: TableRow, inputs: readonly Column[], outputs: readonly Column[]): CompiledRow {
  const tests = inputs.flatMap((column, index) => {
    const cell = row.cells !== undefined && Object.hasOwn(row.cells, column.id) ? row.cells[column.id] : undefined;
    const holds = cell === undefined ? undefined : compileCell(cell, { ...column, options: undefined });
    return cell === undefined || holds === undefined ? [] : [{ column: index, cell, holds }];
  });
  return {
    id,
    row,
    enabled: row.enabled !== false,
    from: instantMs(row.validFrom) ?? -Infinity,
    to: instantMs(row.validTo) ?? Infinity,
    tests,
    output: outputOf(row.out, outputs),
  };
}

/** Constants by output id → values by output name, in the columns' order. */
function outputOf(out: Readonly<Record<string, unknown>>, outputs: readonly Column[]): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const column of outputs) {
    if (!Object.hasOwn(out, column.id)) continue;
    const read = readConstant({ ...column, options: undefined }, out[column.id]);
    if ("unreadable" in read) throw new Error(read.unreadable.message);
    result[column.name] = read.value.json;
  }
  return Object.freeze(result);
}

function readFacts(facts: unknown, inputs: readonly Column[], table: string): Result<readonly (ColumnValue | undefined)[]> {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) {
    return { ok: false, problems: [problem("wrong_type", "", `Facts are an object by name, not ${kindOf(facts)}`)] };
  }
  const names = inputs.map((each) => each.name);
  const problems: Problem[] = [];
  for (const name of Object.keys(facts)) {
    if (names.includes(name)) continue;
    const near = closest(name, names);
    problems.push(
      problem(
        "unknown_field",
        pointer(name),
        `The table ${table} has no input "${name.slice(0, 64)}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
        {
          details: { known: names },
        },
      ),
    );
  }
  const values = inputs.map((column) => {
    const given = Object.hasOwn(facts, column.name) ? (facts as Record<string, unknown>)[column.name] : undefined;
    if (given === undefined || given === null) return undefined;
    const read = readFact(column, given);
    if ("value" in read) return read.value;
    problems.push(problem(read.unreadable.code, pointer(column.name), read.unreadable.message));
    return undefined;
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: values };
}

import {
  checkTable,
  closest,
  columnOf,
  inOrder,
  instantMs,
  isMoney,
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
import { indexRows, type RowIndex } from "./index-rows.ts";

export interface TableOptions extends TableContext {
  /** The layer a row comes from, by its id ("tenant", "package:restaurant@1.0.0", "platform"): a tenant's rows stand before a package's, those before the platform's. */
  readonly bandOf?: ((rowId: string) => string | undefined) | undefined;
  /** false: never index, ask row by row; for measurements and tests of the index itself */
  readonly index?: boolean | undefined;
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
  /** the output as text: rows that give the same have the same */
  readonly outputKey: string;
}

/** A table document → something to ask. Pure. @throws a fault when the table has problems of its own: a published one has none */
export function compileTable(table: TableDocument, options: TableOptions = {}): DecisionTable {
  // options of other documents may have changed since: a cell that names a lost option simply never hits
  const [wrong] = checkTable({ ...table }, {});
  if (wrong !== undefined) throw new Error(`The decision table ${table.name} cannot be compiled: ${wrong.path}: ${wrong.message}`);
  const inputs = inOrder(table.inputs).map((each) => columnOf(each.id, each, table, options));
  const outputs = inOrder(table.outputs).map((each) => columnOf(each.id, each, table, {}));
  const rows = sortRows(table, options).map(([id, row]) => compileRow(id, row, inputs, outputs));
  const live = rows.filter((each) => each.enabled);
  const find = live.length >= indexedFrom && options.index !== false ? indexRows(live, inputs).find : scan(live);
  const fallback = table.default === undefined || table.hit !== "F" ? undefined : outputOf(table.default, outputs);

  const timeOf = instantReader();
  const decide: DecisionTable["decide"] = (facts, { at, explain: wanted = false } = {}) => {
    const read = readFacts(facts, inputs, table.name);
    if (!read.ok) return read;
    const time = timeOf(at);
    if (time === undefined)
      return { ok: false, problems: [problem("wrong_type", "/at", 'Must be an instant such as "2026-03-19T06:30:00Z"')] };
    const keys = read.value;
    const accept = (place: number): boolean => time >= (live[place] as CompiledRow).from && time < (live[place] as CompiledRow).to;
    const hits = find(keys, table.hit === "F", accept).map((place) => live[place] as CompiledRow);
    const given = hits.length === 0 && fallback !== undefined ? [fallback] : hits.map((row) => row.output);
    return {
      ok: true,
      value: {
        outputs: given,
        hits: hits.map((row) => row.id),
        ...(wanted
          ? {
              because: explain({
                rows,
                inputs,
                values: shownFacts(facts, inputs),
                time,
                given,
                winner: table.hit === "F" ? hits[0] : undefined,
              }),
            }
          : {}),
      },
    };
  };
  return { document: table, inputs: inputs.map((each) => each.name), decide };
}

/** Reads `at`; many decisions are asked for the same instant. Absent = now. */
function instantReader(): (at: string | undefined) => number | undefined {
  let text: string | undefined;
  let ms: number | undefined;
  return (at) => {
    if (at === undefined) return Date.now();
    if (at !== text) [text, ms] = [at, instantMs(at)];
    return ms;
  };
}

/** From so many rows on the index is quicker than asking one row after another. */
const indexedFrom = 32;

/** The definition: row by row, cell by cell. */
const scan =
  (rows: readonly CompiledRow[]): RowIndex["find"] =>
  (keys, first, accept) => {
    const found: number[] = [];
    for (const [place, row] of rows.entries()) {
      if (!row.tests.every((test) => test.holds(keys[test.column])) || !accept(place)) continue;
      found.push(place);
      if (first) break;
    }
    return found;
  };

/** 0 the tenant, 1 a package, 2 the platform: the order in which rows are asked. */
export const layerRank = (layer: string | undefined): number =>
  layer === undefined || layer.startsWith("tenant") ? 0 : layer.startsWith("package") ? 1 : 2;

/** Rows in the order they are asked: band, then `order`, then id. */
function sortRows(table: TableDocument, { bandOf }: TableOptions): (readonly [string, TableRow])[] {
  const ordered = inOrder(table.rows).map(({ id }) => [id, table.rows[id] as TableRow] as const);
  if (bandOf === undefined) return ordered;
  const ranks = new Map(ordered.map(([id]) => [id, layerRank(bandOf(id))]));
  return ordered.sort(([a], [b]) => ranks.get(a)! - ranks.get(b)!);
}

/** The same table with its rows in one band: asked without knowing the layers, it answers as the given one does with them. */
export function inOneBand(table: TableDocument, bandOf: (rowId: string) => string | undefined): TableDocument {
  const rows = sortRows(table, { bandOf }).map(([id, row], place) => [id, { ...row, order: String(place).padStart(6, "0") }] as const);
  return { ...table, rows: Object.fromEntries(rows) };
}

function compileRow(id: string, row: TableRow, inputs: readonly Column[], outputs: readonly Column[]): CompiledRow {
  const tests = inputs.flatMap((column, index) => {
    const cell = row.cells !== undefined && Object.hasOwn(row.cells, column.id) ? row.cells[column.id] : undefined;
    const holds = cell === undefined ? undefined : compileCell(cell, { ...column, options: undefined });
    return cell === undefined || holds === undefined ? [] : [{ column: index, cell, holds }];
  });
  const output = outputOf(row.out, outputs);
  return {
    id,
    row,
    enabled: row.enabled !== false,
    from: instantMs(row.validFrom) ?? -Infinity,
    to: instantMs(row.validTo) ?? Infinity,
    tests,
    output,
    outputKey: JSON.stringify(output),
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

/** The key of a fact that is already in its canonical form; undefined where a closer look is needed. */
function quickKey(column: Column, value: unknown): Key | undefined {
  switch (column.type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "enum":
      return typeof value === "string" && column.options?.has(value) !== false ? value : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value + 0 : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "money":
      return isMoney(value) && value.currency === column.currency ? value.minor + 0 : undefined;
    default:
      return undefined;
  }
}

function readFacts(facts: unknown, inputs: readonly Column[], table: string): Result<readonly (Key | undefined)[]> {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) {
    return { ok: false, problems: [problem("wrong_type", "", `Facts are an object by name, not ${kindOf(facts)}`)] };
  }
  const problems: Problem[] = [];
  let known = 0;
  const keys = inputs.map((column) => {
    if (!Object.hasOwn(facts, column.name)) return undefined;
    known += 1;
    const given = (facts as Record<string, unknown>)[column.name];
    if (given === undefined || given === null) return undefined;
    const quick = quickKey(column, given);
    if (quick !== undefined) return quick;
    const read = readFact(column, given);
    if ("value" in read) return read.value.key;
    problems.push(problem(read.unreadable.code, pointer(column.name), read.unreadable.message));
    return undefined;
  });
  const given = Object.keys(facts);
  if (given.length > known) problems.unshift(...unknownFacts(given, inputs, table));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: keys };
}

function unknownFacts(given: readonly string[], inputs: readonly Column[], table: string): readonly Problem[] {
  const names = inputs.map((each) => each.name);
  return given
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = closest(name, names);
      const message = `The table ${table} has no input "${name.slice(0, 64)}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
      return problem("unknown_field", pointer(name), message, { details: { known: names } });
    });
}

/** The facts as people see them, for an explanation. They have been read once without a problem. */
const shownFacts = (facts: Readonly<Record<string, unknown>>, inputs: readonly Column[]): readonly (ColumnValue | undefined)[] =>
  inputs.map((column) => {
    const given = Object.hasOwn(facts, column.name) ? facts[column.name] : undefined;
    const read = given === undefined || given === null ? undefined : readFact(column, given);
    return read !== undefined && "value" in read ? read.value : undefined;
  });

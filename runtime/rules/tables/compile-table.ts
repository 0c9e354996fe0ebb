import {
  checkTable,
  closest,
  columnOf,
  expressionTypes,
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
  type Json,
  type Operator,
  type Problem,
  type Registry,
  type Result,
  type TableContext,
  type TableDocument,
  type TableRow,
  type ValueType,
} from "#metadata";
import { compileExpression, type Expression } from "../compile-expression.ts";
import { Asked } from "./asked.ts";
import { compileCell, type Key, type Test } from "./compile-cell.ts";
import { explain, type Because } from "./explain.ts";
import { isSingle, settle } from "./hit-policy.ts";
import { indexRows, type RowIndex } from "./index-rows.ts";
import { compileRotation } from "./rotate.ts";
import { compileRoute, type Hidden, type SplitTaken } from "./route.ts";

export interface TableOptions extends TableContext {
  /** needed by tables with expressions in cells or outputs */
  readonly operators?: Registry<Operator> | undefined;
  /** The layer a row comes from, by its id ("tenant", "package:restaurant@1.0.0", "platform"): a tenant's rows stand before a package's, those before the platform's. */
  readonly bandOf?: ((rowId: string) => string | undefined) | undefined;
  /** false: never index, ask row by row; for measurements and tests of the index itself */
  readonly index?: boolean | undefined;
}

export interface Decision {
  /** U A P F and C+ C< C> C#: at most one · R O C: one for each row that hits, in the policy's order. By output name. */
  readonly outputs: readonly Readonly<Record<string, Json>>[];
  /** ids of the rows that the outputs come from, in the same order; empty when the default answered */
  readonly hits: readonly string[];
  /** for every possible output that was not given: the row that came closest and what kept it back */
  readonly because?: readonly Because[];
  /** tables that route: the options that are not offered, each with its reason; with `explain` also the row that came closest */
  readonly hidden?: readonly Hidden[];
  /** tables that split: where the key went */
  readonly split?: SplitTaken;
  /** tables that route: nothing else was left */
  readonly fallback?: true;
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
  /** cells that are expressions over all facts, asked of rows whose other cells hold */
  readonly asks: readonly { readonly column: number; readonly cell: Cell; readonly expression: Expression }[];
  /** the outputs that are constants */
  readonly output: Readonly<Record<string, Json>>;
  /** the outputs that are expressions */
  readonly computed: readonly { readonly column: Column; readonly expression: Expression }[];
  /** what the row gives as text, as far as it is known beforehand: rows that give the same have the same */
  readonly outputKey: string;
  /** hit P and O: places of its outputs among their options */
  readonly rank: readonly number[];
}

/** A table document → something to ask. Pure. @throws a fault when the table has problems of its own: a published one has none */
export function compileTable(table: TableDocument, options: TableOptions = {}): DecisionTable {
  // options of other documents may have changed since: a cell that names a lost option simply never hits
  const [wrong] = checkTable({ ...table }, {});
  if (wrong !== undefined && !wrong.path.startsWith("/hit"))
    throw new Error(`The decision table ${table.name} cannot be compiled: ${wrong.path}: ${wrong.message}`);
  const inputs = inOrder(table.inputs).map((each) => columnOf(each.id, each, table, options));
  const outputs = inOrder(table.outputs).map((each) => columnOf(each.id, each, table, options));
  const compileLogic = expressionsOver(inputs, table, options);
  const rows = sortRows(table, options).map(([id, row]) => compileRow(id, row, inputs, outputs, compileLogic));
  const live = rows.filter((each) => each.enabled);
  const find = live.length >= indexedFrom && options.index !== false ? indexRows(live, inputs).find : scan(live);
  const fallback =
    table.default === undefined ? undefined : compileRow("", { order: "", out: table.default }, inputs, outputs, compileLogic);
  const stopsAtFirst = table.hit === "F" || (table.hit === "U" && table.onMultiple === "first");
  const asksAny = live.some(({ asks }) => asks.length > 0);

  const route = table.routing === undefined ? undefined : compileRoute(table, table.routing, inputs, outputs);
  const optionName = outputs.find(({ id }) => id === table.routing?.option)?.name;
  const rotate = table.rotation === undefined ? undefined : compileRotation(table.rotation, inputs, outputs);

  const timeOf = instantReader();
  const decide: DecisionTable["decide"] = (facts, { at, explain: wanted = false } = {}) => {
    const read = readFacts(facts, inputs, table.name);
    if (!read.ok) return read;
    const time = timeOf(at);
    if (time === undefined)
      return { ok: false, problems: [problem("wrong_type", "/at", 'Must be an instant such as "2026-03-19T06:30:00Z"')] };
    const keys = read.value;
    const expressions = new Asked(facts, inputs, time, table.timezone);
    const accept = (place: number): boolean => {
      const row = live[place] as CompiledRow;
      return time >= row.from && time < row.to && (!asksAny || row.asks.every((each) => expressions.holds(row, each)));
    };
    const found = find(keys, stopsAtFirst, accept).map((place) => live[place] as CompiledRow);
    if (expressions.problems.length > 0) return { ok: false, problems: expressions.problems };
    if (route !== undefined) return routed(found, expressions, wanted);
    const settled = settle(table, outputs, found.length === 0 && fallback !== undefined ? [fallback] : found, (row) =>
      expressions.outputOf(row),
    );
    if (expressions.problems.length > 0) return { ok: false, problems: expressions.problems };
    if (!settled.ok) return settled;
    const { given, from } = settled.value;
    const handed = rotate === undefined ? given : given.map((output) => rotate(output, (place) => expressions.values[place]?.json));
    return {
      ok: true,
      value: {
        outputs: handed,
        hits: found.length === 0 ? [] : from.map((row) => row.id),
        ...(wanted
          ? { because: explain({ rows, inputs, values: expressions.values, expressions, time, given: from, single: isSingle(table.hit) }) }
          : {}),
      },
    };
  };
  const routed = (found: readonly CompiledRow[], expressions: Asked, wanted: boolean): Result<Decision> => {
    const values = (place: number): Json | undefined => expressions.values[place]?.json;
    const made = route!.route(found, values, (row) => expressions.outputOf(row));
    if (expressions.problems.length > 0) return { ok: false, problems: expressions.problems };
    if (!made.ok) return made;
    const { given, from, hidden, ...rest } = made.value;
    const because = wanted
      ? explain({ rows, inputs, values: expressions.values, expressions, time: expressions.time, given: from, single: false })
      : undefined;
    return {
      ok: true,
      value: {
        outputs: given,
        hits: from.map((row) => row.id),
        hidden: because === undefined ? hidden : hidden.map((each) => withClosest(each, because, optionName!)),
        ...rest,
        ...(because === undefined ? {} : { because }),
      },
    };
  };
  return { document: table, inputs: inputs.map((each) => each.name), decide };
}

/** An option that no row shows, with the row that came closest to it. */
function withClosest(hidden: Hidden, because: readonly Because[], option: string): Hidden {
  if (hidden.code !== "no_row") return hidden;
  const near = because
    .filter(({ output, failing }) => String(output[option]) === String(hidden.option) && failing.length > 0)
    .reduce<Because | undefined>(
      (least, each) => (least === undefined || each.failing.length < least.failing.length ? each : least),
      undefined,
    );
  return near === undefined ? hidden : { ...hidden, row: near.row, failing: near.failing };
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

type CompileLogic = (logic: Json, path: string) => Expression;

/** Compiles expressions over the facts of a table. @throws a fault when one cannot be compiled: a published table has none such */
function expressionsOver(inputs: readonly Column[], table: TableDocument, { operators }: TableOptions): CompileLogic {
  const types = new Map<string, ValueType>(inputs.map((each) => [each.name, expressionTypes[each.type]]));
  return (logic, path) => {
    if (operators === undefined) throw new Error(`The decision table ${table.name} has expressions and is compiled without operators`);
    const compiled = compileExpression(logic, { operators, types: (name) => types.get(name) });
    if (compiled.ok) return compiled.value;
    throw new Error(`The decision table ${table.name} cannot be compiled: ${path}: ${compiled.problems[0]!.message}`);
  };
}

function compileRow(
  id: string,
  row: TableRow,
  inputs: readonly Column[],
  outputs: readonly Column[],
  compileLogic: CompileLogic,
): CompiledRow {
  const at = id === "" ? "/default" : pointer("rows", id);
  const tests: { column: number; cell: Cell; holds: Test }[] = [];
  const asks: { column: number; cell: Cell; expression: Expression }[] = [];
  for (const [index, column] of inputs.entries()) {
    const cell = row.cells !== undefined && Object.hasOwn(row.cells, column.id) ? row.cells[column.id] : undefined;
    if (cell === undefined) continue;
    if ("logic" in cell) asks.push({ column: index, cell, expression: compileLogic(cell.logic, `${at}/cells${pointer(column.id)}`) });
    const holds = compileCell(cell, { ...column, options: undefined });
    if (holds !== undefined) tests.push({ column: index, cell, holds });
  }
  const output: Record<string, Json> = {};
  const computed: { column: Column; expression: Expression }[] = [];
  const rank: number[] = [];
  for (const column of outputs) {
    if (column.options !== undefined) {
      const place = [...column.options].indexOf(row.out[column.id] as string);
      rank.push(place < 0 ? Infinity : place);
    }
    if (!Object.hasOwn(row.out, column.id)) continue;
    const given = row.out[column.id]!;
    if (typeof given === "object" && "logic" in given)
      computed.push({ column, expression: compileLogic(given.logic, `${at}/out${pointer(column.id)}`) });
    else output[column.name] = constantsOf(column, given);
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

function constantsOf(column: Column, given: unknown): Json {
  if (Array.isArray(given)) return given.map((each) => constantsOf(column, each));
  const read = readConstant({ ...column, options: undefined }, given);
  if ("unreadable" in read) throw new Error(read.unreadable.message);
  return read.value.json;
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

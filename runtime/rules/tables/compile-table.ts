import {
  checkTable,
  instantMs,
  ok,
  oversize,
  problem,
  refused,
  type Json,
  type Operator,
  type Problem,
  type Registry,
  type Result,
  type TableContext,
  type TableDocument,
  type TableRow,
} from "#metadata";
import type { Work } from "../compile-expression.ts";
import { Asked } from "./asked.ts";
import { columnsOf, compileRow, expressionsOver, type CompiledRow, type TableColumns } from "./compile-row.ts";
import { stride } from "./column-cover.ts";
import { explain, type Because } from "./explain.ts";
import { hiddenText } from "./hidden-text.ts";
import { isSingle, settle } from "./hit-policy.ts";
import { indexRows } from "./index-rows.ts";
import { FactReader } from "./read-facts.ts";
import { compileRotation } from "./rotate.ts";
import { compileRoute, type Hidden, type SplitTaken } from "./route.ts";
import { Scan, type IndexLimits, type Keys, type RowIndex } from "./row-index.ts";
import { sortSteps } from "./sort-rows.ts";

export interface TableOptions extends TableContext {
  /** needed by tables with expressions in cells or outputs */
  readonly operators?: Registry<Operator> | undefined;
  /** The layer a row comes from, by its id ("tenant", "package:restaurant@1.0.0", "platform"): a tenant's rows stand before a package's, those before the platform's. */
  readonly bandOf?: ((rowId: string) => string | undefined) | undefined;
  /** false: never index, ask row by row; for measurements and tests of the index itself, as other limits than the usual ones */
  readonly index?: false | IndexLimits | undefined;
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

/** Problems of expressions after which no more rows are asked. */
const mostProblems = 100;

export interface DecideOptions {
  /** instant at which rows must hold; absent = now. Give it to be able to replay. */
  readonly at?: string | undefined;
  readonly explain?: boolean | undefined;
  /** what the expressions of this and the questions beside it may still do; absent = as much as one question may */
  readonly work?: Work | undefined;
}

export interface DecisionTable {
  readonly document: TableDocument;
  /** names of the facts it takes */
  readonly inputs: readonly string[];
  /** Facts by input name; absent and null are the same. Unknown names and wrong types are problems, all at once. */
  readonly decide: (facts: Readonly<Record<string, unknown>>, options?: DecideOptions) => Result<Decision>;
  /** estimated bytes that it holds beside its document */
  readonly bytes: () => number;
}

/** A table document → something to ask. Pure. @throws a fault when the table has problems of its own: a published one has none */
export function compileTable(table: TableDocument, options: TableOptions = {}): DecisionTable {
  for (const steps = compileSteps(table, options); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same, a little at a time. From when its rows are known the table is handed out at each step: it answers row by row, and by its index
 * from the moment that is there. Whoever asks meanwhile gets the same answers, later or sooner.
 */
export function* compileSteps(table: TableDocument, options: TableOptions = {}): Generator<DecisionTable | undefined, DecisionTable> {
  const tooLarge = oversize(table);
  if (tooLarge !== undefined) throw cannotCompile(table, tooLarge);
  yield undefined;
  const columns = columnsOf(table, options);
  const inputs = columns.inputs.map(({ name }) => name);
  const compileLogic = expressionsOver(columns.inputs, table, options.operators);
  const ordered = yield* sortSteps(table, rankIn(options));
  const rows: CompiledRow[] = [];
  for (let from = 0; from === 0 || from < ordered.length; from += stride) {
    yield undefined;
    const some = ordered.slice(from, from + stride);
    checkRows(table, some, from === 0);
    for (const [id, row] of some) rows.push(compileRow(id, row, columns, compileLogic));
  }
  const fallback = table.default === undefined ? undefined : compileRow("", { order: "", out: table.default }, columns, compileLogic);
  for (const each of columns.tests) each.clear();
  const live = rows.filter((each) => each.enabled);
  let index: RowIndex = new Scan(live);
  const decide = decider(table, columns, { rows, live, fallback, index: () => index });
  const rowBytes = rows.reduce((sum, { tests }) => sum + 600 + tests.length * 200, 0);
  const compiled: DecisionTable = { document: table, inputs, decide, bytes: () => rowBytes + index.bytes };
  if (options.index === false) return compiled;
  const indexing = indexRows(live, columns.inputs, options.index);
  for (;;) {
    const step = indexing.next();
    if (step.done === true) {
      index = step.value;
      return compiled;
    }
    yield compiled;
  }
}

/** @throws a fault when something of the table is not in order; with `whole`, of what stands beside its rows too */
function checkRows(table: TableDocument, rows: readonly (readonly [string, TableRow])[], whole: boolean): void {
  const { routing: _routing, rotation: _rotation, default: _default, ...bare } = table;
  // options of other documents may have changed since: a cell that names a lost option simply never hits
  const [wrong] = checkTable({ ...(whole ? table : bare), rows: Object.fromEntries(rows) }, {});
  if (wrong !== undefined && !wrong.path.startsWith("/hit")) throw cannotCompile(table, wrong);
}

const cannotCompile = ({ name }: TableDocument, { path, message }: Problem): Error =>
  new Error(`The decision table ${name} cannot be compiled: ${path}: ${message}`);

interface Ready {
  /** all rows, and those that are enabled, in the order in which they are asked */
  readonly rows: readonly CompiledRow[];
  readonly live: readonly CompiledRow[];
  /** gives the table's default */
  readonly fallback: CompiledRow | undefined;
  /** the index as it is now */
  readonly index: () => RowIndex;
}

const wrongInstant = problem("wrong_type", "/at", 'Must be an instant such as "2026-03-19T06:30:00Z"');

function decider(table: TableDocument, columns: TableColumns, { rows, live, fallback, index }: Ready): DecisionTable["decide"] {
  const { inputs } = columns;
  const outputs = columns.outputs.map(({ column }) => column);
  const route = table.routing === undefined ? undefined : compileRoute(table, table.routing, inputs, outputs);
  const optionName = outputs.find(({ id }) => id === table.routing?.option)?.name;
  const rotate = table.rotation === undefined ? undefined : compileRotation(table.rotation, inputs, outputs);
  const reader = new FactReader(inputs, table.name);
  const timeOf = instantReader();
  const stopsAtFirst = table.hit === "F" || (table.hit === "U" && table.onMultiple === "first");
  const asksAny = live.some(({ asks }) => asks.length > 0);
  const expires = live.some(({ from, to }) => from !== -Infinity || to !== Infinity);
  const given = fallback === undefined ? live : [...live, fallback];
  /** What a row gives is known beforehand and stands for itself: most tables are so, and are asked the most. */
  const plain =
    (stopsAtFirst || table.hit === "C" || table.hit === "R") &&
    route === undefined &&
    rotate === undefined &&
    !asksAny &&
    given.every(({ computed }) => computed.length === 0);
  const timeless = plain && !expires;

  const alone = live.map((): Result<Decision> | undefined => undefined);
  const onlyFallback = ok<Decision>(freezeAll({ outputs: fallback === undefined ? [] : [fallback.output], hits: [] }));

  /** The answer of the first row is made once, frozen, and given again and again. */
  const decideFirst = (search: RowIndex, time: number): Result<Decision> => {
    for (let place = search.next(); place >= 0; place = search.next()) {
      const row = live[place]!;
      if (expires && (time < row.from || time >= row.to)) continue;
      return (alone[place] ??= Object.freeze(ok(freezeAll({ outputs: [row.output], hits: [row.id] }))));
    }
    return onlyFallback;
  };
  const decideAll = (search: RowIndex, time: number): Result<Decision> => {
    const answer: { outputs: Readonly<Record<string, Json>>[]; hits: string[] } = { outputs: [], hits: [] };
    for (let place = search.next(); place >= 0; place = search.next()) {
      const row = live[place]!;
      if (expires && (time < row.from || time >= row.to)) continue;
      answer.outputs.push(row.output);
      answer.hits.push(row.id);
    }
    return answer.hits.length === 0 ? onlyFallback : { ok: true, value: answer };
  };

  /** Rows that hit, in their order; expressions in cells are asked of those whose other cells hold. */
  const findRows = (search: RowIndex, time: number, expressions: Asked): readonly CompiledRow[] => {
    const found: CompiledRow[] = [];
    for (let place = search.next(); place >= 0; place = search.next()) {
      const row = live[place]!;
      if (time < row.from || time >= row.to) continue;
      if (!row.asks.every((each) => expressions.holds(row, each))) continue;
      found.push(row);
      if (stopsAtFirst || expressions.problems.length > mostProblems) break;
    }
    return found;
  };

  const decideBy = (
    facts: Readonly<Record<string, unknown>>,
    search: RowIndex,
    time: number,
    wanted: boolean,
    work: Work | undefined,
  ): Result<Decision> => {
    const expressions = new Asked(facts, inputs, time, table.timezone, work);
    const found = findRows(search, time, expressions);
    if (expressions.problems.length > 0) return refused(...expressions.problems);
    const because = (from: readonly CompiledRow[], single: boolean): readonly Because[] =>
      explain({ rows, inputs, values: expressions.values, expressions, time, given: from, single });
    if (route !== undefined) {
      const made = route.route(
        found,
        (place) => expressions.values[place]?.json,
        (row) => expressions.outputOf(row),
        wanted,
      );
      if (expressions.problems.length > 0) return refused(...expressions.problems);
      if (!made.ok) return made;
      const { given: offered, from, hidden, ...rest } = made.value;
      const told = wanted ? because(from, false) : undefined;
      if (expressions.isSpent) return refused(...expressions.problems);
      return ok({
        outputs: offered,
        hits: from.map((row) => row.id),
        hidden:
          told === undefined
            ? hidden
            : hidden.map((each) => ({ ...withClosest(each, told, optionName!), text: hiddenText(table, each.code) })),
        ...rest,
        ...(told === undefined ? {} : { because: told }),
      });
    }
    const settled = settle(table, outputs, found.length === 0 && fallback !== undefined ? [fallback] : found, (row) =>
      expressions.outputOf(row),
    );
    if (expressions.problems.length > 0) return refused(...expressions.problems);
    if (!settled.ok) return settled;
    const { given: answers, from } = settled.value;
    const told = wanted ? because(from, isSingle(table.hit)) : undefined;
    if (expressions.isSpent) return refused(...expressions.problems);
    return ok({
      outputs: rotate === undefined ? answers : answers.map((output) => rotate(output, (place) => expressions.values[place]?.json)),
      hits: found.length === 0 ? [] : from.map((row) => row.id),
      ...(told === undefined ? {} : { because: told }),
    });
  };

  return (facts, asked) => {
    let keys: Keys | undefined = reader.quick(facts);
    if (keys === undefined) {
      const read = reader.read(facts);
      if (!read.ok) return read;
      keys = read.value;
    }
    const wanted = asked?.explain === true;
    const at = asked?.at;
    // the clock costs as much as several columns: it is read where the answer goes by it
    const time = at === undefined && timeless && !wanted ? 0 : timeOf(at);
    if (time === undefined) return refused(wrongInstant);
    const search = index();
    search.ask(keys);
    if (!plain || wanted) return decideBy(facts, search, time, wanted, asked?.work);
    return stopsAtFirst ? decideFirst(search, time) : decideAll(search, time);
  };
}

function freezeAll(decision: Decision): Decision {
  Object.freeze(decision.outputs);
  Object.freeze(decision.hits);
  return Object.freeze(decision);
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

/** 0 the tenant, 1 a package, 2 the platform: the order in which rows are asked. */
export const layerRank = (layer: string | undefined): number =>
  layer === undefined || layer.startsWith("tenant") ? 0 : layer.startsWith("package") ? 1 : 2;

const rankIn =
  ({ bandOf }: TableOptions) =>
  (id: string): number =>
    bandOf === undefined ? 0 : layerRank(bandOf(id));

/** Rows in the order they are asked, at once. */
function sortRows(table: TableDocument, options: TableOptions): (readonly [string, TableRow])[] {
  for (const steps = sortSteps(table, rankIn(options)); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same table with its rows in one band: asked without knowing the layers, it answers as the given one does with them. */
export function inOneBand(table: TableDocument, bandOf: (rowId: string) => string | undefined): TableDocument {
  const rows = sortRows(table, { bandOf }).map(([id, row], place) => [id, { ...row, order: String(place).padStart(6, "0") }] as const);
  return { ...table, rows: Object.fromEntries(rows) };
}

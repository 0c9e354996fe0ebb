import { instantMs, isMoney, readFact, type Cell, type Column, type Json } from "#metadata";
import type { Failing } from "../tables/explain.ts";
import { failingOf, factsOf, hits, isOn, type LookedRow, type Question, type TableLook } from "./look.ts";
import { jsonOf, sameKey, satisfying, violating, type Fact } from "./points.ts";
import { decideAgain, gives, hiddenBy, placeOf, type HiddenBy } from "./standing.ts";

/** The fewest facts to change so that an option is given. */
export interface Change {
  /** input name → the value it would need; null = absent */
  readonly facts: Readonly<Record<string, Json>>;
  /** it would also have to be asked for another instant */
  readonly at?: string;
  /** the row that would give it */
  readonly row: string | null;
  /** what still keeps it back when this is done, where nothing better was found */
  readonly then?: HiddenBy;
}

/** Rows that are tried, those that fail in the fewest cells first. */
const mostRows = 24;
/** Ways in which one row's failing cells are put right. */
const mostWays = 8;
/** Decisions made in the search, and rows looked at for all of them together: some milliseconds, at most a hundred in a large table. */
const mostDecisions = 400;
const leastDecisions = 40;
const mostLooks = 500_000;
/** States that wait to be tried. */
const mostWaiting = 5_000;

interface State {
  readonly asked: Question;
  /** columns whose fact is another one now */
  readonly changed: ReadonlySet<number>;
  readonly cost: number;
  /** the row that this is to make hit */
  readonly row: string | null;
  /** how it came about, for a stable order */
  readonly turn: number;
}

/**
 * Looks for the fewest facts to change so that the option is given: cheapest first, by putting right what keeps it back (the cells of a row
 * that gives it, a row that hides it or answers in its place, what it can be used for at all), one after the other. Undefined: no change of
 * facts was found that brings any row closer. When nothing shows it, the first step is answered with what keeps it back `then`.
 */
export function smallestChange(look: TableLook, output: Column, option: string, asked: Question): Change | undefined {
  const queue: State[] = [{ asked, changed: new Set(), cost: 0, row: null, turn: 0 }];
  const seen = new Set<string>();
  const isLast = answersLast(look, output, option);
  let turn = 0;
  let first: { readonly state: State; readonly then: HiddenBy } | undefined;
  const most = Math.max(leastDecisions, Math.min(mostDecisions, mostLooks / look.rows.length));
  for (let made = 0; made < most && queue.length > 0; made++) {
    const state = takeCheapest(queue);
    const decided = decideAgain(look, state.asked);
    const hidden = hiddenBy(look, output, option, state.asked, decided);
    if (hidden === undefined) {
      if (!decided.ok) return undefined;
      const place = placeOf(decided.value, output, option);
      const row = decided.value.hits.length === decided.value.outputs.length ? (decided.value.hits[place] ?? null) : null;
      return changeOf(look, asked, { ...state, row });
    }
    if (state.cost > 0 && first === undefined) first = { state, then: hidden };
    const moves = movesFrom(look, output, option, state, hidden, asked);
    const instead = isLast && decided.ok ? answering(look, decided.value.hits).flatMap((row) => breakRow(look, state, row, asked)) : [];
    for (const next of [...moves, ...instead]) {
      const key = JSON.stringify([next.asked.values.map((each) => each?.key ?? null), next.asked.time]);
      if (seen.has(key) || queue.length >= mostWaiting) continue;
      seen.add(key);
      queue.push({ ...next, turn: ++turn });
    }
  }
  return first && { ...changeOf(look, asked, first.state), then: first.then };
}

/** Whether the option is what the table falls back on, or its default: it comes when nothing else does. */
function answersLast(look: TableLook, output: Column, option: string): boolean {
  const { routing, default: otherwise } = look.table.document;
  if (routing !== undefined) return output.id === routing.option && (routing.fallback ?? []).some((each) => String(each) === option);
  const given = otherwise?.[output.id];
  return given !== undefined && typeof given !== "object" && String(given) === option;
}

/** The first few of the rows that answer. */
const answering = (look: TableLook, ids: readonly string[]): readonly LookedRow[] => {
  const first = new Set(ids.slice(0, 4));
  return look.rows.filter(({ id }) => first.has(id));
};

function takeCheapest(queue: State[]): State {
  let best = 0;
  for (const [place, { cost, turn }] of queue.entries()) {
    const least = queue[best]!;
    if (cost < least.cost || (cost === least.cost && turn < least.turn)) best = place;
  }
  return queue.splice(best, 1)[0]!;
}

function changeOf(look: TableLook, before: Question, { asked, changed, row }: State): Change {
  return {
    facts: Object.fromEntries([...changed].sort((a, b) => a - b).map((place) => [look.inputs[place]!.name, jsonOf(asked.values[place])])),
    ...(asked.time === before.time ? {} : { at: new Date(asked.time).toISOString() }),
    row,
  };
}

type Step = Omit<State, "turn">;

function movesFrom(look: TableLook, output: Column, option: string, state: State, hidden: HiddenBy, origin: Question): readonly Step[] {
  switch (hidden.stage) {
    case "capability":
      return (hidden.failing ?? []).flatMap((failing) => mendCapability(look, state, failing, origin));
    case "deny":
    case "beaten":
      return inTheWay(look, state, hidden).flatMap((row) => breakRow(look, state, row, origin));
    case "no_row":
      return meetRows(look, output, option, state, origin);
  }
}

/** Rows of which one must not hit: the one that is named, or each of many that may not hit together. */
function inTheWay(look: TableLook, { asked }: State, { code, row: id }: HiddenBy): readonly LookedRow[] {
  const together = code === "many_rows_hit" || code === "rows_disagree";
  return together ? look.rows.filter((row) => hits(row, asked)).slice(0, 10) : look.rows.filter((row) => row.id === id);
}

/** The state with other facts in some columns. */
function withFacts(
  { asked, row }: Pick<State, "asked" | "row">,
  facts: ReadonlyMap<number, Fact>,
  origin: Question,
  time = asked.time,
): Step {
  const values = asked.values.map((value, place) => (facts.has(place) ? facts.get(place) : value));
  const changed = new Set(values.flatMap((value, place) => (sameKey(value, origin.values[place]) ? [] : [place])));
  return { asked: { values, time }, changed, cost: changed.size + (time === origin.time ? 0 : 1), row };
}

function mendCapability(look: TableLook, state: State, { input, expected }: Failing, origin: Question): readonly Step[] {
  const place = look.inputs.findIndex(({ name }) => name === input);
  const column = look.inputs[place];
  if (column === undefined) return [];
  const now = state.asked.values[place];
  // the limits of an amount are in the currency of the amount
  const as = now !== undefined && isMoney(now.json) ? { ...column, currency: now.json.currency } : column;
  const needs = column.type === "set" && "hasAll" in expected ? withoutMembers(column, expected.hasAll.map(String), now) : undefined;
  const values = needs ?? satisfying(as, expected, now);
  return [...values, undefined].map((value) => withFacts(state, new Map([[place, value]]), origin));
}

/** A set without what is asked for and not offered. */
function withoutMembers(column: Column, members: readonly string[], now: Fact): readonly Fact[] {
  const rest = ((now?.json ?? []) as readonly string[]).filter((each) => !members.includes(each));
  const read = readFact(column, rest);
  return "value" in read ? [read.value] : [];
}

/** Ways to keep a row from hitting: one of its cells no longer holds, or its time is over. */
function breakRow(look: TableLook, state: State, row: LookedRow, origin: Question): readonly Step[] {
  const steps = row.cells.flatMap(({ column, cell }) => {
    const input = look.inputs[column]!;
    const others = cellsOf(look, column);
    return violating(input, cell, state.asked.values[column], others).map((value) => withFacts(state, new Map([[column, value]]), origin));
  });
  const times = [row.from - 1, row.to].filter((each) => Number.isFinite(each));
  return [...steps, ...times.map((time) => withFacts(state, new Map(), origin, time))];
}

/** Some cells of a column, which name values that it has. */
function cellsOf(look: TableLook, column: number): readonly Cell[] {
  const cells: Cell[] = [];
  for (const row of look.rows) {
    for (const each of row.cells) if (each.column === column) cells.push(each.cell);
    if (cells.length >= 100) break;
  }
  return cells;
}

/** Ways to make rows hit that give the option. */
function meetRows(look: TableLook, output: Column, option: string, state: State, origin: Question): readonly Step[] {
  const near: { readonly row: LookedRow; readonly failing: readonly Failing[] }[] = [];
  for (const row of look.rows) {
    if (row.enabled && gives(look, row, output, option, state.asked)) near.push({ row, failing: failingOf(look, row, state.asked) });
  }
  near.sort((a, b) => a.failing.length - b.failing.length || a.row.place - b.row.place);
  return near.slice(0, mostRows).flatMap(({ row }) => meetRow(look, row, state, origin));
}

function meetRow(look: TableLook, row: LookedRow, state: State, origin: Question): readonly Step[] {
  const { asked } = state;
  const time = isOn(row, asked) ? asked.time : asked.time < row.from ? row.from : row.to - 1;
  let ways: ReadonlyMap<number, Fact>[] = [new Map()];
  for (const { column, cell, holds } of row.cells) {
    if (holds(asked)) continue;
    const values = "logic" in cell ? undefined : satisfying(look.inputs[column]!, cell, asked.values[column]);
    // what an expression asks of several facts cannot be turned round
    if (values === undefined || values.length === 0) return [];
    ways = values.slice(0, mostWays).flatMap((value) => ways.map((way) => new Map([...way, [column, value]])));
    if (ways.length > mostWays) ways = ways.slice(0, mostWays);
  }
  return ways.map((way) => withFacts({ asked, row: row.id }, way, origin, time));
}

/** The same facts after a change, to be asked again: by input name. */
export function applyChange(
  look: TableLook,
  asked: Question,
  { facts, at }: Pick<Change, "facts" | "at">,
): { readonly facts: Readonly<Record<string, Json>>; readonly at: string } {
  const changed: Record<string, Json> = { ...factsOf(look, asked), ...facts };
  for (const [name, value] of Object.entries(facts)) if (value === null) delete changed[name];
  return { facts: changed, at: new Date(instantMs(at) ?? asked.time).toISOString() };
}

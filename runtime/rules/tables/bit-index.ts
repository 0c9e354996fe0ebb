import type { Column } from "#metadata";
import { hasPlaces } from "./compile-cell.ts";
import { eventsOf, Lookup, stride, type ColumnCover, type TestedRow } from "./column-cover.ts";
import { allHold, type Keys, type RowFilter, type RowIndex, type RowTest } from "./row-index.ts";
import { lowest, RowSets, wordsOf } from "./row-sets.ts";

/** Bytes of sets that may still be taken; what an index takes is taken off. */
export interface Budget {
  bytes: number;
}

/** The sets of one column: which rows a fact satisfies is known beforehand, for every place at which it may stand. */
interface ColumnSets {
  readonly column: number;
  readonly lookup: Lookup;
  readonly absent: number;
  /** rows that hold at a place, on average */
  readonly mean: number;
}

/**
 * An index by sets: for every column the rows that the fact satisfies, as bits; the rows that hit are in all of them. Pauses as it is built.
 * Undefined when the budget does not allow for even the coarsest. Cells of columns without a cover are asked one by one.
 */
export function* bitIndex(
  rows: readonly TestedRow[],
  columns: readonly Column[],
  covers: readonly ColumnCover[],
  budget: Budget,
): Generator<void, BitIndex | undefined> {
  const setBytes = (wordsOf(rows.length) + wordsOf(wordsOf(rows.length)) + 2) * 4;
  const needs = covers.map(setsNeeded);
  const granted = share(needs, Math.floor(budget.bytes / setBytes) - covers.length);
  if (granted.some((each) => each < 1)) return undefined;
  const sets = new RowSets(
    rows.length,
    granted.reduce((sum, each) => sum + each + 1, 0),
  );
  budget.bytes -= sets.bytes;
  const made: ColumnSets[] = [];
  for (const [index, cover] of covers.entries()) made.push(yield* sweep(cover, sets, Math.ceil(needs[index]! / granted[index]!)));
  sets.seal();
  // those that tell rows apart best refuse them first
  made.sort((a, b) => a.mean - b.mean);
  const exact = new Set(covers.flatMap(({ column }, index) => (granted[index]! < needs[index]! ? [] : [column])));
  const asked: (readonly RowTest[])[] = [];
  let asksAny = false;
  for (const [place, { tests }] of rows.entries()) {
    if (place % stride === 0) yield;
    const beside = tests.filter((test) => !exact.has(test.column) || !hasPlaces(test.cell));
    asksAny ||= beside.length > 0;
    asked.push(beside.length > 0 ? beside : nothing);
  }
  return new BitIndex(rows.length, made, sets, asksAny ? asked : undefined);
}

const nothing: readonly RowTest[] = [];
/** Sets of so few words are looked at word by word: their summaries would be another word to read. */
const fewWords = 4;

/** The sets that a column takes when each place at which something changes has its own. */
function setsNeeded({ line, ranged, from, to }: ColumnCover): number {
  if (!ranged) return line.points.length + 1;
  const changes = new Uint8Array(line.length + 1);
  changes[0] = 1;
  for (const place of from) changes[place] = 1;
  for (const place of to) changes[place] = 1;
  let count = 0;
  for (let place = 0; place < line.length; place++) count += changes[place]!;
  return count;
}

/** Shares out `most` among those who need: whoever needs little gets all of it, the others as much as each other. */
function share(needs: readonly number[], most: number): readonly number[] {
  const granted = needs.map(() => 0);
  let left = most;
  const order = needs.map((need, index) => ({ need, index })).sort((a, b) => a.need - b.need);
  for (const [place, { need, index }] of order.entries()) {
    granted[index] = Math.min(need, Math.floor(left / (order.length - place)));
    left -= granted[index];
  }
  return granted;
}

/**
 * Goes along the places of a column, rows entering and leaving. `run` so many places at which something changes share a set, which then holds
 * whoever holds at one of them.
 */
function* sweep(cover: ColumnCover, sets: RowSets, run: number): Generator<void, ColumnSets> {
  const { line, ranged, rows, from, to, column, always } = cover;
  const enter = eventsOf(from, rows, line.length);
  const leave = eventsOf(to, rows, line.length);
  const at = new Int32Array(line.length);
  const current = always.slice();
  let [set, inRun, total, made] = [-1, 0, 0, 0];
  /** rows that entered from here on are not in the set yet */
  let enteredFrom = 0;
  const close = (): void => {
    if (set < 0) return;
    sets.close(set);
    total += sets.counts[set]!;
    made++;
  };
  for (let place = 0; place < line.length; place++) {
    if (place % stride === 0) yield;
    const [enterFrom, enterTo] = [enter.start[place]!, enter.start[place + 1]!];
    const [leaveFrom, leaveTo] = [leave.start[place]!, leave.start[place + 1]!];
    for (let n = leaveFrom; n < leaveTo; n++) current[leave.rows[n]! >>> 5]! &= ~(1 << (leave.rows[n]! & 31));
    for (let n = enterFrom; n < enterTo; n++) current[enter.rows[n]! >>> 5]! |= 1 << (enter.rows[n]! & 31);
    // where cells name points alone, what lies between them is all alike
    const stands = ranged ? enterTo > enterFrom || leaveTo > leaveFrom : place % 2 === 1;
    if (place === 0 || (stands && inRun === run)) {
      close();
      set = sets.add(current);
      inRun = 1;
      enteredFrom = enterTo;
    } else if (stands) {
      inRun++;
      for (let n = enteredFrom; n < enterTo; n++) sets.insert(set, enter.rows[n]!);
      enteredFrom = enterTo;
    }
    at[place] = set;
  }
  close();
  const absent = sets.add(cover.absent);
  sets.close(absent);
  return { column, lookup: new Lookup(cover, at), absent, mean: total / made };
}

class BitIndex implements RowIndex, RowFilter {
  readonly bytes: number;
  readonly #rowCount: number;
  readonly #columns: readonly ColumnSets[];
  readonly #sets: RowSets;
  /** by row: cells that no set can answer for */
  readonly #asked: readonly (readonly RowTest[])[] | undefined;

  // the search that is going on
  #keys: Keys = [];
  /** sets that a row must be in: where they begin among words and among summaries */
  readonly #bitsFrom: Int32Array;
  readonly #summaryFrom: Int32Array;
  #chosen = 0;
  /** rows of the smallest set, when it is listed: from where to where; −1: words are looked at */
  #listAt = -1;
  #listEnd = -1;
  #summaryAt = -1;
  #summary = 0;
  #word = 0;
  #rest = 0;

  constructor(rowCount: number, columns: readonly ColumnSets[], sets: RowSets, asked: readonly (readonly RowTest[])[] | undefined) {
    this.#rowCount = rowCount;
    this.#columns = columns;
    this.#sets = sets;
    this.#asked = asked;
    this.#bitsFrom = new Int32Array(columns.length);
    this.#summaryFrom = new Int32Array(columns.length);
    this.bytes = sets.bytes + columns.reduce((sum, { lookup }) => sum + lookup.bytes, 0);
  }

  ask(keys: Keys): void {
    const { counts, listed, words, summaryWords } = this.#sets;
    this.#keys = keys;
    let chosen = 0;
    let fewest = this.#rowCount;
    let list = -1;
    let listedAt = 0;
    for (let n = 0; n < this.#columns.length; n++) {
      const { column, lookup, absent } = this.#columns[n]!;
      const key = keys[column];
      const set = key === undefined ? absent : lookup.of(key);
      const count = counts[set]!;
      // a set of all rows refuses none
      if (count === this.#rowCount) continue;
      this.#bitsFrom[chosen] = set * words;
      this.#summaryFrom[chosen] = set * summaryWords;
      chosen++;
      if (count < fewest) {
        fewest = count;
        list = listed[set]!;
        listedAt = chosen - 1;
      }
    }
    this.#chosen = chosen;
    if (list >= 0) this.#putLast(listedAt);
    this.#listAt = list;
    this.#listEnd = list + fewest;
    const few = this.#sets.words <= fewWords;
    this.#summaryAt = few ? 0 : -1;
    this.#summary = few ? (1 << words) - 1 : 0;
    this.#rest = 0;
  }

  /** The set whose rows are gone through is asked last of all; of its own rows it need not be asked. */
  #putLast(at: number): void {
    const last = this.#chosen - 1;
    const bits = this.#bitsFrom[at]!;
    for (let n = at; n < last; n++) this.#bitsFrom[n] = this.#bitsFrom[n + 1]!;
    this.#bitsFrom[last] = bits;
  }

  next(): number {
    return this.#listAt >= 0 ? this.#nextListed() : this.#nextByWords();
  }

  #nextListed(): number {
    const { lists } = this.#sets;
    const others = this.#chosen - 1;
    for (let at = this.#listAt; at < this.#listEnd; at++) {
      const place = lists[at]!;
      if (!this.#isIn(others, place) || !this.#holdsBeside(place)) continue;
      this.#listAt = at + 1;
      return place;
    }
    this.#listAt = this.#listEnd;
    return -1;
  }

  holds(place: number): boolean {
    return this.#isIn(this.#chosen, place) && this.#holdsBeside(place);
  }

  /** Whether a row is in the first so many of the sets. */
  #isIn(count: number, place: number): boolean {
    const { bits } = this.#sets;
    const bitsFrom = this.#bitsFrom;
    const word = place >>> 5;
    const bit = 1 << (place & 31);
    for (let n = 0; n < count; n++) if ((bits[bitsFrom[n]! + word]! & bit) === 0) return false;
    return true;
  }

  #nextByWords(): number {
    const { bits, summaries, summaryWords, words } = this.#sets;
    const bitsFrom = this.#bitsFrom;
    const summaryFrom = this.#summaryFrom;
    const chosen = this.#chosen;
    for (;;) {
      while (this.#rest !== 0) {
        const place = this.#word * 32 + lowest(this.#rest);
        this.#rest &= this.#rest - 1;
        if (place < this.#rowCount && this.#holdsBeside(place)) return place;
      }
      while (this.#summary === 0) {
        this.#summaryAt++;
        if (this.#summaryAt >= summaryWords) return -1;
        let summary = -1;
        for (let n = 0; n < chosen && summary !== 0; n++) summary &= summaries[summaryFrom[n]! + this.#summaryAt]!;
        this.#summary = summary;
      }
      const word = this.#summaryAt * 32 + lowest(this.#summary);
      this.#summary &= this.#summary - 1;
      if (word >= words) continue;
      let rest = -1;
      for (let n = 0; n < chosen && rest !== 0; n++) rest &= bits[bitsFrom[n]! + word]!;
      this.#word = word;
      this.#rest = rest;
    }
  }

  #holdsBeside(place: number): boolean {
    return this.#asked === undefined || allHold(this.#asked[place]!, this.#keys);
  }
}

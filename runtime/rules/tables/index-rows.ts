import { compareKeys, type Column } from "#metadata";
import { hasPlaces, spansOf, type Key, type Span } from "./compile-cell.ts";
import type { CompiledRow } from "./compile-table.ts";

/**
 * Finds the rows whose cells hold without asking each: for every column, the set of rows that a key satisfies is known beforehand, as bits;
 * the rows that hit are the intersection. Cost grows with the logarithm of the table, not with its length.
 */
export interface RowIndex {
  /** Rows whose cells hold for the keys, by place, ascending. `accept` may refuse one; with `first` the first accepted one ends the search. */
  readonly find: (keys: readonly (Key | undefined)[], first: boolean, accept: (place: number) => boolean) => readonly number[];
  /** bytes held, for tests and measurements */
  readonly bytes: number;
}

/** A set of rows. Small ones also list their rows, so that intersecting them costs little. */
interface Rows {
  readonly bits: Uint32Array;
  readonly list: readonly number[] | undefined;
}
const shortList = 64;
/** A column whose sets would take more than this many words is not indexed; its cells are asked one by one instead. */
const mostWords = 8_000_000;

interface IndexedColumn {
  readonly column: number;
  readonly absent: Rows;
  readonly at: (key: Key) => Rows;
}

export function indexRows(rows: readonly CompiledRow[], columns: readonly Column[]): RowIndex {
  const words = Math.ceil(rows.length / 32);
  let bytes = 0;
  const freeze = (bits: Uint32Array): Rows => {
    bytes += bits.byteLength;
    return { bits, list: listOf(bits) };
  };
  const indexed: IndexedColumn[] = [];
  const asked = new Set<number>();
  for (const [place, column] of columns.entries()) {
    if (!rows.some((row) => row.tests.some((test) => test.column === place))) continue;
    const made = indexColumn(rows, place, column, words, freeze);
    if (made === undefined) asked.add(place);
    else indexed.push(made);
  }
  const all = freeze(fullOf(rows.length, words));
  const unplaced = rows.map((row) => row.tests.filter((test) => asked.has(test.column) || !hasPlaces(test.cell)));
  const remaining = unplaced.some((tests) => tests.length > 0) ? unplaced : undefined;

  const find: RowIndex["find"] = (keys, first, accept) => {
    const sets: Rows[] = [];
    let smallest: readonly number[] | undefined;
    for (const each of indexed) {
      const key = keys[each.column];
      const set = key === undefined ? each.absent : each.at(key);
      if (set.list !== undefined && (smallest === undefined || set.list.length < smallest.length)) smallest = set.list;
      sets.push(set);
    }
    if (sets.length === 0) sets.push(all);
    const found: number[] = [];
    const take = (place: number): boolean => {
      if (remaining !== undefined && !(remaining[place] as CompiledRow["tests"]).every((test) => test.holds(keys[test.column])))
        return false;
      if (!accept(place)) return false;
      found.push(place);
      return first;
    };
    if (smallest !== undefined) {
      for (const place of smallest) if (inAll(sets, place) && take(place)) break;
      return found;
    }
    for (let word = 0; word < words; word++) {
      let bits = (sets[0] as Rows).bits[word] as number;
      for (let set = 1; set < sets.length && bits !== 0; set++) bits &= (sets[set] as Rows).bits[word] as number;
      while (bits !== 0) {
        const place = word * 32 + 31 - Math.clz32(bits & -bits);
        if (take(place)) return found;
        bits &= bits - 1;
      }
    }
    return found;
  };
  return { find, bytes };
}

function inAll(sets: readonly Rows[], place: number): boolean {
  const word = place >>> 5;
  const bit = 1 << (place & 31);
  for (const { bits } of sets) if (((bits[word] as number) & bit) === 0) return false;
  return true;
}

/**
 * Keys of a column as places on a line: 2i+1 is the i-th point, 2i the open stretch before it, the last place what lies beyond all points.
 * Sweeping over the places, rows enter and leave; places between which nothing changes share one set.
 */
function indexColumn(
  rows: readonly CompiledRow[],
  place: number,
  column: Column,
  words: number,
  freeze: (bits: Uint32Array) => Rows,
): IndexedColumn | undefined {
  const always = new Uint32Array(words);
  const absent = new Uint32Array(words);
  const cells: { readonly row: number; readonly spans: readonly Span[]; readonly except: boolean }[] = [];
  for (const [row, compiled] of rows.entries()) {
    const test = compiled.tests.find((each) => each.column === place);
    if (test === undefined) {
      set(always, row);
      set(absent, row);
      continue;
    }
    const spans = spansOf(test.cell, { ...column, options: undefined });
    if (spans !== undefined) cells.push({ row, ...spans });
    else if (test.holds(undefined)) set(absent, row);
    else set(always, row);
  }
  const points = sortedPoints(cells.flatMap((each) => each.spans));
  if (points.length * 2 * words > mostWords) return undefined;
  const placeOf = new Map(points.map((key, index) => [key, index * 2 + 1]));
  const last = points.length * 2 + 1;
  const enter: number[][] = Array.from({ length: last + 1 }, () => []);
  const leave: number[][] = Array.from({ length: last + 1 }, () => []);
  for (const { row, spans, except } of cells) {
    for (const [from, to] of joined(
      spans.map((span) => placesOf(span, placeOf, last)),
      except,
      last,
    )) {
      enter[from]!.push(row);
      leave[to]!.push(row);
    }
  }
  const sets: Rows[] = [];
  const current = always.slice();
  for (let at = 0; at < last; at++) {
    const changed = enter[at]!.length + leave[at]!.length > 0;
    for (const row of leave[at]!) current[row >>> 5]! &= ~(1 << (row & 31));
    for (const row of enter[at]!) set(current, row);
    const before = sets.at(-1);
    sets.push(!changed && before !== undefined ? before : freeze(current.slice()));
  }
  const nothing = freeze(absent);
  const ranged = cells.some((each) => each.spans.some((span) => span.from !== span.to));
  if (!ranged) {
    // outside its points every place of such a column is alike
    const otherwise = sets[0] as Rows;
    const byKey = new Map(points.map((key, index) => [key, sets[index * 2 + 1] as Rows]));
    return { column: place, absent: nothing, at: (key) => byKey.get(key) ?? otherwise };
  }
  return { column: place, absent: nothing, at: (key) => sets[search(points, key)] as Rows };
}

const set = (bits: Uint32Array, row: number): void => {
  bits[row >>> 5]! |= 1 << (row & 31);
};

function fullOf(length: number, words: number): Uint32Array {
  const bits = new Uint32Array(words);
  for (let row = 0; row < length; row++) set(bits, row);
  return bits;
}

function sortedPoints(spans: readonly Span[]): readonly Key[] {
  const keys = new Set<Key>();
  for (const { from, to } of spans) {
    if (from !== undefined) keys.add(from);
    if (to !== undefined) keys.add(to);
  }
  return [...keys].sort(compareKeys);
}

/** [first place, place after the last] of a span. */
function placesOf({ from, fromOpen, to, toOpen }: Span, placeOf: ReadonlyMap<Key, number>, last: number): readonly [number, number] {
  const start = from === undefined ? 0 : placeOf.get(from)! + (fromOpen ? 1 : 0);
  const end = to === undefined ? last : placeOf.get(to)! + (toOpen ? 0 : 1);
  return [start, end];
}

/** Spans that touch made one; with `except`, what lies between them. */
function joined(spans: readonly (readonly [number, number])[], except: boolean, last: number): readonly (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (from >= to) continue;
    const before = merged.at(-1);
    if (before !== undefined && from <= before[1]) before[1] = Math.max(before[1], to);
    else merged.push([from, to]);
  }
  if (!except) return merged;
  const between: [number, number][] = [];
  let at = 0;
  for (const [from, to] of merged) {
    if (at < from) between.push([at, from]);
    at = to;
  }
  if (at < last) between.push([at, last]);
  return between;
}

/** The place of a key among sorted points. */
function search(points: readonly Key[], key: Key): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareKeys(points[middle] as Key, key);
    if (order === 0) return middle * 2 + 1;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

function listOf(bits: Uint32Array): readonly number[] | undefined {
  const list: number[] = [];
  for (const [word, value] of bits.entries()) {
    let rest = value;
    while (rest !== 0) {
      if (list.length === shortList) return undefined;
      list.push(word * 32 + 31 - Math.clz32(rest & -rest));
      rest &= rest - 1;
    }
  }
  return list;
}

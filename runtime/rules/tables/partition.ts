import type { Column } from "#metadata";
import { bitIndex, type Budget } from "./bit-index.ts";
import { eventsOf, Lookup, stride, type ColumnCover, type Events, type TestedRow } from "./column-cover.ts";
import { Scan, type Keys, type RowFilter, type RowIndex } from "./row-index.ts";

/** A row that covers more places than this stands with those that hold everywhere. */
const mostPlaces = 64;
/** How often a row may stand in buckets, on average. */
const mostEntries = 16;

/** Rows that cover few places, which are found by the place of the fact, and the others, which are always looked at. */
export interface Division {
  readonly cover: ColumnCover;
  readonly narrow: Uint8Array;
}

/** The column whose places tell the rows apart best; undefined when none leaves less than a quarter of them to look at. */
export function* bestDivision(covers: readonly ColumnCover[], rows: number): Generator<void, Division | undefined> {
  let best: Division | undefined;
  let fewest = rows / 4;
  for (const cover of covers) {
    yield;
    const covered = new Float64Array(rows);
    for (let n = 0; n < cover.rows.length; n++) covered[cover.rows[n]!]! += cover.to[n]! - cover.from[n]!;
    const narrow = Uint8Array.from(covered, (places) => (places > 0 && places <= mostPlaces ? 1 : 0));
    const changes = new Int32Array(cover.line.length + 1);
    let others = rows;
    for (let row = 0; row < rows; row++) others -= narrow[row]!;
    for (let n = 0; n < cover.rows.length; n++) {
      if (narrow[cover.rows[n]!] === 0) continue;
      changes[cover.from[n]!]!++;
      changes[cover.to[n]!]!--;
    }
    let [here, entries, squares] = [0, 0, 0];
    for (let place = 0; place < cover.line.length; place++) {
      here += changes[place]!;
      entries += here;
      squares += here * here;
    }
    if (entries === 0 || entries > rows * mostEntries) continue;
    const looked = others + squares / entries;
    if (looked < fewest) [best, fewest] = [{ cover, narrow }, looked];
  }
  return best;
}

type IndexOthers = (rows: readonly TestedRow[], columns: readonly Column[], budget: Budget) => Generator<void, RowIndex>;

/**
 * An index by the places of one column: rows that cover few of them in buckets, the others together. What stands in a short bucket is looked
 * at row by row, by the sets of the other columns; a long one has an index of its own.
 */
export function* partition(
  rows: readonly TestedRow[],
  columns: readonly Column[],
  covers: readonly ColumnCover[],
  { cover, narrow }: Division,
  budget: Budget,
  indexOthers: IndexOthers,
): Generator<void, RowIndex> {
  // coarse sets refuse nearly as many rows as fine ones, and stay in the processor's cache
  const share: Budget = { bytes: budget.bytes / 12 };
  budget.bytes -= share.bytes;
  const besides = covers.filter((each) => each !== cover);
  const filter = (yield* bitIndex(rows, columns, besides, share)) ?? new Scan(rows);
  budget.bytes += share.bytes;
  // what a bucket is found by need not be asked again
  const inside = ({ tests }: TestedRow): TestedRow => ({ tests: tests.filter((test) => test.column !== cover.column) });
  function* partOf(places: readonly number[], tests: (row: TestedRow) => TestedRow): Generator<void, Part> {
    const part = { rows: Uint32Array.from(places) };
    if (places.length <= shortBucket) return part;
    return {
      ...part,
      index: yield* indexOthers(
        places.map((row) => tests(rows[row]!)),
        columns,
        budget,
      ),
    };
  }
  const rest = yield* partOf(
    rows.flatMap((_, row) => (narrow[row] === 0 ? [row] : [])),
    (row) => row,
  );
  const { line } = cover;
  const kept = cover.rows.flatMap((row, n) => (narrow[row] === 1 ? [n] : []));
  const keptRows = kept.map((n) => cover.rows[n]!);
  const events = (places: readonly number[]): Events =>
    eventsOf(
      kept.map((n) => places[n]!),
      keptRows,
      line.length,
    );
  const [enter, leave] = [events(cover.from), events(cover.to)];
  yield;
  const parts: Part[] = [];
  const at = new Int32Array(line.length).fill(-1);
  let current: readonly number[] = [];
  for (let place = 0; place < line.length; place++) {
    if (place % stride === 0) yield;
    const entering = enter.rows.subarray(enter.start[place]!, enter.start[place + 1]!);
    const leaving = leave.rows.subarray(leave.start[place]!, leave.start[place + 1]!);
    if (entering.length + leaving.length > 0) {
      const gone = new Set(leaving);
      current = [...current.filter((row) => !gone.has(row)), ...entering].sort((a, b) => a - b);
      if (current.length > 0) parts.push(yield* partOf(current, inside));
    }
    if (current.length > 0) at[place] = parts.length - 1;
  }
  return new Partitioned(cover.column, new Lookup(cover, at), filter, parts, rest);
}

/** Rows up to this many are looked at one by one. */
const shortBucket = 192;

interface Part {
  /** places of its rows, ascending */
  readonly rows: Uint32Array;
  readonly index?: RowIndex;
}

class Partitioned implements RowIndex {
  readonly bytes: number;
  readonly #column: number;
  readonly #lookup: Lookup;
  readonly #filter: RowFilter;
  readonly #parts: readonly Part[];
  readonly #ofPart: Cursor;
  readonly #ofRest: Cursor;
  readonly #rest: Part;

  // the search that is going on: the next row of each side, −1 when there is no other
  #inPart = -1;
  #inRest = -1;

  constructor(column: number, lookup: Lookup, filter: RowFilter, parts: readonly Part[], rest: Part) {
    this.#column = column;
    this.#lookup = lookup;
    this.#filter = filter;
    this.#parts = parts;
    this.#rest = rest;
    this.#ofPart = new Cursor(filter);
    this.#ofRest = new Cursor(filter);
    this.bytes = [...parts, rest].reduce(
      (sum, part) => sum + part.rows.byteLength + (part.index?.bytes ?? 0) + 200,
      lookup.bytes + filter.bytes,
    );
  }

  ask(keys: Keys): void {
    const key = keys[this.#column];
    const at = key === undefined ? -1 : this.#lookup.of(key);
    this.#filter.ask(keys);
    this.#ofPart.ask(at < 0 ? undefined : this.#parts[at], keys);
    this.#ofRest.ask(this.#rest, keys);
    this.#inPart = this.#ofPart.next();
    this.#inRest = this.#ofRest.next();
  }

  next(): number {
    const part = this.#inPart;
    const rest = this.#inRest;
    if (part >= 0 && (rest < 0 || part < rest)) {
      this.#inPart = this.#ofPart.next();
      return part;
    }
    if (rest >= 0) this.#inRest = this.#ofRest.next();
    return rest;
  }
}

/** Goes through the rows of a part that hold. */
class Cursor {
  readonly #filter: RowFilter;
  #part: Part | undefined;
  #at = 0;

  constructor(filter: RowFilter) {
    this.#filter = filter;
  }

  ask(part: Part | undefined, keys: Keys): void {
    this.#part = part;
    this.#at = 0;
    part?.index?.ask(keys);
  }

  next(): number {
    if (this.#part === undefined) return -1;
    const { rows, index } = this.#part;
    if (index !== undefined) {
      const place = index.next();
      return place < 0 ? -1 : rows[place]!;
    }
    while (this.#at < rows.length) {
      const place = rows[this.#at++]!;
      if (this.#filter.holds(place)) return place;
    }
    return -1;
  }
}

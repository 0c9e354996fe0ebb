import type { Column } from "#metadata";
import { eventsOf, Lookup, stride, type ColumnCover, type TestedRow } from "./column-cover.ts";
import type { Budget } from "./bit-index.ts";
import type { Keys, RowIndex } from "./row-index.ts";

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
export function bestDivision(covers: readonly ColumnCover[], rows: number): Division | undefined {
  let best: Division | undefined;
  let fewest = rows / 4;
  for (const cover of covers) {
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

/** An index by the places of one column: rows that cover few of them in buckets, the others together; each part an index of its own. */
export function* partition(
  rows: readonly TestedRow[],
  columns: readonly Column[],
  { cover, narrow }: Division,
  budget: Budget,
  indexOthers: IndexOthers,
): Generator<void, RowIndex> {
  const others = Uint32Array.from(rows.flatMap((_, row) => (narrow[row] === 0 ? [row] : [])));
  const rest: Part = {
    rows: others,
    index: yield* indexOthers(
      Array.from(others, (row) => rows[row]!),
      columns,
      budget,
    ),
  };
  // what a bucket is found by need not be asked again
  const inside = rows.map(({ tests }) => ({ tests: tests.filter((test) => test.column !== cover.column) }));
  const { line } = cover;
  const kept = cover.rows.flatMap((row, n) => (narrow[row] === 1 ? [n] : []));
  const keptRows = kept.map((n) => cover.rows[n]!);
  const enter = eventsOf(
    kept.map((n) => cover.from[n]!),
    keptRows,
    line.length,
  );
  const leave = eventsOf(
    kept.map((n) => cover.to[n]!),
    keptRows,
    line.length,
  );
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
      if (current.length > 0) {
        const index = yield* indexOthers(
          current.map((row) => inside[row]!),
          columns,
          budget,
        );
        parts.push({ rows: Uint32Array.from(current), index });
      }
    }
    if (current.length > 0) at[place] = parts.length - 1;
  }
  return new Partitioned(cover.column, new Lookup(cover, at), parts, rest);
}

interface Part {
  /** places of its rows, ascending */
  readonly rows: Uint32Array;
  readonly index: RowIndex;
}

class Partitioned implements RowIndex {
  readonly bytes: number;
  readonly #column: number;
  readonly #lookup: Lookup;
  readonly #parts: readonly Part[];
  readonly #rest: Part;

  // the search that is going on: the part of the fact, and the next row of each side, −1 when there is no other
  #part: Part | undefined;
  #inPart = -1;
  #inRest = -1;

  constructor(column: number, lookup: Lookup, parts: readonly Part[], rest: Part) {
    this.#column = column;
    this.#lookup = lookup;
    this.#parts = parts;
    this.#rest = rest;
    this.bytes = [...parts, rest].reduce((sum, part) => sum + part.rows.byteLength + part.index.bytes + 160, lookup.bytes);
  }

  ask(keys: Keys): void {
    const key = keys[this.#column];
    const at = key === undefined ? -1 : this.#lookup.of(key);
    this.#part = at < 0 ? undefined : this.#parts[at];
    this.#part?.index.ask(keys);
    this.#rest.index.ask(keys);
    this.#inPart = nextOf(this.#part);
    this.#inRest = nextOf(this.#rest);
  }

  next(): number {
    const part = this.#inPart;
    const rest = this.#inRest;
    if (part >= 0 && (rest < 0 || part < rest)) {
      this.#inPart = nextOf(this.#part);
      return part;
    }
    if (rest >= 0) this.#inRest = nextOf(this.#rest);
    return rest;
  }
}

function nextOf(part: Part | undefined): number {
  const place = part === undefined ? -1 : part.index.next();
  return place < 0 ? -1 : part!.rows[place]!;
}

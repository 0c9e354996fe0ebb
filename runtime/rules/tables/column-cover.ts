import type { Column } from "#metadata";
import { hasPlaces, spansOf, type Key, type Span } from "./compile-cell.ts";
import { Line, NumberPlaces, placeAmongKeys } from "./places.ts";
import { wordsOf } from "./row-sets.ts";
import type { RowTest } from "./row-index.ts";

export interface TestedRow {
  readonly tests: readonly RowTest[];
}

/** What the cells of one column cover: stretches of places, each with the row that holds there; the rows of a column are in order. */
export interface ColumnCover {
  readonly column: number;
  readonly line: Line;
  readonly rows: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** some cell covers more than single points */
  readonly ranged: boolean;
  /** rows that may hold for any fact, as bits */
  readonly always: Uint32Array;
  /** rows that hold when there is no fact, as bits */
  readonly absent: Uint32Array;
}

/** How many rows or places are worked through between two pauses. */
export const stride = 256;

/** The cover of a column; undefined when no row asks about it. Pauses as it goes. */
export function* coverOf(rows: readonly TestedRow[], place: number, known: Column): Generator<void, ColumnCover | undefined> {
  // options may have changed since: a cell that names a lost one never holds
  const column = { ...known, options: undefined };
  const always = fullOf(rows.length);
  const cells: { readonly row: number; readonly spans: readonly Span[]; readonly except: boolean }[] = [];
  const spansKnown = new Map<RowTest, ReturnType<typeof spansOf>>();
  let absent: Uint32Array | undefined;
  let ranged = false;
  for (let row = 0; row < rows.length; row++) {
    if (row % stride === 0) yield;
    const test = rows[row]!.tests.find((each) => each.column === place);
    if (test === undefined) continue;
    absent ??= always.slice();
    if (!test.holds(undefined)) drop(absent, row);
    let covered = spansKnown.get(test);
    if (covered === undefined) spansKnown.set(test, (covered = spansOf(test.cell, column)));
    if (covered === undefined && hasPlaces(test.cell) && test.holds(undefined)) drop(always, row);
    if (covered === undefined) continue;
    drop(always, row);
    cells.push({ row, ...covered });
    ranged ||= covered.spans.some((span) => span.from !== span.to);
  }
  if (absent === undefined) return undefined;
  const line = new Line(allSpans(cells));
  yield;
  const found = { rows: [] as number[], from: [] as number[], to: [] as number[] };
  for (const [index, { row, spans, except }] of cells.entries()) {
    if (index % stride === 0) yield;
    for (const [from, to] of line.cover(spans, except)) {
      found.rows.push(row);
      found.from.push(from);
      found.to.push(to);
    }
  }
  return { column: place, line, ...found, ranged, always, absent };
}

function* allSpans(cells: readonly { readonly spans: readonly Span[] }[]): Generator<Span> {
  for (const { spans } of cells) yield* spans;
}

function fullOf(rows: number): Uint32Array {
  const bits = new Uint32Array(wordsOf(rows)).fill(0xffffffff);
  const beyond = bits.length * 32 - rows;
  if (beyond > 0) bits[bits.length - 1]! >>>= beyond;
  return bits;
}

const drop = (bits: Uint32Array, row: number): void => {
  bits[row >>> 5]! &= ~(1 << (row & 31));
};

/** What enters and leaves at each place of a line: rows one after another, those of place p from `start[p]` to `start[p + 1]`. */
export interface Events {
  readonly start: Uint32Array;
  readonly rows: Uint32Array;
}

export function eventsOf(places: readonly number[], rows: readonly number[], length: number): Events {
  const start = new Uint32Array(length + 2);
  for (const place of places) start[place + 1]!++;
  for (let place = 0; place <= length; place++) start[place + 1]! += start[place]!;
  const at = start.slice();
  const sorted = new Uint32Array(rows.length);
  for (let n = 0; n < rows.length; n++) sorted[at[places[n]!]!++] = rows[n]!;
  return { start, rows: sorted };
}

/** A number for each place of a line, found by key. Where cells name points alone, every place between them has the number of the first. */
export class Lookup {
  readonly #byKey: Map<Key, number> | undefined;
  readonly #otherwise: number;
  readonly #numbers: NumberPlaces | undefined;
  readonly #points: Float64Array | readonly Key[];
  readonly #at: Int32Array;

  constructor({ line, ranged }: Pick<ColumnCover, "line" | "ranged">, at: Int32Array) {
    const { points } = line;
    this.#points = points;
    this.#numbers = ranged && points instanceof Float64Array ? new NumberPlaces(points) : undefined;
    this.#at = at;
    this.#otherwise = at[0]!;
    if (ranged) return;
    this.#byKey = new Map();
    for (const [index, key] of points.entries()) this.#byKey.set(key, at[index * 2 + 1]!);
  }

  of(key: Key): number {
    if (this.#byKey !== undefined) return this.#byKey.get(key) ?? this.#otherwise;
    return this.#at[this.#numbers === undefined ? placeAmongKeys(this.#points as readonly Key[], key) : this.#numbers.of(key as number)]!;
  }

  /** estimated */
  get bytes(): number {
    return this.#at.byteLength + (this.#numbers?.bytes ?? 0) + this.#points.length * (this.#byKey === undefined ? 8 : 48);
  }
}

import { compareKeys } from "#metadata";
import type { Key, Span } from "./compile-cell.ts";

/**
 * The keys of a column as places on a line: 2i+1 is the i-th point that some cell names, 2i the open stretch before it, the last place what
 * lies beyond all points. A cell holds for whole places or not at all.
 */
export class Line {
  /** how many places */
  readonly length: number;
  /** sorted; numbers lie side by side, so that searching them is quick */
  readonly points: Float64Array | readonly Key[];

  constructor(spans: Iterable<Span>) {
    const keys = new Set<Key>();
    for (const { from, to } of spans) {
      if (from !== undefined) keys.add(from);
      if (to !== undefined) keys.add(to);
    }
    const all = [...keys];
    const numbers = all.length > 0 && all.every((each) => typeof each === "number");
    this.points = numbers ? Float64Array.from(all as number[]).sort() : all.sort(compareKeys);
    this.length = this.points.length * 2 + 1;
  }

  /** The place of a key. */
  placeOf(key: Key): number {
    return this.points instanceof Float64Array ? placeAmong(this.points, key as number) : placeAmongKeys(this.points, key);
  }

  /** [first place, place after the last] of what a cell's spans cover, in order and apart; with `except`, of what lies between them. */
  cover(spans: readonly Span[], except: boolean): readonly (readonly [number, number])[] {
    const covered = spans.map((span) => this.#placesOf(span)).filter(([from, to]) => from < to);
    return except ? between(joined(covered), this.length) : joined(covered);
  }

  #placesOf({ from, fromOpen, to, toOpen }: Span): readonly [number, number] {
    const first = from === undefined ? 0 : this.placeOf(from);
    const last = to === undefined ? this.length : from === to ? first : this.placeOf(to);
    return [from !== undefined && fromOpen ? first + 1 : first, to === undefined || toOpen ? last : last + 1];
  }
}

function placeAmong(points: Float64Array, key: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low < points.length && points[low] === key ? low * 2 + 1 : low * 2;
}

/**
 * The same place, found by where a number lies between the least point and the greatest, and a search among the few points that lie there. As
 * points and keys go through one growing function, those of an earlier stretch are smaller, those of a later one greater.
 */
export class NumberPlaces {
  readonly #points: Float64Array;
  readonly #least: number;
  readonly #scale: number;
  readonly #last: number;
  /** the first point of each stretch */
  readonly #from: Int32Array;

  constructor(points: Float64Array) {
    const stretches = Math.min(Math.max(points.length, 1) * 2, mostStretches);
    const [least, greatest] = [points[0] ?? 0, points.at(-1) ?? 0];
    const scale = stretches / (greatest - least);
    this.#points = points;
    this.#least = least;
    this.#scale = Number.isFinite(scale) ? scale : 0;
    this.#last = stretches - 1;
    this.#from = new Int32Array(stretches + 1).fill(points.length);
    for (let n = points.length - 1; n >= 0; n--) this.#from[this.#stretchOf(points[n]!)] = n;
    for (let n = stretches - 1; n >= 0; n--) this.#from[n] = Math.min(this.#from[n]!, this.#from[n + 1]!);
  }

  of(key: number): number {
    const points = this.#points;
    const stretch = this.#stretchOf(key);
    let low = this.#from[stretch]!;
    let high = this.#from[stretch + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (points[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low < points.length && points[low] === key ? low * 2 + 1 : low * 2;
  }

  #stretchOf(key: number): number {
    const at = (key - this.#least) * this.#scale;
    return at > 0 ? (at < this.#last ? Math.floor(at) : this.#last) : 0;
  }

  get bytes(): number {
    return this.#from.byteLength;
  }
}

const mostStretches = 8_192;

export function placeAmongKeys(points: readonly Key[], key: Key): number {
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

/** Stretches that touch made one. */
function joined(stretches: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  if (stretches.length < 2) return stretches;
  const merged: [number, number][] = [];
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before !== undefined && from <= before[1]) before[1] = Math.max(before[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function between(stretches: readonly (readonly [number, number])[], length: number): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = [];
  let at = 0;
  for (const [from, to] of stretches) {
    if (at < from) gaps.push([at, from]);
    at = to;
  }
  if (at < length) gaps.push([at, length]);
  return gaps;
}

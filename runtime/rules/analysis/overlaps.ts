import { meet, type Intervals } from "./intervals.ts";
import type { Space } from "./space.ts";

/** So few candidates are looked at one by one. */
const fewCandidates = 256;

/**
 * The places of the rows that a row meets, ascending, its own left out. Of every line it is known which rows reach a stretch of it: where one
 * line leaves few, those are asked; else what meets on all lines is an intersection of bits.
 */
export function overlapsOf({ lines, boxes }: Space): (place: number) => readonly number[] {
  const words = Math.ceil(boxes.length / 32);
  const reaches = lines.map(({ length }, line) =>
    reachOf(
      boxes.map(({ sides }) => sides[line]!),
      length,
      words,
    ),
  );

  const byBits = (place: number): number[] => {
    const meets = new Uint32Array(words).fill(0xffffffff);
    for (const [line, reach] of reaches.entries()) {
      const side = boxes[place]!.sides[line]!;
      if (reach === undefined || isFull(side, lines[line]!.length)) continue;
      const here = reach.always.slice();
      reach.over(side, (row) => (here[row >>> 5]! |= 1 << (row & 31)));
      for (let word = 0; word < words; word++) meets[word]! &= here[word]!;
    }
    const found: number[] = [];
    for (let word = 0; word < words; word++) {
      let bits = meets[word]!;
      while (bits !== 0) {
        const row = word * 32 + 31 - Math.clz32(bits & -bits);
        if (row < boxes.length && row !== place) found.push(row);
        bits &= bits - 1;
      }
    }
    return found;
  };

  return (place) => {
    const { sides } = boxes[place]!;
    const counts = reaches.map((reach, line) =>
      reach === undefined || isFull(sides[line]!, lines[line]!.length) ? Infinity : reach.most(sides[line]!),
    );
    const least = Math.min(...counts);
    if (least > fewCandidates) return byBits(place);
    const reach = reaches[counts.indexOf(least)]!;
    const candidates = new Set(reach.alwaysRows);
    reach.over(sides[counts.indexOf(least)]!, (row) => candidates.add(row));
    candidates.delete(place);
    return [...candidates].filter((row) => boxes[row]!.sides.every((side, line) => meet(side, sides[line]!))).sort((a, b) => a - b);
  };
}

interface Reach {
  /** rows over the whole line, as bits and as places */
  readonly always: Uint32Array;
  readonly alwaysRows: readonly number[];
  /** at most how many rows are on a side */
  readonly most: (side: Intervals) => number;
  /** told of the other rows on a side, some more than once */
  readonly over: (side: Intervals, tell: (row: number) => void) => void;
}

const isFull = (side: Intervals, length: number): boolean => side.length === 2 && side[0] === 0 && side[1] === length;

/** undefined: all rows are over the whole line */
function reachOf(sides: readonly Intervals[], length: number, words: number): Reach | undefined {
  if (sides.every((side) => isFull(side, length))) return undefined;
  const always = new Uint32Array(words);
  const alwaysRows: number[] = [];
  // rows over everything are on every stretch; the others are noted where they begin
  const begins: { readonly at: number; readonly until: number; readonly row: number }[] = [];
  let longest = 0;
  for (const [row, side] of sides.entries()) {
    if (isFull(side, length)) {
      always[row >>> 5]! |= 1 << (row & 31);
      alwaysRows.push(row);
    } else
      for (let piece = 0; piece < side.length; piece += 2) {
        begins.push({ at: side[piece]!, until: side[piece + 1]!, row });
        longest = Math.max(longest, side[piece + 1]! - side[piece]!);
      }
  }
  begins.sort((a, b) => a.at - b.at);
  const starts = new Int32Array(begins.map(({ at }) => at));
  return {
    always,
    alwaysRows,
    most: (side) => {
      let sum = alwaysRows.length;
      for (let piece = 0; piece < side.length; piece += 2)
        sum += firstFrom(starts, side[piece + 1]!) - firstFrom(starts, side[piece]! - longest);
      return sum;
    },
    over: (side, tell) => {
      for (let piece = 0; piece < side.length; piece += 2) {
        const [from, to] = [side[piece]!, side[piece + 1]!];
        for (let index = firstFrom(starts, from - longest); index < begins.length && starts[index]! < to; index++) {
          const { until, row } = begins[index]!;
          if (until > from) tell(row);
        }
      }
    },
  };
}

/** The first index whose value is not below. */
function firstFrom(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

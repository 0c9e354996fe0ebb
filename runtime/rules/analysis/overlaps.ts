import type { Intervals } from "./intervals.ts";
import type { Space } from "./space.ts";

/**
 * For a row, the rows before it that it meets: for every line, which rows reach a stretch of it is known as bits, and what meets on all
 * lines is their intersection.
 */
export function overlapsOf({ lines, boxes }: Space): (place: number) => readonly number[] {
  const words = Math.ceil(boxes.length / 32);
  const full = (side: Intervals, length: number): boolean => side.length === 2 && side[0] === 0 && side[1] === length;
  const reach = lines.map(({ length }, line) => {
    if (boxes.every(({ sides }) => full(sides[line]!, length))) return undefined;
    // rows over everything are on every stretch; the others are noted where they begin
    const always = new Uint32Array(words);
    const begins: { readonly at: number; readonly until: number; readonly row: number }[] = [];
    for (const [row, { sides }] of boxes.entries()) {
      const side = sides[line]!;
      if (full(side, length)) always[row >>> 5]! |= 1 << (row & 31);
      else for (let piece = 0; piece < side.length; piece += 2) begins.push({ at: side[piece]!, until: side[piece + 1]!, row });
    }
    begins.sort((a, b) => a.at - b.at);
    const starts = new Int32Array(begins.map(({ at }) => at));
    const longest = begins.reduce((most, { at, until }) => Math.max(most, until - at), 0);
    return { always, begins, starts, longest };
  });

  return (place) => {
    const meets = new Uint32Array(words).fill(0xffffffff);
    for (const [line, each] of reach.entries()) {
      const side = boxes[place]!.sides[line]!;
      if (each === undefined || full(side, lines[line]!.length)) continue;
      const here = each.always.slice();
      for (let piece = 0; piece < side.length; piece += 2) {
        const [from, to] = [side[piece]!, side[piece + 1]!];
        for (let index = firstFrom(each.starts, from - each.longest); index < each.begins.length && each.starts[index]! < to; index++) {
          const { until, row } = each.begins[index]!;
          if (until > from) here[row >>> 5]! |= 1 << (row & 31);
        }
      }
      for (let word = 0; word < words; word++) meets[word]! &= here[word]!;
    }
    const found: number[] = [];
    for (let word = 0; word <= place >>> 5; word++) {
      let bits = meets[word]!;
      while (bits !== 0) {
        const row = word * 32 + 31 - Math.clz32(bits & -bits);
        if (row < place) found.push(row);
        bits &= bits - 1;
      }
    }
    return found;
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

import type { TableDocument, TableRow } from "#metadata";

type Entry = readonly [string, TableRow];
interface Ranked {
  readonly entry: Entry;
  readonly rank: number;
}

/** Rows that are sorted, or merged, in one step: some ms. */
const stride = 2_048;

/**
 * Rows in the order in which they are asked: band, then `order`, then id. A little at a time: parts are sorted and then merged.
 * `rankOf`: the band of a row by its id.
 */
export function* sortSteps({ rows }: Pick<TableDocument, "rows">, rankOf: (id: string) => number): Generator<undefined, Entry[]> {
  const entries = Object.entries(rows);
  let runs: Ranked[][] = [];
  for (let from = 0; from < entries.length; from += stride) {
    if (from > 0) yield undefined;
    const part = entries.slice(from, from + stride);
    runs.push(part.map((entry) => ({ entry, rank: rankOf(entry[0]) })).sort(compare));
  }
  while (runs.length > 1) {
    const merged: Ranked[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(runs[at + 1] === undefined ? runs[at]! : yield* merge(runs[at]!, runs[at + 1]!));
    runs = merged;
  }
  return (runs[0] ?? []).map(({ entry }) => entry);
}

function compare({ entry: [oneId, one], rank }: Ranked, { entry: [otherId, other], rank: otherRank }: Ranked): number {
  if (rank !== otherRank) return rank - otherRank;
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  return oneId < otherId ? -1 : 1;
}

function* merge(a: readonly Ranked[], b: readonly Ranked[]): Generator<undefined, Ranked[]> {
  const all: Ranked[] = [];
  for (let left = 0, right = 0; left < a.length || right < b.length;) {
    if (all.length % stride === 0) yield undefined;
    const isLeft = right === b.length || (left < a.length && compare(a[left]!, b[right]!) <= 0);
    all.push(isLeft ? a[left++]! : b[right++]!);
  }
  return all;
}

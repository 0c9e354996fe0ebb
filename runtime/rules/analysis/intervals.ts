/** Sets of whole numbers as ascending half-open pieces that do not touch: [from, to, from, to …]. */
export type Intervals = readonly number[];

export const whole = (length: number): Intervals => (length <= 0 ? [] : [0, length]);

/** Pieces in any order, made one set. */
export function united(pieces: readonly (readonly [number, number])[]): Intervals {
  const set: number[] = [];
  for (const [from, to] of pieces.toSorted((a, b) => a[0] - b[0])) {
    if (from >= to) continue;
    const end = set.length - 1;
    if (end > 0 && from <= set[end]!) set[end] = Math.max(set[end]!, to);
    else set.push(from, to);
  }
  return set;
}

/** What lies in both. */
export function common(a: Intervals, b: Intervals): Intervals {
  if (a === b) return a;
  const set: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [from, to] = [Math.max(a[i]!, b[j]!), Math.min(a[i + 1]!, b[j + 1]!)];
    if (from < to) set.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return set;
}

/** What lies in `a` and not in `b`. */
export function without(a: Intervals, b: Intervals): Intervals {
  const set: number[] = [];
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i]!;
    const to = a[i + 1]!;
    for (let j = 0; j < b.length && from < to; j += 2) {
      if (b[j + 1]! <= from) continue;
      if (b[j]! >= to) break;
      if (b[j]! > from) set.push(from, b[j]!);
      from = Math.max(from, b[j + 1]!);
    }
    if (from < to) set.push(from, to);
  }
  return set;
}

export const meet = (a: Intervals, b: Intervals): boolean => {
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]! < b[j + 1]! && b[j]! < a[i + 1]!) return true;
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return false;
};

/** Whether all of `b` lies in `a`. */
export const covers = (a: Intervals, b: Intervals): boolean => without(b, a).length === 0;
export const alike = (a: Intervals, b: Intervals): boolean => a.length === b.length && a.every((each, index) => each === b[index]);

/** What lies in one or the other. */
export function union(a: Intervals, b: Intervals): Intervals {
  const pieces: (readonly [number, number])[] = [];
  for (const set of [a, b]) for (let at = 0; at < set.length; at += 2) pieces.push([set[at]!, set[at + 1]!]);
  return united(pieces);
}

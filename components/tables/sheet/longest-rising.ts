/** The longest run of rising numbers among the given ones, the others left out: what can stay where it is while the rest moves. */
export function longestRising(numbers: readonly number[]): number[] {
  // ends[n]: place of the least number that ends a run of n + 1
  const ends: number[] = [];
  const before: number[] = [];
  for (const [at, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = at;
  }
  const run: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) run.push(numbers[at]!);
  return run.reverse();
}

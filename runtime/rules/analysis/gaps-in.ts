import type { Budget } from "./cover.ts";
import { covers, meet, type Intervals } from "./intervals.ts";

type Sides = readonly Intervals[];

/** Boxes that none of the given ones reaches, at most `most`; lines are gone through in their order. `complete`: there are no others. */
export function gapsIn(
  room: Sides,
  boxes: readonly Sides[],
  most: number,
  budget: Budget,
): { readonly gaps: readonly Sides[]; readonly complete: boolean } {
  const gaps: Sides[] = [];
  const isFull = boxes.map((box) => box.map((side, line) => covers(side, room[line]!)));
  // behind its last side that leaves something out, a box reaches everything
  const fullFrom = isFull.map((full) => full.lastIndexOf(false) + 1);

  const visit = (line: number, left: readonly number[], chosen: Sides): void => {
    if (gaps.length >= most || (budget.left -= 1 + left.length / 16) < 0) return;
    if (left.length === 0) {
      gaps.push([...chosen, ...room.slice(line)]);
      return;
    }
    if (line === room.length || left.some((place) => fullFrom[place]! <= line)) return;
    for (const { here, side } of stretches(line, left)) visit(line + 1, here, [...chosen, side]);
  };

  /** Stretches of a line over which the same boxes stand, gathered: what lies behind them is looked at once. */
  const stretches = (line: number, left: readonly number[]): Iterable<{ readonly here: readonly number[]; readonly side: Intervals }> => {
    const always = left.filter((place) => isFull[place]![line]!);
    const ends: (readonly [at: number, place: number])[] = room[line]!.map((at) => [at, -1]);
    for (const place of left) if (!isFull[place]![line]!) for (const at of boxes[place]![line]!) ends.push([at, place]);
    ends.sort(([a], [b]) => a - b);
    const alike = new Map<string, { readonly here: readonly number[]; readonly side: number[] }>();
    const standing = new Set<number>();
    for (let next = 0; next < ends.length && budget.left > 0;) {
      const from = ends[next]![0];
      for (; next < ends.length && ends[next]![0] === from; next++) {
        const place = ends[next]![1];
        // a side's ends come in turns: where it begins, where it stops
        if (place >= 0 && !standing.delete(place)) standing.add(place);
      }
      const to = ends[next]?.[0];
      if (to === undefined || !meet(room[line]!, [from, to])) continue;
      budget.left -= 1 + standing.size / 16;
      const sorted = [...standing].sort((a, b) => a - b);
      const key = sorted.join();
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { here: [...always, ...sorted].sort((a, b) => a - b), side: [from, to] });
      else if (known.side.at(-1) === from) known.side[known.side.length - 1] = to;
      else known.side.push(from, to);
    }
    return alike.values();
  };

  visit(0, [...boxes.keys()], []);
  return { gaps, complete: budget.left > 0 && gaps.length < most };
}

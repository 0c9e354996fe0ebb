import { common, meet, without, type Intervals } from "./intervals.ts";

type Sides = readonly Intervals[];

/** Steps that an analysis may still take; at 0 it gives up and claims nothing. */
export interface Budget {
  left: number;
}

/** What of a box lies outside another, in boxes that do not meet. */
function cut(box: Sides, by: Sides): Sides[] {
  const pieces: Sides[] = [];
  const inside = [...box];
  for (const [line, side] of box.entries()) {
    const rest = without(side, by[line]!);
    if (rest.length > 0) pieces.push(inside.with(line, rest));
    inside[line] = common(side, by[line]!);
  }
  return pieces;
}

/**
 * Which of the boxes it takes, in their order, to cover one whole; undefined: they do not, or the budget does not suffice to tell.
 */
export function coveredBy<Of extends { readonly sides: Sides }>(
  box: Sides,
  others: readonly Of[],
  budget: Budget,
): readonly Of[] | undefined {
  let pieces: Sides[] = [box];
  const used: Of[] = [];
  for (const other of others) {
    const next: Sides[] = [];
    let took = false;
    for (const piece of pieces) {
      if ((budget.left -= 1) < 0) return undefined;
      if (!piece.every((side, line) => meet(side, other.sides[line]!))) {
        next.push(piece);
        continue;
      }
      took = true;
      next.push(...cut(piece, other.sides));
    }
    if (took) used.push(other);
    pieces = next;
    if (pieces.length === 0) return used;
  }
  return undefined;
}

/** Boxes that none of the given ones reaches, at most `most`; lines are gone through in their order. `complete`: there are no others. */
export function gapsIn(
  room: Sides,
  boxes: readonly Sides[],
  most: number,
  budget: Budget,
): { readonly gaps: readonly Sides[]; readonly complete: boolean } {
  const gaps: Sides[] = [];
  const visit = (line: number, left: readonly Sides[], chosen: readonly Intervals[]): void => {
    if (gaps.length >= most || (budget.left -= 1) < 0) return;
    if (left.length === 0) {
      gaps.push([...chosen, ...room.slice(line)]);
      return;
    }
    if (line === room.length || left.some((box) => box.slice(line).every((side, index) => without(room[line + index]!, side).length === 0)))
      return;
    // stretches of this line over which the same boxes stand, gathered: what lies behind them is looked at once
    const ends = new Set<number>(room[line]);
    for (const box of left) for (const end of box[line]!) ends.add(end);
    const stops = [...ends].sort((a, b) => a - b);
    const alike = new Map<string, { readonly boxes: readonly Sides[]; readonly side: number[] }>();
    for (const [index, from] of stops.entries()) {
      const to = stops[index + 1];
      if (to === undefined || !meet(room[line]!, [from, to])) continue;
      budget.left -= left.length / 16;
      const here: number[] = [];
      for (const [place, box] of left.entries()) if (meet(box[line]!, [from, to])) here.push(place);
      const key = here.join();
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { boxes: here.map((place) => left[place]!), side: [from, to] });
      else if (known.side.at(-1) === from) known.side[known.side.length - 1] = to;
      else known.side.push(from, to);
    }
    for (const { boxes: here, side } of alike.values()) visit(line + 1, here, [...chosen, side]);
  };
  visit(0, boxes, []);
  return { gaps, complete: budget.left > 0 && gaps.length < most };
}

import { common, covers, meet, without, type Intervals } from "./intervals.ts";

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
    if (rest.length === 0) continue;
    pieces.push(inside.with(line, rest));
    inside[line] = common(side, by[line]!);
  }
  return pieces;
}

/** Beyond this many covering boxes nobody looks whether one is too much. */
const mostSpared = 8;

/**
 * Which of the boxes it takes, in their order, to cover one whole; undefined: they do not, or the budget does not suffice to tell.
 */
export function coveredBy<Of extends { readonly sides: Sides }>(
  box: Sides,
  others: readonly Of[],
  budget: Budget,
): readonly Of[] | undefined {
  const alone = others.find(({ sides }) => box.every((side, line) => covers(sides[line]!, side)));
  if (alone !== undefined) return [alone];
  if (others.length < 2 || !touched(box, others)) return undefined;
  let used = cover(box, others, budget);
  if (used === undefined || used.length > mostSpared) return used;
  for (const each of used.toReversed()) {
    const fewer: readonly Of[] = used.filter((other) => other !== each);
    if (cover(box, fewer, budget) !== undefined) used = fewer;
  }
  return used;
}

function cover<Of extends { readonly sides: Sides }>(box: Sides, others: readonly Of[], budget: Budget): readonly Of[] | undefined {
  const used = new Set<Of>();
  // depth first: the first piece that nothing takes ends it
  const pieces: (readonly [piece: Sides, from: number])[] = [[box, 0]];
  for (let next = pieces.pop(); next !== undefined; next = pieces.pop()) {
    const [piece, from] = next;
    let at = from;
    while (at < others.length && !piece.every((side, line) => meet(side, others[at]!.sides[line]!))) at++;
    budget.left -= 1 + (at - from) / 16;
    if (budget.left < 0 || at === others.length) return undefined;
    used.add(others[at]!);
    for (const rest of cut(piece, others[at]!.sides)) pieces.push([rest, at + 1]);
  }
  return others.filter((each) => used.has(each));
}

/** False where a point of the box that is easily found lies in none of the others. */
function touched(box: Sides, others: readonly { readonly sides: Sides }[]): boolean {
  const corners = [
    box.map((side) => side[0]!),
    box.map((side) => side.at(-1)! - 1),
    box.map((side, line) => (line % 2 === 0 ? side[0]! : side.at(-1)! - 1)),
    box.map((side, line) => (line % 2 === 1 ? side[0]! : side.at(-1)! - 1)),
  ];
  return corners.every((point) => others.some(({ sides }) => point.every((place, line) => holds(sides[line]!, place))));
}

function holds(side: Intervals, place: number): boolean {
  for (let piece = 0; piece < side.length; piece += 2) if (side[piece]! <= place && place < side[piece + 1]!) return true;
  return false;
}

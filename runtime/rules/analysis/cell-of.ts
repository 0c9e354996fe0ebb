import { amountOf, type Cell, type Range } from "#metadata";
import type { Key } from "../tables/compile-cell.ts";
import { alike, meet, whole, without, type Intervals } from "./intervals.ts";
import type { Line } from "./space.ts";

type Constant = NonNullable<Range["from"]>;

/** What the document allows in one cell. */
const mostConstants = 2_000;
const mostRanges = 100;

/** By column id, the cells that hold for sides and nothing else; those that no cell can say are left out. */
export function cellsOf(sides: readonly (readonly [line: Line, side: Intervals])[]): Readonly<Record<string, Cell>> {
  return Object.fromEntries(
    sides.flatMap(([line, side]) => {
      const cell = cellOf(line, side);
      return line.column === undefined || cell === undefined ? [] : [[line.column.id, cell] as const];
    }),
  );
}

/** The cell that holds for a side of a column and nothing else; undefined: no one cell does. */
export function cellOf(line: Line, side: Intervals): Cell | undefined {
  const { column, length } = line;
  const given = whole(length - 1);
  if (column === undefined || side.length === 0) return undefined;
  if (alike(side, whole(length))) return { any: true };
  if (alike(side, given)) return { present: true };
  if (alike(side, [length - 1, length])) return { missing: true };
  if (meet(side, [length - 1, length])) return undefined;
  const pieces = piecesOf(line, side);
  const named = pieces.map((each) => pointOf(line, each));
  if (pieces.length <= mostConstants && named.every((each) => each !== undefined)) {
    const constants = named.map((each) => constantOf(line, each));
    return constants.length === 1 ? { eq: constants[0]! } : { in: constants };
  }
  const excepted = piecesOf(line, without(given, side)).map((each) => pointOf(line, each));
  const isOrdered = !isListed(line) && column.type !== "text" && column.type !== "reference";
  // "≥ 1" says more than "not 0"
  if (excepted.length <= mostConstants && excepted.every((each) => each !== undefined) && (!isOrdered || pieces.length > 1))
    return { notIn: excepted.map((each) => constantOf(line, each)) };
  if (column.type === "reference" || isListed(line) || pieces.length > mostRanges) return undefined;
  return { range: pieces.map((each) => rangeOf(line, each)) };
}

/** A stretch of values; ends that are undefined are open. */
interface Piece {
  readonly from: Key | undefined;
  readonly fromOpen: boolean;
  readonly to: Key | undefined;
  readonly toOpen: boolean;
}

/** Columns of which every value is known. */
const isListed = ({ column }: Line): boolean => column?.options !== undefined || column?.type === "boolean" || column?.type === "weekday";

/** The stretches of a side, said alike whatever else is known of the line: where values follow one another, as [from, to). */
function piecesOf(line: Line, side: Intervals): readonly Piece[] {
  const pieces: Piece[] = [];
  const step = isListed(line) ? 1 : Infinity;
  for (let index = 0; index < side.length; index += 2) {
    for (let first = side[index]!; first < side[index + 1]!; first += step) {
      const [low, high] = [line.at(first), line.at(Math.min(first + step, side[index + 1]!) - 1)];
      if (low === undefined || high === undefined) continue;
      const [from, fromOpen] = "value" in low ? [low.value, false] : [low.after, true];
      const [to, toOpen] = "value" in high ? [high.value, false] : [high.before, true];
      const next = following(line);
      pieces.push(
        next === undefined
          ? { from, fromOpen, to, toOpen }
          : {
              from: atLeast(line, from === undefined || !fromOpen ? from : next(from)),
              fromOpen: false,
              to: to === undefined || toOpen ? to : next(to),
              toOpen: true,
            },
      );
    }
  }
  return pieces;
}

/** Types whose values follow one another: the next one. */
function following({ column }: Line): ((key: Key) => Key) | undefined {
  switch (column?.type) {
    case "money":
    case "time":
      return (key) => Number(key) + 1;
    case "date":
      return (key) => new Date(Date.parse(String(key)) + 86_400_000).toISOString().slice(0, 10);
    default:
      return undefined;
  }
}

const least = ({ column }: Line): Key | undefined => (column?.type === "money" || column?.type === "time" ? 0 : undefined);
const atLeast = (line: Line, from: Key | undefined): Key | undefined => (from === least(line) ? undefined : from);

/** The one value of a piece; undefined: it has more. */
function pointOf(line: Line, { from, fromOpen, to, toOpen }: Piece): Key | undefined {
  const first = from ?? least(line);
  const next = following(line);
  if (first === undefined || to === undefined) return undefined;
  if (next !== undefined) return next(first) === to ? first : undefined;
  return first === to && !fromOpen && !toOpen ? first : undefined;
}

function rangeOf(line: Line, { from, fromOpen, to, toOpen }: Piece): Range {
  const bounds = `${from !== undefined && fromOpen ? "(" : "["}${to === undefined || toOpen ? ")" : "]"}` as NonNullable<Range["bounds"]>;
  return {
    from: from === undefined ? null : constantOf(line, from),
    to: to === undefined ? null : constantOf(line, to),
    ...(bounds === "[)" ? {} : { bounds }),
  };
}

/** A key as the document writes it. */
function constantOf({ column }: Line, key: Key): Constant {
  switch (column?.type) {
    case "money":
      return amountOf({ currency: column.currency ?? "", minor: Number(key) });
    case "time": {
      const two = (count: number): string => String(Math.floor(count)).padStart(2, "0");
      const seconds = Number(key);
      return `${two(seconds / 3_600)}:${two((seconds % 3_600) / 60)}${seconds % 60 === 0 ? "" : `:${two(seconds % 60)}`}`;
    }
    case "instant":
      return new Date(Number(key)).toISOString();
    default:
      return key;
  }
}

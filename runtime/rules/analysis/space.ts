import { compareKeys, type Column, type TableRow } from "#metadata";
import type { Key } from "../tables/compile-cell.ts";
import { united, whole, without, type Intervals } from "./intervals.ts";
import { heldBy, wantedOf, type Wanted } from "./wanted.ts";

/**
 * One column as a line of places: values that no cell tells apart share a place, values that cannot be have none, and the last place is
 * that of an absent fact. What a cell holds for is then a set of places.
 */
export interface Line {
  /** undefined: the time in which a row holds */
  readonly column: Column | undefined;
  /** how many places, that of the absent fact included */
  readonly length: number;
  /** what a place stands for: a value, or what lies between two (undefined = open) */
  readonly at: (
    place: number,
  ) => { readonly value: Key } | { readonly after: Key | undefined; readonly before: Key | undefined } | undefined;
}

/** A row as a box: for every line, the places it holds for. */
export interface Box {
  readonly id: string;
  readonly row: TableRow;
  readonly sides: readonly Intervals[];
  /** false: it has conditions that places cannot say, so it may hold for less than the box */
  readonly exact: boolean;
  /** what the row gives, as text */
  readonly out: string;
}

export interface Space {
  readonly lines: readonly Line[];
  /** in the order of the rows */
  readonly boxes: readonly Box[];
}

/** Rows as boxes in one space. Their cells must fit the columns (`checkTable`). */
export function spaceOf(columns: readonly Column[], rows: readonly { readonly id: string; readonly row: TableRow }[]): Space {
  const parts = [
    ...columns.map((column) =>
      lineOf(
        column,
        rows.map(({ row }) => wantedOf(row, column)),
      ),
    ),
    lineOf(
      undefined,
      rows.map(({ row }) => heldBy(row)),
    ),
  ];
  const boxes = rows.map(({ id, row }, index): Box => ({
    id,
    row,
    sides: parts.map(({ sides }) => sides[index]!),
    exact: Object.values(row.cells ?? {}).every((cell) => !("logic" in cell || "hasAny" in cell || "hasAll" in cell)),
    out: givenBy(row),
  }));
  return { lines: parts.map(({ line }) => line), boxes };
}

function lineOf(column: Column | undefined, wanted: readonly Wanted[]): { readonly line: Line; readonly sides: readonly Intervals[] } {
  const points = pointsOf(column, wanted);
  // 2i + 1 is the i-th point, 2i what lies before it, the last what lies beyond all
  const raw = points.length * 2 + 1;
  const real = Array.from({ length: raw }, (_, place) => isReal(column, points, place));
  const placeAt: number[] = [0];
  for (const each of real) placeAt.push(placeAt.at(-1)! + (each ? 1 : 0));
  const present = placeAt[raw]!;
  const length = column === undefined ? present : present + 1;
  const rawOf = real.flatMap((each, place) => (each ? [place] : []));
  const indexOf = new Map(points.map((key, index) => [key, index]));
  const place = (key: Key | undefined, isFrom: boolean, open: boolean): number => {
    if (key === undefined) return isFrom ? 0 : raw;
    const at = indexOf.get(key)! * 2 + 1;
    return isFrom === open ? at + 1 : at;
  };
  const sides = wanted.map((each): Intervals => {
    if (each === "any") return whole(length);
    if (each === "present") return whole(present);
    if (each === "missing") return [present, length];
    const set = united(
      each.spans.map(
        ({ from, fromOpen, to, toOpen }) => [placeAt[place(from, true, fromOpen)]!, placeAt[place(to, false, toOpen)]!] as const,
      ),
    );
    return each.except ? without(whole(present), set) : set;
  });
  const line: Line = {
    column,
    length,
    at: (index) => {
      const from = rawOf[index];
      if (from === undefined) return undefined;
      return from % 2 === 1 ? { value: points[(from - 1) / 2]! } : { after: points[from / 2 - 1], before: points[from / 2] };
    },
  };
  return { line, sides };
}

function pointsOf(column: Column | undefined, wanted: readonly Wanted[]): readonly Key[] {
  const points = new Set<Key>(column?.options);
  if (column?.type === "boolean") for (const each of [false, true]) points.add(each);
  if (column?.type === "weekday") for (const each of [1, 2, 3, 4, 5, 6, 7]) points.add(each);
  for (const each of wanted) {
    if (typeof each === "string") continue;
    for (const { from, to } of each.spans) {
      if (from !== undefined) points.add(from);
      if (to !== undefined) points.add(to);
    }
  }
  return [...points].sort(compareKeys);
}

const day = 86_400_000;

/** Whether any value stands at a raw place. */
function isReal(column: Column | undefined, points: readonly Key[], place: number): boolean {
  const type = column?.type ?? "instant";
  if (place % 2 === 1) {
    const key = points[(place - 1) / 2]!;
    // an option that is gone is no value any more; a day has no second 86,400
    if (column?.options !== undefined) return column.options.has(String(key));
    return type !== "time" || Number(key) < 86_400;
  }
  const [after, before] = [points[place / 2 - 1], points[place / 2]];
  if (type === "boolean" || type === "weekday" || column?.options !== undefined) return false;
  switch (type) {
    case "money":
    case "time": {
      // nobody pays less than nothing
      if (before !== undefined && Number(before) <= (after === undefined ? 0 : Number(after) + 1)) return false;
      return type === "money" || before !== undefined || after === undefined || Number(after) < 86_399;
    }
    case "date":
      return after === undefined || before === undefined || Date.parse(String(before)) - Date.parse(String(after)) > day;
    default:
      return true;
  }
}

/** Whether no facts at all fit a row. */
export const isEmpty = ({ sides }: Box): boolean => sides.some((side) => side.length === 0);

/** What a row gives, as text: rows that give the same have the same. */
export const givenBy = ({ out }: TableRow): string => JSON.stringify(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));

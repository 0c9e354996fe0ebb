import type { Column, TableRow } from "#metadata";
import type { Key } from "../tables/compile-cell.ts";
import { heldBy, mayMeet, wantedOf, type Wanted } from "./wanted.ts";

export interface PlacedRow {
  readonly id: string;
  readonly row: TableRow;
}

interface Neighbourhood {
  /** Places of rows that may meet the row at a place, its own among them. Too many rather than too few. */
  readonly near: (place: number) => readonly number[];
  /** False: the rows at other places that may go first cannot leave nothing to the row at a place. */
  readonly mayBeCovered: (place: number, goesFirst: (other: number) => boolean) => boolean;
}

/** Finds the rows near others without drawing all of them: by the column whose values tell most of them apart, then one by one. */
export function neighbourhood(rows: readonly PlacedRow[], columns: readonly Column[]): Neighbourhood {
  const all = [...rows.keys()];
  // looking through all rows a few times is quicker than sorting them
  let split: Split | "none" | undefined;
  let looked = 0;
  const candidates = (place: number): readonly number[] => {
    if (looked++ < 4) return all;
    split ??= splitRows(rows, columns) ?? "none";
    return (split === "none" ? undefined : split.with(place)) ?? all;
  };
  const near: Neighbourhood["near"] = (place) => {
    const { row } = rows[place]!;
    const asked = columns.flatMap((column) => {
      const wanted = wantedOf(row, column);
      return wanted === "any" ? [] : [{ column, wanted, keys: pointsOf(wanted)?.size ?? Infinity }];
    });
    // what tells most apart is asked first
    asked.sort((a, b) => (a.keys === b.keys ? 0 : a.keys - b.keys));
    const time = heldBy(row);
    return candidates(place).filter((other) => {
      if (other === place) return true;
      const each = rows[other]!.row;
      return (
        asked.every(({ column, wanted }) => mayMeet(wanted, wantedOf(each, column))) && (time === "any" || mayMeet(time, heldBy(each)))
      );
    });
  };
  let asks: Int32Array | undefined;
  return {
    near,
    mayBeCovered: (place, goesFirst) => {
      if (columns.length > mostBits) return true;
      asks ??= askedColumns(rows, columns);
      // what the row does not ask may be absent, and only rows that do not ask it either hold then
      const mask = asks[place]!;
      const { row } = rows[place]!;
      const meets = (at: number): boolean => columns.every((column) => mayMeet(wantedOf(row, column), wantedOf(rows[at]!.row, column)));
      return asks.some((other, at) => at !== place && (other & ~mask) === 0 && goesFirst(at) && meets(at));
    },
  };
}

/** Columns that fit the bits of a number. */
const mostBits = 30;

/** Columns in which each row wants a fact, as bits. */
function askedColumns(rows: readonly PlacedRow[], columns: readonly Column[]): Int32Array {
  const bits = new Map(columns.map(({ id }, index) => [id, 1 << index]));
  return Int32Array.from(rows, ({ row: { cells } }) => {
    let asked = 0;
    for (const id in cells) {
      const cell = cells[id]!;
      if (!("any" in cell || "missing" in cell || "logic" in cell)) asked |= bits.get(id) ?? 0;
    }
    return asked;
  });
}

interface Split {
  /** places of rows that the splitting column does not tell apart from the one at a place, ascending; undefined = all */
  readonly with: (place: number) => readonly number[] | undefined;
}

const pointsOf = (wanted: Wanted): ReadonlySet<Key> | undefined =>
  typeof wanted === "string" || wanted.except ? undefined : wanted.points;

/** Rows by the values they name in the column that leaves the fewest together; undefined: none leaves less than half. */
function splitRows(rows: readonly PlacedRow[], columns: readonly Column[]): Split | undefined {
  const step = Math.max(1, Math.floor(rows.length / 256));
  const sample = rows.filter((_, place) => place % step === 0);
  const left = columns.map((column) => {
    const counts = new Map<Key, number>();
    let others = 0;
    for (const { row } of sample) {
      const points = pointsOf(wantedOf(row, column));
      if (points === undefined) others++;
      else for (const key of points) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const named = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return (others + (counts.size === 0 ? 0 : named / counts.size)) / sample.length;
  });
  const least = Math.min(...left);
  const column = columns[left.indexOf(least)];
  if (column === undefined || least > 0.5) return undefined;
  const others: number[] = [];
  const named = new Map<Key, number[]>();
  for (const [place, { row }] of rows.entries()) {
    const points = pointsOf(wantedOf(row, column));
    if (points === undefined) others.push(place);
    else
      for (const key of points) {
        const known = named.get(key);
        if (known === undefined) named.set(key, [place]);
        else known.push(place);
      }
  }
  return {
    with: (place) => {
      const points = pointsOf(wantedOf(rows[place]!.row, column));
      if (points === undefined) return undefined;
      const found = new Set(others);
      for (const key of points) for (const each of named.get(key) ?? []) found.add(each);
      return [...found].sort((a, b) => a - b);
    },
  };
}

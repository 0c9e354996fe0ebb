import type { Cell } from "#metadata";
import type { Key, Test } from "./compile-cell.ts";

/** Facts as cells compare them, by the columns' places. */
export type Keys = readonly (Key | undefined)[];

/** A cell of a row, ready to be asked. */
export interface RowTest {
  readonly column: number;
  readonly cell: Cell;
  readonly holds: Test;
}

/**
 * Finds the rows whose cells hold: `ask` begins a search and ends the one before, `next` gives the next row by place, ascending; −1 when
 * there is no other. Whoever needs the first alone asks no further. Nothing is allocated.
 */
export interface RowIndex {
  ask(keys: Keys): void;
  next(): number;
  /** bytes held, for limits and measurements */
  readonly bytes: number;
}

/** Says of single rows whether their cells hold: `ask` says for which facts. */
export interface RowFilter {
  ask(keys: Keys): void;
  holds(place: number): boolean;
  readonly bytes: number;
}

/** How big an index may become, and where it divides its rows. */
export interface IndexLimits {
  /** more rows than this are divided by the column that tells them apart best */
  readonly partitionFrom: number;
  /** most bytes of sets of rows; columns that would need more are kept coarsely, and what they find is asked again */
  readonly mostBytes: number;
}
export const usualLimits: IndexLimits = { partitionFrom: 10_000, mostBytes: 24_000_000 };

export const allHold = (tests: readonly RowTest[], keys: Keys): boolean => {
  for (let n = 0; n < tests.length; n++) {
    const test = tests[n]!;
    if (!test.holds(keys[test.column])) return false;
  }
  return true;
};

/** The definition: row by row, cell by cell. */
export class Scan implements RowIndex, RowFilter {
  readonly bytes = 0;
  readonly #rows: readonly { readonly tests: readonly RowTest[] }[];
  #keys: Keys = [];
  #at = 0;

  constructor(rows: readonly { readonly tests: readonly RowTest[] }[]) {
    this.#rows = rows;
  }

  ask(keys: Keys): void {
    this.#keys = keys;
    this.#at = 0;
  }

  next(): number {
    while (this.#at < this.#rows.length) {
      const place = this.#at++;
      if (this.holds(place)) return place;
    }
    return -1;
  }

  holds(place: number): boolean {
    return allHold(this.#rows[place]!.tests, this.#keys);
  }
}

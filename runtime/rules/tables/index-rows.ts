import type { Column } from "#metadata";
import { bitIndex, type Budget } from "./bit-index.ts";
import { coverOf, type ColumnCover, type TestedRow } from "./column-cover.ts";
import { bestDivision, partition } from "./partition.ts";
import { Scan, usualLimits, type IndexLimits, type RowIndex } from "./row-index.ts";

/** From so many rows on an index is quicker than asking one row after another. */
const indexedFrom = 32;

/**
 * An index over rows in their order. Cost of a search grows with the logarithm of the table, not with its length. A generator, so that whoever
 * builds it may do so a slice at a time.
 */
export function* indexRows(
  rows: readonly TestedRow[],
  columns: readonly Column[],
  limits: IndexLimits = usualLimits,
): Generator<void, RowIndex> {
  return yield* indexPart(rows, columns, { bytes: limits.mostBytes }, limits);
}

function* indexPart(
  rows: readonly TestedRow[],
  columns: readonly Column[],
  budget: Budget,
  limits: IndexLimits,
): Generator<void, RowIndex> {
  if (rows.length < indexedFrom) return new Scan(rows);
  const covers: ColumnCover[] = [];
  for (const [place, column] of columns.entries()) {
    const cover = yield* coverOf(rows, place, column);
    if (cover !== undefined) covers.push(cover);
  }
  const division = rows.length > limits.partitionFrom ? yield* bestDivision(covers, rows.length) : undefined;
  if (division !== undefined)
    return yield* partition(rows, columns, covers, division, budget, (part, all, left) => indexPart(part, all, left, limits));
  return (yield* bitIndex(rows, columns, covers, budget)) ?? new Scan(rows);
}

import type { Cell, Range, TableDocument, TableRow } from "#metadata";
import { sameJson } from "../designer/documents.ts";
import { orderedIds } from "../designer/order.ts";
import { type Constant, compareConstants } from "./cell-text.ts";
import type { Column } from "./column.ts";

/** Something about two rows that a person should look at; never in the way of publishing. */
export interface Finding {
  /** shadowed: `row` never decides, `by` comes first · twice: both give the same first output with different others · again: both give the very same output where they meet · same: the rows do not differ */
  readonly is: "shadowed" | "twice" | "again" | "same";
  readonly row: string;
  readonly by: string;
  /** input columns that cause it, for the tint */
  readonly columns: readonly string[];
}

/** Above this many rows only the given rows are held against the others: pairs grow with the square. */
const allPairsUpTo = 400;
const mostFindings = 200;

/**
 * Rows that overlap in a way that matters under the table's hit policy.
 * @param edited rows to look at when the table is too long for all pairs
 */
export function analyse(table: TableDocument, columns: readonly Column[], edited: readonly string[] = []): Finding[] {
  const inputs = columns.filter(({ side }) => side === "input");
  const outputs = columns.filter(({ side }) => side === "output");
  const rows = orderedIds(table.rows as never)
    .map((id) => [id, table.rows[id] as TableRow] as const)
    .filter(([, row]) => row.enabled !== false);
  const found: Finding[] = [];
  const look = (earlier: (typeof rows)[number], later: (typeof rows)[number]): void => {
    const [one, other] = [earlier[1], later[1]];
    if (!datesMeet(one, other)) return;
    const relations = inputs.map((column) => [column, relation(one.cells?.[column.id], other.cells?.[column.id], column)] as const);
    if (relations.some(([, is]) => is === "apart")) return;
    const covered = datesCover(one, other) && relations.every(([, is]) => is === "covers" || is === "equal");
    const causes = relations
      .filter(([column, is]) => is !== "equal" || later[1].cells?.[column.id] !== undefined)
      .map(([column]) => column.id);
    const equal = covered && datesCover(other, one) && relations.every(([, is]) => is === "equal");
    if (equal && sameJson(one.out as never, other.out as never)) found.push({ is: "same", row: later[0], by: earlier[0], columns: [] });
    else if (table.hit === "F") {
      if (covered) found.push({ is: "shadowed", row: later[0], by: earlier[0], columns: causes });
    } else if (outputs.length > 0) {
      const [first, ...rest] = outputs;
      const given = first && one.out[first.id];
      const differs = rest.some(({ id }) => one.out[id] !== other.out[id]);
      if (first && given !== undefined && given === other.out[first.id]) {
        found.push({ is: differs ? "twice" : "again", row: later[0], by: earlier[0], columns: causes });
      }
    }
  };
  const wanted = rows.length <= allPairsUpTo ? undefined : new Set(edited);
  for (let late = 1; late < rows.length; late += 1) {
    for (let early = 0; early < late; early += 1) {
      const [a, b] = [rows[early] as (typeof rows)[number], rows[late] as (typeof rows)[number]];
      if (wanted && !wanted.has(a[0]) && !wanted.has(b[0])) continue;
      look(a, b);
      if (found.length >= mostFindings) return found;
    }
  }
  return found;
}

const datesMeet = (one: TableRow, other: TableRow): boolean =>
  (one.validTo === undefined || other.validFrom === undefined || other.validFrom < one.validTo) &&
  (other.validTo === undefined || one.validFrom === undefined || one.validFrom < other.validTo);
const datesCover = (wide: TableRow, narrow: TableRow): boolean =>
  (wide.validFrom === undefined || (narrow.validFrom !== undefined && wide.validFrom <= narrow.validFrom)) &&
  (wide.validTo === undefined || (narrow.validTo !== undefined && narrow.validTo <= wide.validTo));

type Relation = "apart" | "meet" | "covers" | "equal";

/** How the first cell stands to the second. "meet" where it cannot be told: then nothing is claimed to be covered. */
export function relation(one: Cell | undefined, other: Cell | undefined, column: Column): Relation {
  const [a, b] = [isAny(one) ? undefined : one, isAny(other) ? undefined : other];
  if (a === undefined) return b === undefined ? "equal" : "covers";
  if (b === undefined) return "meet";
  if (sameJson(a as never, b as never)) return "equal";
  const [aMissing, bMissing] = ["missing" in a, "missing" in b];
  if (aMissing || bMissing) return aMissing === bMissing ? "equal" : "apart";
  // an expression may hold where a fact is absent, and what it says of others cannot be told
  if ("logic" in a || "logic" in b) return "meet";
  if ("present" in a) return "covers";
  if ("present" in b) return "meet";
  if ("hasAny" in a || "hasAll" in a || "hasAny" in b || "hasAll" in b) return "meet";
  const points = pointsOf(b);
  if (points) {
    const held = points.filter((point) => holds(a, point, column)).length;
    return held === 0 ? "apart" : held === points.length ? "covers" : "meet";
  }
  const ours = pointsOf(a);
  if (ours) return ours.some((point) => holds(b, point, column)) ? "meet" : "apart";
  if ("range" in a && "range" in b) {
    const [wide, narrow] = [a.range, b.range];
    if (narrow.every((range) => wide.some((over) => rangeCovers(over, range, column)))) return "covers";
    return narrow.some((range) => wide.some((over) => rangesMeet(over, range, column))) ? "meet" : "apart";
  }
  return "meet";
}

const isAny = (cell: Cell | undefined): boolean => cell === undefined || "any" in cell;
const pointsOf = (cell: Cell): readonly Constant[] | undefined => ("eq" in cell ? [cell.eq] : "in" in cell ? cell.in : undefined);

/** Whether a cell lets a value through. */
export function holds(cell: Cell, value: Constant, column: Column): boolean {
  if ("prefix" in cell) return cell.prefix.some((each) => String(value).startsWith(each));
  const same = (one: Constant): boolean => compareConstants(one, value, column) === 0;
  if ("eq" in cell) return same(cell.eq);
  if ("in" in cell) return cell.in.some(same);
  if ("notIn" in cell) return !cell.notIn.some(same);
  if ("range" in cell) return cell.range.some((range) => within(range, value, column));
  return !("missing" in cell);
}

function within({ from, to, bounds = "[)" }: Range, value: Constant, column: Column): boolean {
  const low = from === null ? 1 : compareConstants(value, from, column);
  const high = to === null ? -1 : compareConstants(value, to, column);
  return (low > 0 || (low === 0 && bounds.startsWith("["))) && (high < 0 || (high === 0 && bounds.endsWith("]")));
}

function rangeCovers(wide: Range, narrow: Range, column: Column): boolean {
  const low = wide.from === null ? -1 : narrow.from === null ? 1 : compareConstants(wide.from, narrow.from, column);
  const high = wide.to === null ? 1 : narrow.to === null ? -1 : compareConstants(wide.to, narrow.to, column);
  const lowTight = low === 0 && (wide.bounds ?? "[)").startsWith("(") && (narrow.bounds ?? "[)").startsWith("[");
  const highTight = high === 0 && (wide.bounds ?? "[)").endsWith(")") && (narrow.bounds ?? "[)").endsWith("]");
  return low <= 0 && high >= 0 && !lowTight && !highTight;
}

function rangesMeet(one: Range, other: Range, column: Column): boolean {
  const before = (a: Range, b: Range): boolean => {
    if (a.to === null || b.from === null) return false;
    const gap = compareConstants(a.to, b.from, column);
    return gap < 0 || (gap === 0 && !((a.bounds ?? "[)").endsWith("]") && (b.bounds ?? "[)").startsWith("[")));
  };
  return !before(one, other) && !before(other, one);
}

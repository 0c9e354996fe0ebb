import { columnOf, inOrder, type Column, type TableContext, type TableDocument } from "#metadata";
import { columnFindings } from "./column-findings.ts";
import type { Budget } from "./cover.ts";
import { concernsRows, type TableFinding } from "./finding.ts";
import { gaps } from "./gaps.ts";
import { canMerge, merges } from "./merges.ts";
import { neighbourhood, type PlacedRow } from "./neighbourhood.ts";
import { canShadow, pairs } from "./pairs.ts";
import { givenBy, isEmpty, spaceOf, type Space } from "./space.ts";
import { impossible, unusable } from "./unreachable.ts";

export interface AnalysisOptions extends TableContext {
  /** rows in the order in which they are asked; absent = by their order */
  readonly order?: readonly string[] | undefined;
  /** say only what concerns these rows, such as the one that was just edited: what the whole analysis says of them, gaps and columns left out; absent = all */
  readonly edited?: readonly string[] | undefined;
  /** canonical instant; rows that ended before it have expired */
  readonly now: string;
  /** steps it may take before it gives up what it has not found; absent = enough for thousands of rows, or for a row while somebody types */
  readonly budget?: number | undefined;
}

export interface TableAnalysis {
  readonly findings: readonly TableFinding[];
  /** false: there may be more than was found, because there was too much of it or it took too long */
  readonly complete: boolean;
}

const mostFindings = 500;

/** What is odd about the rows of a table as a whole. Its cells must fit their columns (`checkTable`). */
export function analyseTable(table: TableDocument, options: AnalysisOptions): TableAnalysis {
  const columns = inOrder(table.inputs).map((each) => columnOf(each.id, each, table, options));
  const order = options.order ?? inOrder(table.rows).map(({ id }) => id);
  const rows = order.flatMap((id): PlacedRow[] => {
    const row = table.rows[id];
    return row === undefined || row.enabled === false ? [] : [{ id, row }];
  });
  const budget: Budget = { left: options.budget ?? (options.edited === undefined ? 3_000_000 : 150_000) };
  const edited = options.edited === undefined ? undefined : new Set(options.edited);
  const around = edited === undefined ? undefined : surroundings(table, rows, columns, edited);
  const drawn = spaceOf(columns, around === undefined ? rows : around.places.map((place) => rows[place]!));
  // a row that nothing can fit meets no other
  const space: Space = { ...drawn, boxes: drawn.boxes.filter((box) => !isEmpty(box)) };

  const paired = pairs(table, space, { wanted: edited, judged: around?.judged, budget });
  const empty = edited === undefined ? gaps(table, space, options.now, budget) : { findings: [], complete: true };
  const all: readonly TableFinding[] = [
    ...paired.findings,
    ...empty.findings,
    ...merges(table, drawn),
    ...(edited === undefined ? columnFindings(table, space) : []),
    ...impossible(drawn),
    ...unusable(table, space),
    ...space.boxes
      .filter(({ row }) => row.validTo !== undefined && Date.parse(row.validTo) <= Date.parse(options.now))
      .map(({ id }): TableFinding => ({ is: "expired", severity: "hint", row: id, columns: [] })),
  ];
  const findings = edited === undefined ? all : all.filter((each) => concernsRows(each, edited));
  return {
    findings: findings.slice(0, mostFindings),
    complete: paired.complete && empty.complete && (around?.complete ?? true) && findings.length <= mostFindings,
  };
}

/** An edited row that meets more rows than this is told of by itself alone: what it leaves to them is for the whole analysis. */
const mostMet = 300;

/** The rows that what is said of some rows depends on, by their places, in their order. */
function surroundings(
  table: TableDocument,
  rows: readonly PlacedRow[],
  columns: readonly Column[],
  edited: ReadonlySet<string>,
): { readonly places: readonly number[]; readonly judged: ReadonlySet<string>; readonly complete: boolean } {
  const own = rows.flatMap(({ id }, place) => (edited.has(id) ? [place] : []));
  const { near, mayBeCovered } = neighbourhood(rows, columns);
  const met = new Set(own.flatMap((place) => near(place)));
  const found = new Set(met);
  const judged = new Set(edited);
  const complete = !canShadow(table) || met.size <= mostMet;
  // whether an edited row helps to leave nothing to another, all that meet the other decide
  if (complete && canShadow(table)) {
    for (const place of met) {
      if (!mayBeCovered(place, (other) => table.hit === "P" || other < place)) continue;
      judged.add(rows[place]!.id);
      for (const each of near(place)) found.add(each);
    }
  }
  if (canMerge(table)) for (const place of own) for (const each of runAround(rows, place)) found.add(each);
  return { places: [...found].sort((a, b) => a - b), judged, complete };
}

/** The neighbours that give the same as a row, and the first on each side that does not. */
function runAround(rows: readonly PlacedRow[], place: number): number[] {
  const out = givenBy(rows[place]!.row);
  const found: number[] = [];
  for (const step of [-1, 1]) {
    for (let at = place + step; at >= 0 && at < rows.length; at += step) {
      found.push(at);
      if (givenBy(rows[at]!.row) !== out) break;
    }
  }
  return found;
}

import { inOrder, type TableDocument } from "#metadata";
import { isSingle } from "../tables/hit-policy.ts";
import { cellOf, cellsOf } from "./cell-of.ts";
import { coveredBy, type Budget } from "./cover.ts";
import type { TableFinding } from "./finding.ts";
import { alike, common, covers, whole, without } from "./intervals.ts";
import { overlapsOf } from "./overlaps.ts";
import type { Box, Line, Space } from "./space.ts";

/** More pairs than this nobody reads: what else is odd must still be told. */
const mostPairs = 400;

/** Hit policies under which rows can leave nothing to others. */
export const canShadow = (table: TableDocument): boolean =>
  isSingle(table.hit) && table.hit !== "A" && (table.hit !== "U" || table.onMultiple === "first");

interface PairsOptions {
  /** look only at what concerns these rows; absent = all */
  readonly wanted: ReadonlySet<string> | undefined;
  /** rows of which it is asked whether others leave anything to them; absent = all */
  readonly judged: ReadonlySet<string> | undefined;
  readonly budget: Budget;
}

/** Rows that meet, and rows to which others leave nothing. */
export function pairs(
  table: TableDocument,
  { lines, boxes }: Space,
  { wanted, judged, budget }: PairsOptions,
): { readonly findings: readonly TableFinding[]; readonly complete: boolean } {
  const found: TableFinding[] = [];
  const overlaps = overlapsOf({ lines, boxes });
  const outputs = inOrder(table.outputs);
  const first = outputs.find(({ id }) => id === table.routing?.option) ?? outputs[0];
  const goesFirst = table.hit === "P" ? byRank(table, boxes) : (one: number, other: number) => one < other;
  const isWanted = boxes.map(({ id }) => wanted === undefined || wanted.has(id));
  const metBy = new Map<number, number[]>();
  for (const [place, is] of isWanted.entries()) {
    if (wanted === undefined || !is) continue;
    for (const other of overlaps(place)) metBy.set(other, [...(metBy.get(other) ?? []), place]);
  }
  for (const [place, later] of boxes.entries()) {
    const isJudged = canShadow(table) && (judged === undefined || judged.has(later.id));
    if (!isWanted[place] && !metBy.has(place)) continue;
    const met = isWanted[place] || isJudged ? overlaps(place) : metBy.get(place)!;
    if ((budget.left -= met.length + 1) < 0 || found.length >= mostPairs) return { findings: found, complete: false };
    let repeats = false;
    for (const each of met) {
      if (each > place) break;
      const earlier = boxes[each]!;
      const is = pairOf(table, first?.id, lines, earlier, later);
      if (is?.is === "same") repeats = true;
      if (is === undefined || (!isWanted[place] && !isWanted[each])) continue;
      found.push({
        ...is,
        row: later.id,
        by: [earlier.id],
        columns: causes(lines, earlier, later),
        ...(is.is === "same" ? {} : shared(lines, earlier, later)),
      });
    }
    if (repeats || !isJudged) continue;
    const masks = met.flatMap((each) => (boxes[each]!.exact && goesFirst(each, place) ? [boxes[each]!] : []));
    const share = { left: Math.min(budget.left, 20_000) };
    const given = share.left;
    const by = coveredBy(later.sides, masks, share);
    budget.left -= given - share.left;
    if (by === undefined) continue;
    found.push({
      is: table.hit === "P" ? "outranked" : "shadowed",
      severity: "warning",
      row: later.id,
      by: by.map(({ id }) => id),
      columns: [...new Set(by.flatMap((each) => causes(lines, each, later)))],
    });
  }
  return { findings: found, complete: budget.left > 0 };
}

/** Hit P: whether the outputs of one row go before those of another, by their places. */
function byRank(table: TableDocument, boxes: readonly Box[]): (one: number, other: number) => boolean {
  const ranked = inOrder(table.outputs).flatMap(({ id, options }) =>
    options === undefined ? [] : [{ id, places: new Map(inOrder(options).map((option, place) => [option.id, place])) }],
  );
  const ranks = boxes.map(({ row }) => ranked.map(({ id, places }) => places.get(row.out[id] as string) ?? -1));
  return (one, other) => {
    const [a, b] = [ranks[one]!, ranks[other]!];
    const differs = a.findIndex((rank, index) => rank !== b[index]);
    return differs >= 0 && a[differs]! < b[differs]!;
  };
}

function pairOf(
  table: TableDocument,
  first: string | undefined,
  lines: readonly Line[],
  earlier: Box,
  later: Box,
): Pick<TableFinding, "is" | "severity"> | undefined {
  const sameOut = earlier.out === later.out;
  if (sameOut && isSameBox(lines, earlier, later)) return { is: "same", severity: "hint" };
  const overlap = { is: "overlap", severity: earlier.exact && later.exact ? "blocker" : "warning" } as const;
  switch (table.hit) {
    case "U":
      return table.onMultiple === "first" ? undefined : overlap;
    case "A":
      return sameOut ? undefined : overlap;
    case "C":
    case "R":
    case "O": {
      const { show } = table.routing ?? {};
      // a row that hides is meant to meet those that show
      const hides = show !== undefined && (earlier.row.out[show] === false || later.row.out[show] === false);
      if (first === undefined || hides || !earlier.exact || !later.exact) return undefined;
      const [one, other] = [earlier.row.out[first], later.row.out[first]];
      if (one === undefined || JSON.stringify(one) !== JSON.stringify(other)) return undefined;
      return sameOut ? { is: "again", severity: "warning" } : { is: "twice", severity: "warning" };
    }
    default:
      return undefined;
  }
}

/** Whether two rows hold for the same facts; of what places cannot say, whether it is said in the same words. */
export const isSameBox = (lines: readonly Line[], one: Box, other: Box): boolean =>
  lines.every((_, line) => alike(one.sides[line]!, other.sides[line]!)) &&
  ((one.exact && other.exact) || JSON.stringify(one.row.cells) === JSON.stringify(other.row.cells));

/** The facts for which both hold, and what is left of the later row without them, where it is less in one column alone. */
function shared(lines: readonly Line[], earlier: Box, later: Box): Pick<TableFinding, "where" | "rest"> {
  const both = lines.map((line, index) => [line, common(earlier.sides[index]!, later.sides[index]!)] as const);
  const told = both.filter(([{ column, length }, side]) => column !== undefined && !alike(side, whole(length)));
  const more = lines.flatMap((_, line) => (covers(earlier.sides[line]!, later.sides[line]!) ? [] : [line]));
  const [only] = more;
  const column = only === undefined ? undefined : lines[only]!.column?.id;
  const cell =
    more.length === 1 && column !== undefined && earlier.exact && later.exact
      ? cellOf(lines[only!]!, without(later.sides[only!]!, earlier.sides[only!]!))
      : undefined;
  return { where: cellsOf(told), ...(cell === undefined ? {} : { rest: { column: column!, cell } }) };
}

/** Columns in which one row asks for something that is not just what the other asks for. */
const causes = (lines: readonly Line[], one: Box, other: Box): string[] =>
  lines.flatMap(({ column }, line) => {
    if (column === undefined) return [];
    const asks = one.row.cells?.[column.id] !== undefined || other.row.cells?.[column.id] !== undefined;
    return asks && (!alike(one.sides[line]!, other.sides[line]!) || other.row.cells?.[column.id] !== undefined) ? [column.id] : [];
  });

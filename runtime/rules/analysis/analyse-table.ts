import { inOrder, type CapabilityFact, type Json, type TableContext, type TableDocument, type TableRow } from "#metadata";
import { isSingle } from "../tables/hit-policy.ts";
import { coveredBy, gapsIn, type Budget } from "./cover.ts";
import { alike, covers, meet, union, whole, without, type Intervals } from "./intervals.ts";
import { overlapsOf } from "./overlaps.ts";
import { isEmpty, spaceOf, type Box, type Line, type Space } from "./space.ts";

/**
 * blocker: the table may not be published · warning: somebody should look at it · hint: it could be said more simply
 *
 * overlap: two rows hit together and one may (U), or they may not differ (A) · shadowed: earlier rows leave nothing to it ·
 * outranked: rows of higher priority leave nothing to it · twice: the same option with different terms · again: the same output where
 * they meet · same: the rows do not differ · gap: no row decides there · unreachable: no facts fit it, or none that its option can be used for ·
 * mergeable: two rows could be one · unused: no row asks this column · unnamed: options of a column that no row names · expired: it holds no more
 */
export interface TableFinding {
  readonly is:
    | "overlap"
    | "shadowed"
    | "outranked"
    | "twice"
    | "again"
    | "same"
    | "gap"
    | "unreachable"
    | "mergeable"
    | "unused"
    | "unnamed"
    | "expired";
  readonly severity: "blocker" | "warning" | "hint";
  readonly row?: string;
  /** the rows that cause it */
  readonly by?: readonly string[];
  /** ids of the input columns that it is about */
  readonly columns: readonly string[];
  /** gap: what the facts are there, by input name; unnamed: the options */
  readonly where?: Readonly<Record<string, readonly Json[]>>;
}

export interface AnalysisOptions extends TableContext {
  /** rows in the order in which they are asked; absent = by their order */
  readonly order?: readonly string[] | undefined;
  /** look at pairs with these rows alone, such as the one that was just edited; absent = all */
  readonly edited?: readonly string[] | undefined;
  /** canonical instant; rows that ended before it have expired */
  readonly now: string;
  /** steps it may take before it gives up what it has not found; absent = enough for thousands of rows */
  readonly budget?: number | undefined;
}

export interface TableAnalysis {
  readonly findings: readonly TableFinding[];
  /** false: there may be more than was found, because there was too much of it or it took too long */
  readonly complete: boolean;
}

const mostFindings = 500;
const mostGaps = 20;

/** What is odd about the rows of a table as a whole. Its cells must fit their columns (`checkTable`). */
export function analyseTable(table: TableDocument, options: AnalysisOptions): TableAnalysis {
  const order = options.order ?? inOrder(table.rows).map(({ id }) => id);
  const drawn = spaceOf(table, options, order);
  // a row that nothing can fit meets no other
  const [boxes, never] = [drawn.boxes.filter((box) => !isEmpty(box)), drawn.boxes.filter(isEmpty)];
  const space: Space = { ...drawn, boxes };
  const budget: Budget = { left: options.budget ?? 3_000_000 };
  const findings: TableFinding[] = [
    ...pairs(table, space, options.edited, budget),
    ...(options.edited === undefined
      ? [...gaps(table, space, options.now, budget), ...merges(table, space), ...columnsOf(table, space)]
      : []),
    ...never.map(({ id, sides }): TableFinding => ({
      is: "unreachable",
      severity: "warning",
      row: id,
      columns: sides.flatMap((side, line) =>
        side.length === 0 && drawn.lines[line]!.column !== undefined ? [drawn.lines[line]!.column!.id] : [],
      ),
    })),
    ...unreachable(table, space),
    ...space.boxes
      .filter(({ row }) => row.validTo !== undefined && Date.parse(row.validTo) <= Date.parse(options.now))
      .map(({ id }): TableFinding => ({ is: "expired", severity: "hint", row: id, columns: [] })),
  ];
  return { findings: findings.slice(0, mostFindings), complete: budget.left > 0 && findings.length <= mostFindings };
}

const outKey = (row: TableRow): string => JSON.stringify(Object.entries(row.out).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Rows that meet, and rows to which others leave nothing. */
function pairs(table: TableDocument, { lines, boxes }: Space, edited: readonly string[] | undefined, budget: Budget): TableFinding[] {
  const found: TableFinding[] = [];
  const overlaps = overlapsOf({ lines, boxes });
  const wanted = edited === undefined ? undefined : new Set(edited);
  const outputs = inOrder(table.outputs);
  const first = outputs.find(({ id }) => id === table.routing?.option) ?? outputs[0];
  const ranks = table.hit === "P" ? goesFirst(table, boxes) : undefined;
  for (const [place, later] of boxes.entries()) {
    const before = overlaps(place).map((index) => boxes[index]!);
    if ((budget.left -= before.length + 1) < 0 || found.length > mostFindings) return found;
    const concerns = wanted === undefined || wanted.has(later.id) ? before : before.filter(({ id }) => wanted.has(id));
    for (const earlier of concerns) {
      const is = pairOf(table, first?.id, earlier, later);
      if (is !== undefined) found.push({ ...is, row: later.id, by: [earlier.id], columns: causes(lines, earlier, later) });
    }
    if (wanted !== undefined && concerns.length === 0) continue;
    if (!isSingle(table.hit) || table.hit === "A" || (table.hit === "U" && table.onMultiple !== "first")) continue;
    // hit P is told apart by what goes first, not by what stands first
    const masks = (ranks === undefined ? before : boxes.filter((each, other) => ranks(other, place) && meets(each, later))).filter(
      ({ exact }) => exact,
    );
    const alone = masks.find(({ sides }) => sides.every((side, line) => covers(side, later.sides[line]!)));
    const share = { left: Math.min(budget.left, 20_000) };
    const given = share.left;
    const by = alone === undefined ? coveredBy(later.sides, masks, share) : [alone];
    budget.left -= given - share.left;
    if (by === undefined || found.some(({ is, row }) => is === "same" && row === later.id)) continue;
    found.push({
      is: table.hit === "P" ? "outranked" : "shadowed",
      severity: "warning",
      row: later.id,
      by: by.map(({ id }) => id),
      columns: [...new Set(by.flatMap((each) => causes(lines, each, later)))],
    });
  }
  return found;
}

/** Hit P: whether the outputs of one row go before those of another, by their places. */
function goesFirst(table: TableDocument, boxes: readonly Box[]): (one: number, other: number) => boolean {
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

const meets = (one: Box, other: Box): boolean => one.sides.every((side, line) => meet(side, other.sides[line]!));

function pairOf(
  table: TableDocument,
  first: string | undefined,
  earlier: Box,
  later: Box,
): Pick<TableFinding, "is" | "severity"> | undefined {
  const sameOut = outKey(earlier.row) === outKey(later.row);
  const sameBox =
    earlier.sides.every((side, line) => alike(side, later.sides[line]!)) &&
    (earlier.exact && later.exact ? true : JSON.stringify(earlier.row.cells) === JSON.stringify(later.row.cells));
  if (sameBox && sameOut) return { is: "same", severity: "hint" };
  switch (table.hit) {
    case "U":
      return table.onMultiple === "first" ? undefined : { is: "overlap", severity: earlier.exact && later.exact ? "blocker" : "warning" };
    case "A":
      return sameOut ? undefined : { is: "overlap", severity: earlier.exact && later.exact ? "blocker" : "warning" };
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

/** Columns in which one row asks for something that is not just what the other asks for. */
const causes = (lines: readonly Line[], one: Box, other: Box): string[] =>
  lines.flatMap(({ column }, line) => {
    if (column === undefined) return [];
    const asks = one.row.cells?.[column.id] !== undefined || other.row.cells?.[column.id] !== undefined;
    return asks && (!alike(one.sides[line]!, other.sides[line]!) || other.row.cells?.[column.id] !== undefined) ? [column.id] : [];
  });

/** Facts, all given, for which no row that holds now decides; only where one must. */
function gaps(table: TableDocument, { lines, boxes }: Space, now: string, budget: Budget): TableFinding[] {
  if (!isSingle(table.hit) || table.default !== undefined || Object.keys(table.rows).length === 0) return [];
  const time = Date.parse(now);
  const asked = lines.flatMap(({ column, length }, line) =>
    column !== undefined && boxes.some(({ sides }) => !alike(sides[line]!, whole(length))) ? [line] : [],
  );
  const room = asked.map((line) => whole(lines[line]!.length - 1));
  const live = boxes.filter(({ row: { validFrom, validTo } }) => {
    return (validFrom === undefined || Date.parse(validFrom) <= time) && (validTo === undefined || time < Date.parse(validTo));
  });
  const found = gapsIn(
    room,
    live.map(({ sides }) => asked.map((line) => sides[line]!)),
    mostGaps,
    { left: Math.min(budget.left, 300_000) },
  );
  return joined(found.gaps).map((sides): TableFinding => {
    const told = asked.flatMap((line, index) => (alike(sides[index]!, room[index]!) ? [] : [[lines[line]!, sides[index]!] as const]));
    return {
      is: "gap",
      severity: "warning",
      columns: told.map(([{ column }]) => column!.id),
      where: Object.fromEntries(told.map(([line, side]) => [line.column!.name, valuesOf(line, side)])),
    };
  });
}

/** Boxes that differ on one line alone made one. */
function joined(boxes: readonly (readonly Intervals[])[]): readonly (readonly Intervals[])[] {
  const left = [...boxes];
  for (let one = 0; one < left.length; one++) {
    for (let other = one + 1; other < left.length; other++) {
      const [a, b] = [left[one]!, left[other]!];
      const differ = a.flatMap((side, line) => (alike(side, b[line]!) ? [] : [line]));
      if (differ.length !== 1) continue;
      const line = differ[0]!;
      left[one] = a.with(line, union(a[line]!, b[line]!));
      left.splice(other, 1);
      // what could not be joined before may fit the larger one
      one = -1;
      break;
    }
  }
  return left;
}

/** Places as values people know: a value, or { after, before } of what lies between two. At most eight. */
function valuesOf(line: Line, side: Intervals): Json[] {
  const values: Json[] = [];
  const { column } = line;
  const listed = column?.options !== undefined || column?.type === "boolean" || column?.type === "weekday";
  for (let place = 0; listed && place < line.length - 1; place++) {
    const at = line.at(place);
    if (at !== undefined && "value" in at && meet(side, [place, place + 1])) values.push(at.value);
  }
  if (listed) return values;
  for (let piece = 0; piece < side.length && values.length < 8; piece += 2) {
    const [from, to] = [line.at(side[piece]!), line.at(side[piece + 1]! - 1)];
    if (from === undefined || to === undefined) continue;
    if (side[piece + 1]! - side[piece]! === 1 && "value" in from) values.push(from.value);
    else {
      const after = "value" in from ? from.value : from.after;
      const before = "value" in to ? to.value : to.before;
      values.push({
        ...(after === undefined ? {} : { ["value" in from ? "from" : "after"]: after }),
        ...(before === undefined ? {} : { ["value" in to ? "to" : "before"]: before }),
      });
    }
  }
  return values;
}

/** Rows with one answer that differ in one column alone: one row could say both. Where order decides, only neighbours. */
function merges(table: TableDocument, { lines, boxes }: Space): TableFinding[] {
  if (table.hit === "C" || table.hit === "R" || table.hit === "O" || table.hit.length > 1) return [];
  const found: TableFinding[] = [];
  const taken = new Set<string>();
  for (const [place, later] of boxes.entries()) {
    const earlier = boxes[place - 1];
    if (earlier === undefined || taken.has(earlier.id) || !earlier.exact || !later.exact || outKey(earlier.row) !== outKey(later.row))
      continue;
    const differ = lines.flatMap(({ column }, line) => (alike(earlier.sides[line]!, later.sides[line]!) ? [] : [column]));
    const [only] = differ;
    if (differ.length !== 1 || only === undefined) continue;
    taken.add(later.id);
    found.push({ is: "mergeable", severity: "hint", row: later.id, by: [earlier.id], columns: [only.id] });
  }
  return found;
}

/** Columns that no row asks, and options of a column that no row names although each row names some. */
function columnsOf(table: TableDocument, { lines, boxes }: Space): TableFinding[] {
  if (boxes.length === 0) return [];
  const logic = JSON.stringify(
    boxes
      .flatMap(({ row }) => [...Object.values(row.cells ?? {}), ...Object.values(row.out)])
      .filter((each) => typeof each === "object" && "logic" in each),
  );
  const routed = new Set([...Object.values(table.routing?.facts ?? {}), table.routing?.split?.key]);
  return lines.flatMap(({ column, length }, line): TableFinding[] => {
    if (column === undefined || routed.has(column.id)) return [];
    if (boxes.every(({ row }) => row.cells?.[column.id] === undefined)) {
      return logic.includes(`"${column.name}"`) ? [] : [{ is: "unused", severity: "hint", columns: [column.id] }];
    }
    if (column.options === undefined || boxes.some(({ sides }) => alike(sides[line]!, whole(length)))) return [];
    const options = [...column.options];
    const named = new Set(boxes.flatMap(({ row }) => namedBy(row.cells?.[column.id])));
    const unnamed = options.filter((each) => !named.has(each));
    const reached = boxes.reduce<Intervals>((left, { sides }) => without(left, sides[line]!), whole(length - 1));
    return unnamed.length === 0 || reached.length === 0
      ? []
      : [{ is: "unnamed", severity: "hint", columns: [column.id], where: { [column.name]: unnamed } }];
  });
}

const namedBy = (cell: unknown): readonly string[] =>
  typeof cell === "object" && cell !== null ? Object.values(cell).flat().map(String) : [];

/** Tables that route: rows whose option can never be used where they hold. */
function unreachable(table: TableDocument, { lines, boxes }: Space): TableFinding[] {
  const { routing } = table;
  if (routing?.capabilities === undefined) return [];
  return boxes.flatMap(({ id, row, sides }): TableFinding[] => {
    const option = row.out[routing.option];
    const capability =
      typeof option === "string" && Object.hasOwn(routing.capabilities!, option) ? routing.capabilities![option] : undefined;
    if (capability === undefined) return [];
    const columns = Object.entries(routing.facts ?? {}).flatMap(([fact, column]) => {
      const line = lines.findIndex((each) => each.column?.id === column);
      const each = lines[line];
      const list = { country: capability.countries, currency: capability.currencies, channel: capability.channels }[
        fact as Exclude<CapabilityFact, "amount" | "needs">
      ];
      if (each === undefined || list === undefined || row.cells?.[column!] === undefined) return [];
      const held: [number, number][] = [];
      // what no cell names shares a place with values that the list may hold
      for (let place = 0; place < each.length; place++) {
        const at = each.at(place);
        if (at === undefined || !("value" in at) || list.includes(String(at.value))) held.push([place, place + 1]);
      }
      const side = held.flat();
      return held.some(([from, to]) => meet(sides[line]!, [from, to])) || side.length === 0 ? [] : [column!];
    });
    return columns.length === 0 ? [] : [{ is: "unreachable", severity: "warning", row: id, columns }];
  });
}

import { amountOf, type Json, type TableDocument } from "#metadata";
import { isSingle } from "../tables/hit-policy.ts";
import type { Key } from "../tables/compile-cell.ts";
import type { Budget } from "./cover.ts";
import type { TableFinding } from "./finding.ts";
import { gapsIn } from "./gaps-in.ts";
import { alike, meet, union, whole, without, type Intervals } from "./intervals.ts";
import type { Line, Space } from "./space.ts";

const mostGaps = 20;

/** Facts, all given, for which no row that holds now decides; only where one must. */
export function gaps(
  table: TableDocument,
  { lines, boxes }: Space,
  now: string,
  budget: Budget,
): { readonly findings: readonly TableFinding[]; readonly complete: boolean } {
  if (!isSingle(table.hit) || table.default !== undefined || Object.keys(table.rows).length === 0) return { findings: [], complete: true };
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
  const findings = joined(found.gaps).map((sides): TableFinding => {
    const told = asked.flatMap((line, index) => (alike(sides[index]!, room[index]!) ? [] : [[lines[line]!, sides[index]!] as const]));
    return {
      is: "gap",
      severity: "warning",
      columns: told.map(([{ column }]) => column!.id),
      where: Object.fromEntries(told.map(([line, side]) => [line.column!.name, valuesOf(line, side)])),
    };
  });
  return { findings, complete: found.complete };
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

const mostValues = 50;

/** Places as people know them: constants where the column has options or what is left out are single values, else ranges. */
function valuesOf(line: Line, side: Intervals): Json[] {
  const { column } = line;
  if (column?.options !== undefined || column?.type === "boolean" || column?.type === "weekday") return pointsIn(line, side) ?? [];
  if (column?.type === "text" || column?.type === "reference") {
    const named = pointsIn(line, side);
    if (named !== undefined) return named.slice(0, mostValues);
    const except = pointsIn(line, without(whole(line.length - 1), side));
    if (except !== undefined && except.length <= mostValues) return [{ except }];
  }
  const values: Json[] = [];
  for (let piece = 0; piece < side.length && values.length < mostValues; piece += 2) {
    const [from, to] = [line.at(side[piece]!), line.at(side[piece + 1]! - 1)];
    if (from === undefined || to === undefined) continue;
    if (side[piece + 1]! - side[piece]! === 1 && "value" in from) {
      values.push(constantOf(line, from.value));
      continue;
    }
    const after = "value" in from ? from.value : from.after;
    const before = "value" in to ? to.value : to.before;
    values.push({
      ...(after === undefined ? {} : { ["value" in from ? "from" : "after"]: constantOf(line, after) }),
      ...(before === undefined ? {} : { ["value" in to ? "to" : "before"]: constantOf(line, before) }),
    });
  }
  return values;
}

/** The values a side stands for; undefined: it stands for more than values that are named. */
function pointsIn(line: Line, side: Intervals): Json[] | undefined {
  const values: Json[] = [];
  for (let place = 0; place < line.length - 1; place++) {
    if (!meet(side, [place, place + 1])) continue;
    const at = line.at(place);
    if (at === undefined || !("value" in at)) return undefined;
    values.push(constantOf(line, at.value));
  }
  return values;
}

/** A key as the document writes it. */
function constantOf({ column }: Line, key: Key): Json {
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

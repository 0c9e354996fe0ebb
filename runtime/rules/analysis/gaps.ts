import type { TableDocument } from "#metadata";
import { isSingle } from "../tables/hit-policy.ts";
import { cellsOf } from "./cell-of.ts";
import type { Budget } from "./cover.ts";
import type { TableFinding } from "./finding.ts";
import { gapsIn } from "./gaps-in.ts";
import { alike, union, whole, type Intervals } from "./intervals.ts";
import type { Space } from "./space.ts";

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
      where: cellsOf(told),
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

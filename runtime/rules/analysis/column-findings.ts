import type { TableDocument } from "#metadata";
import type { TableFinding } from "./finding.ts";
import { alike, whole, without, type Intervals } from "./intervals.ts";
import type { Space } from "./space.ts";

/** Columns that no row asks, and options of a column that no row names although each row names some. */
export function columnFindings(table: TableDocument, { lines, boxes }: Space): TableFinding[] {
  if (boxes.length === 0) return [];
  const logic = JSON.stringify(
    boxes
      .flatMap(({ row }) => [...Object.values(row.cells ?? {}), ...Object.values(row.out)])
      .filter((each) => typeof each === "object" && "logic" in each),
  );
  const routed = new Set([...Object.values(table.routing?.facts ?? {}), table.routing?.split?.key, ...Object.values(table.rotation ?? {})]);
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
      : [{ is: "unnamed", severity: "hint", columns: [column.id], where: { [column.id]: { in: unnamed } } }];
  });
}

const namedBy = (cell: unknown): readonly string[] =>
  typeof cell === "object" && cell !== null ? Object.values(cell).flat().map(String) : [];

import type { CapabilityFact, Cell, TableDocument } from "#metadata";
import type { TableFinding } from "./finding.ts";
import { meet } from "./intervals.ts";
import { isEmpty, type Space } from "./space.ts";

/** Rows that no facts fit. */
export const impossible = ({ lines, boxes }: Space): TableFinding[] =>
  boxes.filter(isEmpty).map(({ id, sides }) => ({
    is: "unreachable",
    severity: "warning",
    row: id,
    columns: sides.flatMap((side, line) => (side.length === 0 && lines[line]!.column !== undefined ? [lines[line]!.column!.id] : [])),
  }));

/** Tables that route: rows whose option can never be used where they hold. */
export function unusable(table: TableDocument, { lines, boxes }: Space): TableFinding[] {
  const { routing } = table;
  if (routing?.capabilities === undefined) return [];
  return boxes.flatMap(({ id, row, sides }): TableFinding[] => {
    const option = row.out[routing.option];
    const capability =
      typeof option === "string" && Object.hasOwn(routing.capabilities!, option) ? routing.capabilities![option] : undefined;
    if (capability === undefined) return [];
    const columns = Object.entries(routing.facts ?? {}).flatMap(([fact, column]): (readonly [string, Cell])[] => {
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
      return held.some(([from, to]) => meet(sides[line]!, [from, to])) || side.length === 0 ? [] : [[column!, { in: list }]];
    });
    if (columns.length === 0) return [];
    return [
      { is: "unreachable", severity: "warning", row: id, columns: columns.map(([column]) => column), where: Object.fromEntries(columns) },
    ];
  });
}

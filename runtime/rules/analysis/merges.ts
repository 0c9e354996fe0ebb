import type { TableDocument } from "#metadata";
import { isSingle } from "../tables/hit-policy.ts";
import type { TableFinding } from "./finding.ts";
import { alike } from "./intervals.ts";
import { isEmpty, type Box, type Space } from "./space.ts";

/** Where order decides and one row answers, neighbours with one answer that differ in one column alone could be one row. */
export const canMerge = ({ hit }: TableDocument): boolean => isSingle(hit);

/** Runs of neighbours that could be one row, told at the last of them. */
export function merges(table: TableDocument, { lines, boxes }: Space): TableFinding[] {
  if (!canMerge(table)) return [];
  const found: TableFinding[] = [];
  let run: { readonly ids: string[]; readonly column: string } | undefined;
  const end = (): void => {
    if (run !== undefined)
      found.push({ is: "mergeable", severity: "hint", row: run.ids.at(-1)!, by: run.ids.slice(0, -1), columns: [run.column] });
    run = undefined;
  };
  for (const [place, later] of boxes.entries()) {
    const earlier = boxes[place - 1];
    const column = earlier === undefined ? undefined : onlyDifference(lines, earlier, later);
    if (run !== undefined && run.column === column) run.ids.push(later.id);
    else {
      end();
      if (column !== undefined) run = { ids: [earlier!.id, later.id], column };
    }
  }
  end();
  return found;
}

function onlyDifference(lines: Space["lines"], earlier: Box, later: Box): string | undefined {
  if (earlier.out !== later.out || !earlier.exact || !later.exact || isEmpty(earlier) || isEmpty(later)) return undefined;
  const differ = lines.flatMap(({ column }, line) => (alike(earlier.sides[line]!, later.sides[line]!) ? [] : [column]));
  return differ.length === 1 ? differ[0]?.id : undefined;
}

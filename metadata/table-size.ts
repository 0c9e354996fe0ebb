import type { Cell, TableDocument } from "./documents/table.ts";
import { problem, type Problem } from "./problem.ts";

/** Most constants in the cells of one table, and most cells, filled or not: rows by inputs. Whoever compiles more would be held up for seconds. */
export const tableLimits = { constants: 500_000, cells: 5_000_000 } as const;

/** What is wrong with a table because it is too large, found without looking into its constants. */
export function oversize({ name, rows, inputs }: Pick<TableDocument, "name" | "rows" | "inputs">): Problem | undefined {
  const all = Object.values(rows);
  const columns = Object.keys(inputs).length;
  const tooLarge = (what: string, is: number, most: number): Problem =>
    problem("too_large", "/rows", `The table ${name} has ${is} ${what}; there may be ${most}. Divide it into several tables`, {
      details: { is, limit: most },
    });
  if (all.length * columns > tableLimits.cells)
    return tooLarge(`cells (${all.length} rows of ${columns})`, all.length * columns, tableLimits.cells);
  let constants = 0;
  for (const { cells = {} } of all) for (const cell of Object.values(cells)) constants += constantsIn(cell);
  return constants > tableLimits.constants ? tooLarge("constants in its cells", constants, tableLimits.constants) : undefined;
}

function constantsIn(cell: Cell): number {
  if ("in" in cell) return cell.in.length;
  if ("notIn" in cell) return cell.notIn.length;
  if ("range" in cell) return cell.range.length * 2;
  if ("prefix" in cell) return cell.prefix.length;
  if ("hasAny" in cell) return cell.hasAny.length;
  if ("hasAll" in cell) return cell.hasAll.length;
  return 1;
}

import type { TableDocument } from "./documents/table.ts";
import { pointer, problem, type Problem } from "./problem.ts";
import { columnOf, readConstant, readFact, type Column, type TableContext } from "./table-values.ts";
import { closest } from "./values/index.ts";

/** Most examples of a table. */
export const mostExamples = 500;

/** What is wrong with the examples of a table beyond their shape: names that are not there, values that do not fit. Not whether they hold. */
export function checkExamples(table: TableDocument, context: TableContext = {}): Problem[] {
  const problems: Problem[] = [];
  const columns = (given: TableDocument["inputs"] | TableDocument["outputs"]): readonly Column[] =>
    Object.entries(given).map(([id, column]) => columnOf(id, column, table, context));
  const [facts, results] = [byName(columns(table.inputs)), byName(columns(table.outputs))];
  const option = results.get(table.outputs[table.routing?.option ?? ""]?.name ?? "");
  for (const [id, { facts: given, expect }] of Object.entries(table.examples ?? {})) {
    const at = pointer("examples", id);
    for (const [name, value] of Object.entries(given)) {
      const column = named(facts, name, `${at}/facts`, "input", problems);
      if (column !== undefined && value !== null) told(readFact(column, value), `${at}/facts${pointer(name)}`, problems);
    }
    if (expect.outputs === undefined && expect.options === undefined && expect.hits === undefined)
      problems.push(problem("required", `${at}/expect`, "Say what the table has to answer: its outputs, its options or the rows that hit"));
    for (const [index, output] of (expect.outputs ?? []).entries()) {
      for (const [name, value] of Object.entries(output)) {
        const place = `${at}/expect/outputs/${index}`;
        // hit policy C# answers with a count that is no output
        const column = table.hit === "C#" && name === "count" ? undefined : named(results, name, place, "output", problems);
        if (column === undefined || value === null) continue;
        for (const each of column.list && Array.isArray(value) ? value : [value])
          told(readFact({ ...column, options: undefined }, each), place + pointer(name), problems);
      }
    }
    if (expect.options !== undefined) {
      if (option === undefined)
        problems.push(problem("invalid_document", `${at}/expect/options`, "Only a table that routes has options; expect its outputs"));
      else
        for (const [index, each] of expect.options.entries()) told(readConstant(option, each), `${at}/expect/options/${index}`, problems);
    }
    for (const [index, row] of (expect.hits ?? []).entries()) {
      if (!Object.hasOwn(table.rows, row))
        problems.push(problem("unknown_name", `${at}/expect/hits/${index}`, `The table has no row with id "${row}"`));
    }
  }
  return problems;
}

const byName = (columns: readonly Column[]): ReadonlyMap<string, Column> => new Map(columns.map((column) => [column.name, column]));

function named(
  columns: ReadonlyMap<string, Column>,
  name: string,
  at: string,
  what: "input" | "output",
  problems: Problem[],
): Column | undefined {
  const column = columns.get(name);
  if (column !== undefined) return column;
  const near = closest(name, [...columns.keys()]);
  problems.push(
    problem(
      "unknown_name",
      at + pointer(name),
      `The table has no ${what} "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
    ),
  );
  return undefined;
}

function told(read: ReturnType<typeof readFact>, at: string, problems: Problem[]): void {
  if ("unreadable" in read) problems.push(problem(read.unreadable.code, at, read.unreadable.message));
}

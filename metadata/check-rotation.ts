import type { ColumnType, Rotation, TableDocument } from "./documents/table.ts";
import { problem, type Problem } from "./problem.ts";
import type { Column } from "./table-values.ts";

const handed: readonly ColumnType[] = ["text", "enum", "reference"];

/** What is wrong with how a table hands work round: columns that are not there, or not of the kind that is needed. */
export function checkRotation(
  { hit }: TableDocument,
  rotation: Rotation,
  inputs: ReadonlyMap<string, Column>,
  outputs: ReadonlyMap<string, Column>,
): Problem[] {
  const problems: Problem[] = [];
  if (!["U", "A", "P", "F"].includes(hit))
    problems.push(
      problem("invalid_document", "/hit", "A table that hands work round answers with one row: its hit policy is U, A, P or F"),
    );
  const column = (
    place: keyof Rotation,
    known: ReadonlyMap<string, Column>,
    types: readonly ColumnType[],
    list: boolean,
  ): Column | undefined => {
    const id = rotation[place];
    if (id === undefined) return undefined;
    const found = known.get(id);
    const side = known === inputs ? "input" : "output";
    if (found === undefined) problems.push(problem("unknown_name", `/rotation/${place}`, `The table has no ${side} with id "${id}"`));
    else if (!types.includes(found.type) || found.list !== list)
      problems.push(
        problem(
          "wrong_type",
          `/rotation/${place}`,
          `Here stands ${list ? "a list of " : ""}${types.join(" or ")}; "${found.name}" is none`,
        ),
      );
    return found;
  };
  const among = column("among", outputs, handed, true);
  const to = column("to", outputs, handed, false);
  if (among !== undefined && to !== undefined && among.type !== to.type)
    problems.push(
      problem("wrong_type", "/rotation/to", `"${to.name}" is ${to.type}, and the members of "${among.name}" are ${among.type}`),
    );
  column("turn", inputs, ["number"], false);
  column("away", inputs, ["set"], false);
  return problems;
}

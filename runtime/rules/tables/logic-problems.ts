import {
  expressionTypes,
  pointer,
  problem,
  typeName,
  type Operator,
  type Problem,
  type Registry,
  type TableDocument,
  type ValueType,
} from "#metadata";
import { compileExpression } from "../compile-expression.ts";

/** What is wrong with the expressions in the cells and outputs of a table, against the types of its inputs. */
export function tableLogicProblems(table: TableDocument, operators: Registry<Operator>): Problem[] {
  const problems: Problem[] = [];
  const types = new Map<string, ValueType>(Object.values(table.inputs).map(({ name, type }) => [name, expressionTypes[type]]));
  const look = (given: unknown, path: string, wants: (type: ValueType) => string | undefined): void => {
    if (typeof given !== "object" || given === null || !("logic" in given)) return;
    const compiled = compileExpression(given.logic, { operators, types: (name) => types.get(name) });
    if (!compiled.ok) {
      problems.push(...compiled.problems.map((each) => ({ ...each, path: `${path}/logic${each.path}` })));
      return;
    }
    for (const name of compiled.value.reads) {
      if (types.has(name.split(".")[0]!)) continue;
      problems.push(
        problem("unknown_name", `${path}/logic`, `The table ${table.name} has no input "${name}"`, {
          details: { known: [...types.keys()] },
        }),
      );
    }
    const { type } = compiled.value.node;
    const wrong = type === undefined ? undefined : wants(type);
    if (wrong !== undefined) problems.push(problem("wrong_type", `${path}/logic`, wrong));
  };
  const given = (out: Readonly<Record<string, unknown>>, path: string): void => {
    for (const [id, each] of Object.entries(out)) {
      const output = table.outputs[id];
      if (output === undefined) continue;
      look(each, `${path}${pointer(id)}`, (type) => {
        const isList = typeof type === "object";
        if (isList !== (output.list === true))
          return `"${output.name}" gives ${output.list === true ? "a list" : "one value"}, not ${typeName(type)}`;
        return undefined;
      });
    }
  };
  for (const [id, row] of Object.entries(table.rows)) {
    const at = pointer("rows", id);
    for (const [column, cell] of Object.entries(row.cells ?? {})) {
      look(cell, `${at}/cells${pointer(column)}`, (type) =>
        type === "boolean" ? undefined : `A condition is true or false, not ${typeName(type)}`,
      );
    }
    given(row.out, `${at}/out`);
  }
  given(table.default ?? {}, "/default");
  return problems;
}

import { checkExamples, type Folded, type Language, type Problem, type TableDocument } from "#metadata";
import { compileTable, exampleProblems, rowLayers } from "#runtime/rules";
import { optionsSet } from "./options-in.ts";

/** Examples of a table that do not hold as it would be published: a table is asked with its rows in their layers. It compiles, or else this throws a fault. */
export function failingExamples(language: Language, table: TableDocument, after: Folded): Problem[] {
  if (table.examples === undefined || Object.keys(table.examples).length === 0) return [];
  const optionsOf = optionsSet(language, after.documents.object);
  const problems = checkExamples(table, { optionsOf });
  if (problems.length > 0) return problems;
  const compiled = compileTable(table, {
    operators: language.operators,
    optionsOf,
    bandOf: rowLayers(after.origins("table", table.id)),
    // so few questions are not worth an index
    index: false,
  });
  return exampleProblems(table, compiled, new Date().toISOString());
}

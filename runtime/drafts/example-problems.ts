import {
  checkExamples,
  inOrder,
  settingsOf,
  type DocumentSet,
  type Folded,
  type Language,
  type Problem,
  type TableDocument,
} from "#metadata";
import { compileTable, exampleProblems, rowLayers } from "#runtime/rules";

/** Examples of a table that do not hold as it would be published: a table is asked with its rows in their layers. It compiles, or else this throws a fault. */
export function failingExamples(language: Language, table: TableDocument, after: Folded): Problem[] {
  if (table.examples === undefined || Object.keys(table.examples).length === 0) return [];
  const optionsOf = (address: string): readonly string[] | undefined => optionsIn(language, after.documents, address);
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

/** Ids of the options of a select field by "object.field", in their order. */
function optionsIn({ fields }: Language, documents: DocumentSet, address: string): readonly string[] | undefined {
  const [objectName = "", fieldName = ""] = address.split(".");
  const object = documents.object.get(objectName);
  const field = Object.values(object?.fields ?? {}).find(({ name }) => name === fieldName);
  const settings = object === undefined || field === undefined ? undefined : settingsOf(fields, documents.object, object, field);
  const options = (settings as { options?: Readonly<Record<string, { readonly order: string }>> } | undefined)?.options;
  return typeof options === "object" && options !== null ? inOrder(options).map(({ id }) => id) : undefined;
}

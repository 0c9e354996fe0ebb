import { pointer, problem, settingsOf, type DocumentSet, type Language, type ObjectDocument, type Problem } from "#metadata";
import { graphOf, type Graph } from "./graph.ts";
import type { GraphField, GraphObject } from "./paths.ts";

/** The graph of documents that are not published yet, worked out once for a set of them. */
const known = new WeakMap<DocumentSet, Graph>();

/** What is derived from what in a set of documents, worked out once for each set. */
export function documentGraph(language: Language, documents: DocumentSet): Graph {
  let graph = known.get(documents);
  if (graph === undefined) {
    graph = graphOf(
      new Map([...documents.object].map(([name, object]) => [name, graphObject(language, documents, object)])),
      language.operators,
    );
    known.set(documents, graph);
  }
  return graph;
}

function graphObject(language: Language, documents: DocumentSet, object: ObjectDocument): GraphObject {
  const byName = new Map<string, GraphField>();
  for (const [id, field] of Object.entries(object.fields)) {
    const fieldType = language.fields.get(field.type);
    const settings = settingsOf(language.fields, documents.object, object, field);
    if (fieldType !== undefined && settings !== undefined) byName.set(field.name, { id, name: field.name, fieldType, settings });
  }
  return { name: object.name, byName };
}

/** What keeps the derived values of an object from being worked out; paths begin at the object. */
export function derivedProblems(language: Language, documents: DocumentSet, object: ObjectDocument): Problem[] {
  const problems = documentGraph(language, documents)
    .problems.filter((each) => each.object === object.name)
    .map((each) => each.problem);
  for (const [id, field] of Object.entries(object.fields)) {
    const type = language.fields.get(field.type);
    if (type?.derived === undefined || field.unique !== true) continue;
    // nobody could be told that a value is taken: nobody typed it
    problems.push(
      problem("invalid_document", pointer("fields", id, "unique"), `"${field.name}" is worked out; only what is written can be unique.`),
    );
  }
  return problems;
}

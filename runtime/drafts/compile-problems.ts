import {
  settingsOf,
  pointer,
  problem,
  type Document,
  type DocumentSet,
  type Language,
  type ObjectDocument,
  type Problem,
  type Result,
  type TableDocument,
  type ValueType,
} from "#metadata";
import { analyseTable, compileExpression, compileFunction, tableLogicProblems } from "#runtime/rules";
import { standingNames } from "../permissions/standing.ts";
import { compileFlow } from "../flows/compile.ts";
import { configProblems } from "../flows/config-problems.ts";
import { optionsIn } from "./options-in.ts";
import { derivedProblems } from "../formulas/document-graph.ts";
import { pushedDown } from "../records/pushed-down.ts";

/** What keeps a well-formed document from running, with pointers into it: expressions against the types they read, tables, functions, what the database must answer. */
export function compileProblems(language: Language, document: Document, documents: DocumentSet): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, result: Result<unknown>) => {
    if (!result.ok) problems.push(...result.problems.map((each) => ({ ...each, path: `${path}${each.path}` })));
  };
  const { operators } = language;
  const over = (object: string) => ({ operators, types: typesOf(language, documents, object) });

  if (document.kind !== "role" && document.kind !== "view") problems.push(...standingProblems(document));
  switch (document.kind) {
    case "object": {
      const options = over(document.name);
      for (const [id, field] of Object.entries(document.fields)) {
        const at = pointer("fields", id);
        for (const key of ["visible", "requiredWhen", "readOnly"] as const) {
          if (field[key] !== undefined) add(`${at}/${key}`, compileExpression(field[key], options));
        }
        if (isOperation(field.default)) add(`${at}/default`, compileExpression(field.default, options));
        for (const [fact, logic] of Object.entries(field.offeredBy?.facts ?? {})) {
          add(`${at}${pointer("offeredBy", "facts", fact)}`, compileExpression(logic, options));
        }
      }
      for (const [id, { rule }] of Object.entries(document.validations ?? {}))
        add(pointer("validations", id, "rule"), compileExpression(rule, options));
      problems.push(...derivedProblems(language, documents, document));
      break;
    }
    case "form":
      for (const [id, node] of Object.entries(document.nodes)) {
        for (const key of ["visible", "required", "readOnly"] as const) {
          if (node[key] !== undefined) add(pointer("nodes", id, key), compileExpression(node[key], { operators }));
        }
      }
      break;
    case "view":
      if (document.filter !== undefined) add("/filter", pushedDown(language, documents, document.object, document.filter));
      break;
    case "function":
      add("", compileFunction(document, language));
      break;
    case "flow":
      add("", compileFlow(document, language));
      problems.push(...configProblems(document, language));
      if (document.trigger?.when !== undefined)
        add("/trigger/when", compileExpression(document.trigger.when, over(document.trigger.object)));
      break;
    case "table":
      problems.push(...tableLogicProblems(document, operators), ...tableBlockers(document, documents));
      break;
    case "role":
      for (const [object, { rows }] of Object.entries(document.objects ?? {})) {
        // whole or not at all: what the database could not answer would be asked of nobody
        if (rows !== undefined) add(pointer("objects", object, "rows"), pushedDown(language, documents, object, rows));
      }
      break;
    default:
  }
  return problems;
}

/** Rows that would hit together where the hit policy lets one: found before anybody meets it. */
function tableBlockers(table: TableDocument, documents: DocumentSet): Problem[] {
  if (table.hit !== "U" && table.hit !== "A") return [];
  const { findings } = analyseTable(table, { now: new Date().toISOString(), optionsOf: optionsIn(documents) });
  return findings
    .filter(({ severity }) => severity === "blocker")
    .map(({ row, by = [] }) => {
      const others = by.join(", ");
      const message =
        table.hit === "U"
          ? `Row ${row} can hit together with row ${others}, and only one may`
          : `Row ${row} can hit together with row ${others}, and they give different answers`;
      return problem(table.hit === "U" ? "many_rows_hit" : "rows_disagree", pointer("rows", row!), message);
    });
}

/** Where people stand is looked up for rules over records and for filters alone: anywhere else it would read as nobody. */
function standingProblems(value: unknown, path = ""): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    const named: unknown = name === "var" ? (Array.isArray(part) ? part[0] : part) : undefined;
    const at = `${path}${pointer(name)}`;
    if (typeof named !== "string") return standingProblems(part, at);
    if (!standingNames.test(named)) return [];
    return [
      problem("unknown_name", at, `${named} is known in the rules of roles and in filters of views, not here`, {
        help: "Use $user.id, $user.by or $user.roles.",
      }),
    ];
  });
}

const isOperation = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 1;

/** The type of a path over an object's records: a field's, or through references the field's of the object it refers to. */
function typesOf({ fields }: Language, documents: DocumentSet, object: string): (path: string) => ValueType | undefined {
  const of = (document: ObjectDocument | undefined, [first, ...rest]: readonly string[]): ValueType | undefined => {
    if (document === undefined || first === undefined) return undefined;
    const field = Object.values(document.fields).find((each) => each.name === first);
    const type = field === undefined ? undefined : fields.get(field.type);
    const settings = field === undefined ? undefined : settingsOf(fields, documents.object, document, field);
    if (type === undefined || settings === undefined) return undefined;
    if (rest.length === 0) return type.type(settings);
    return type.refersTo === undefined ? undefined : of(documents.object.get(type.refersTo(settings)), rest);
  };
  return (path) => of(documents.object.get(object), path.split("."));
}

import { kindNames, type Document, type Kind } from "./documents/index.ts";
import { checkTable } from "./check-table.ts";
import { builtInFields } from "./language-document.ts";
import { suggest } from "./language-shape.ts";
import { referencesOf } from "./language-references.ts";
import type { DocumentSet, Reference, Vocabulary } from "./language.ts";
import { isMap } from "./layers/patch.ts";
import { objectProblems, roleCircles } from "./object-check.ts";
import { stepProblems } from "./step-check.ts";
import { pointer, problem, type Problem } from "./problem.ts";
import { settingsOf } from "./settings-of.ts";

/** Documents together: every name must point at something. Paths begin with /{kind}/{name}. */
export function setProblems(documents: DocumentSet, vocabulary: Vocabulary): Problem[] {
  const problems: Problem[] = [];
  for (const kind of kindNames) {
    const ids = new Map<string, string>();
    for (const document of documents[kind].values() as Iterable<Document>) {
      const at = pointer(kind, document.name);
      const holder = ids.get(document.id);
      if (holder === undefined) ids.set(document.id, document.name);
      else problems.push(problem("name_taken", `${at}/id`, `"${document.id}" is the id of ${kind} "${holder}" already`));
      for (const reference of referencesOf(document, vocabulary)) {
        const missing = missingOf(documents, reference, vocabulary);
        if (missing !== undefined) {
          problems.push(
            problem("unknown_name", `${at}${reference.path}`, missing.message, {
              details: {
                kind: missing.kind,
                name: missing.name,
                ...(missing.member === undefined ? {} : { member: missing.member }),
                by: { kind, name: document.name },
              },
            }),
          );
        }
      }
    }
  }
  for (const object of documents.object.values()) problems.push(...objectProblems(object, documents, vocabulary));
  problems.push(...roleCircles(documents));
  for (const flow of documents.flow.values()) problems.push(...stepProblems(flow, documents, vocabulary));
  // options that a table takes from a field: every constant of the column must be one of them
  const optionsOf = optionsIn(documents);
  for (const table of documents.table.values()) {
    for (const each of checkTable(table, { optionsOf })) {
      const path = `${pointer("table", table.name)}${each.path}`;
      if (!problems.some((known) => known.path === path)) problems.push({ ...each, path });
    }
  }
  return problems;
}

interface Missing {
  readonly kind: Kind;
  readonly name: string;
  readonly member?: string;
  readonly message: string;
}

/** What a reference fails to find: the document, or a member of it, following references of fields for paths like "customer.name". */
function missingOf(documents: DocumentSet, { kind, name, member }: Reference, vocabulary: Vocabulary): Missing | undefined {
  const target = documents[kind].get(name) as Document | undefined;
  if (target === undefined) return { kind, name, message: `There is no ${kind} "${name}"${suggest(name, [...documents[kind].keys()])}` };
  if (member === undefined) return undefined;
  const [first, ...rest] = member.split(".") as [string, ...string[]];
  if (kind === "object" && builtInFields.has(first)) return undefined;
  const members = membersOf(target);
  if (!members.has(first)) {
    const what = target.kind === "object" ? "field" : target.kind === "table" ? "input or output" : "input";
    return {
      kind,
      name,
      member: first,
      message: `There is no ${what} "${first}" in ${kind} "${name}"${suggest(first, [...members.keys()])}`,
    };
  }
  if (target.kind !== "object" || rest.length === 0) return undefined;
  const field = target.fields[members.get(first)!]!;
  const type = vocabulary.fields.get(field.type);
  const settings = type?.refersTo === undefined ? undefined : settingsOf(vocabulary.fields, documents.object, target, field);
  if (type?.refersTo === undefined || settings === undefined) return undefined;
  const next = type.refersTo(settings);
  // that the field refers to nothing is told at the field
  if (!documents.object.has(next)) return undefined;
  return missingOf(documents, { kind: "object", name: next, member: rest.join("."), path: "" }, vocabulary);
}

/** API name → id of what a document is made of. */
function membersOf(document: Document): ReadonlyMap<string, string> {
  const parts =
    document.kind === "object"
      ? [document.fields]
      : document.kind === "table"
        ? [document.inputs, document.outputs]
        : document.kind === "function"
          ? [document.input]
          : [];
  return new Map(parts.flatMap((part) => Object.entries(part).map(([id, each]) => [each.name, id] as const)));
}

/** Ids of the options of a select field, by "object.field". */
const optionsIn =
  ({ object }: DocumentSet) =>
  (address: string): readonly string[] | undefined => {
    const [name, field] = address.split(".");
    const options = Object.values(object.get(name!)?.fields ?? {}).find((each) => each.name === field)?.config?.["options"];
    return isMap(options) ? Object.keys(options) : undefined;
  };

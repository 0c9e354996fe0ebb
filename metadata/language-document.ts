import type { Kind } from "./documents/index.ts";
import { kinds } from "./documents/index.ts";
import { expressionProblems, expressionsIn, isOperation, variablesOf } from "./language-expression.ts";
import { storageOf } from "./field-type.ts";
import { shapeProblems, suggest, own } from "./language-shape.ts";
import { below, isMap, type Pointer } from "./layers/patch.ts";
import type { Vocabulary } from "./language.ts";
import { pointer, problem, type Problem } from "./problem.ts";

/** API names that every record has of itself. */
export const builtInFields: ReadonlySet<string> = new Set([
  "id",
  "version",
  "createdAt",
  "createdBy",
  "updatedAt",
  "updatedBy",
  "deletedAt",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "deleted_at",
]);
const reservedNames = new Set([...builtInFields, "tenant_id", "object_id", "data"]);

export const mostRows = 5_000;
const most = { fields: 500, options: 2_000, nodes: 500, rows: mostRows, steps: 500, columns: 200 };

type Loose = Readonly<Record<string, unknown>>;
const entries = (value: unknown): [string, Loose][] =>
  isMap(value) ? (Object.entries(value).filter(([, each]) => isMap(each)) as [string, Loose][]) : [];
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/**
 * What the schema of a kind cannot know: the vocabulary's names and settings, expressions, trees, names within the document, limits.
 * Works on whatever is there, so that a document with a wrong shape still hears everything else that is wrong with it.
 */
export function documentProblems(kind: Kind, document: Loose, vocabulary: Vocabulary): Problem[] {
  const problems: Problem[] = [];
  for (const { at, logic } of expressionsIn(kinds[kind].schema, document)) {
    // a default may be a value as well
    if (kind === "object" && /^\/fields\/[^/]+\/default$/.test(at) && !isOperation(logic)) continue;
    problems.push(...expressionProblems(logic, vocabulary.operators, at));
  }
  checks[kind](document, vocabulary, problems);
  return problems;
}

const checks: { readonly [K in Kind]: (document: Loose, vocabulary: Vocabulary, problems: Problem[]) => void } = {
  object: (document, vocabulary, problems) => {
    const fields = entries(document["fields"]);
    limit("/fields", "fields", fields.length, most.fields, problems);
    uniqueNames("/fields", fields, problems);
    for (const [id, field] of fields) fieldProblems(pointer("fields", id), field, vocabulary, problems);
    const names = fields.map(([, field]) => text(field["name"]) ?? "");
    ownName("/titleField", document["titleField"], names, "field", problems);
    for (const [id, rule] of entries(document["validations"]))
      ownName(pointer("validations", id, "field"), rule["field"], names, "field", problems);
    for (const [id, unique] of entries(document["uniques"])) {
      const named = Array.isArray(unique["fields"]) ? (unique["fields"] as readonly unknown[]) : [];
      for (const [index, name] of named.entries()) ownName(pointer("uniques", id, "fields", index), name, names, "field", problems);
    }
    for (const [id, rule] of entries(document["duplicates"])) {
      for (const name of isMap(rule["match"]) ? Object.keys(rule["match"]) : [])
        ownName(pointer("duplicates", id, "match", name), name, names, "field", problems);
    }
    if (isMap(document["states"])) ownName("/states/field", document["states"]["field"], names, "field", problems);
    for (const name of isMap(document["search"]) ? Object.keys(document["search"]) : [])
      ownName(pointer("search", name), name, names, "field", problems);
  },
  form: (document, vocabulary, problems) => nodeProblems("form", document, vocabulary, problems),
  page: (document, vocabulary, problems) => nodeProblems("page", document, vocabulary, problems),
  view: (document, _vocabulary, problems) => {
    limit("/columns", "columns", entries(document["columns"]).length, most.columns, problems);
    const sort = text(document["sort"]);
    if (sort !== undefined && !sort.split(",").every((each) => /^-?[a-z][A-Za-z0-9_]*$/.test(each.trim()))) {
      problems.push(problem("invalid_document", "/sort", `"${sort}" is no sort: field names with commas between, a minus for descending`));
    }
  },
  app: (document, _vocabulary, problems) => {
    for (const [id, item] of entries(document["items"])) {
      if ((item["object"] === undefined) === (item["page"] === undefined)) {
        problems.push(problem("invalid_document", pointer("items", id), "An entry opens an object or a page, one of the two"));
      }
    }
  },
  table: tableProblems,
  flow: (document, vocabulary, problems) => flowProblems(document, vocabulary, problems),
  function: (document, vocabulary, problems) => {
    const inputs = entries(document["input"]);
    uniqueNames("/input", inputs, problems);
    uniqueNames("/output", entries(document["output"]), problems);
    for (const [id, input] of inputs) typed(pointer("input", id), input, vocabulary, problems);
    const names = inputs.map(([, input]) => text(input["name"]) ?? "");
    for (const [id, output] of entries(document["output"])) {
      for (const { name, at } of variablesOf(output["value"], pointer("output", id, "value"))) {
        ownName(at, name.split(".")[0], names, "input", problems);
      }
    }
  },
  role: () => {},
};

function fieldProblems(at: Pointer, field: Loose, vocabulary: Vocabulary, problems: Problem[]): void {
  const name = text(field["name"]);
  if (name !== undefined && reservedNames.has(name)) {
    problems.push(problem("name_taken", below(at, "name"), `"${name}" is a name that every record already has`));
  }
  const type = typed(at, field, vocabulary, problems);
  if (type === undefined) return;
  // where settings follow from other fields, so does the storage: it is looked at when the documents are together
  if (type.settings !== undefined && type.fieldType.settle === undefined && storageOf(type.fieldType, type.settings) === "json") {
    for (const key of ["unique", "indexed"]) {
      if (field[key] === true)
        problems.push(problem("invalid_document", below(at, key), `A field of type ${type.fieldType.name} cannot be ${key}`));
    }
  }
  if (field["onDelete"] !== undefined && type.fieldType.refersTo === undefined) {
    problems.push(
      problem(
        "invalid_document",
        below(at, "onDelete"),
        `Only a field that refers to records has "onDelete"; this one is of type ${type.fieldType.name}`,
      ),
    );
  }
  const constant = field["default"];
  if (
    constant !== undefined &&
    constant !== null &&
    !isOperation(constant) &&
    type.settings !== undefined &&
    type.fieldType.settle === undefined
  ) {
    problems.push(...shapeProblems(type.fieldType.value(type.settings), constant, below(at, "default")));
  }
}

/** Type and settings of a field or a function's input; undefined when the type is not known. */
function typed(at: Pointer, field: Loose, { fields, operators }: Vocabulary, problems: Problem[]) {
  const name = text(field["type"]);
  if (name === undefined) return undefined;
  const fieldType = fields.get(name);
  if (fieldType === undefined) {
    problems.push(
      problem("unknown_name", below(at, "type"), `There is no field type "${name}"${suggest(name, fields.names)}`, {
        details: { kind: "field type", name, known: fields.names },
      }),
    );
    return undefined;
  }
  const config = field["config"] ?? {};
  for (const [key, value] of isMap(config) ? Object.entries(config) : []) {
    const size = Array.isArray(value) ? value.length : isMap(value) ? Object.keys(value).length : 0;
    limit(`${at}/config/${key}`, "entries", size, most.options, problems);
  }
  problems.push(...shapeProblems(fieldType.config, config, below(at, "config")));
  for (const { at: place, logic } of expressionsIn(fieldType.config, config, below(at, "config"))) {
    problems.push(...expressionProblems(logic, operators, place));
  }
  const parsed = fieldType.config.safeParse(config);
  return { fieldType, settings: parsed.success ? parsed.data : undefined };
}

function nodeProblems(kind: "form" | "page", document: Loose, { components, operators }: Vocabulary, problems: Problem[]): void {
  const nodes = entries(document["nodes"]);
  limit("/nodes", "nodes", nodes.length, most.nodes, problems);
  const byId = new Map(nodes);
  for (const [id, node] of nodes) {
    const at = pointer("nodes", id);
    const name = text(node["component"]);
    const component = name === undefined ? undefined : components.get(name);
    if (component !== undefined) {
      if (!component.on.includes(kind)) {
        problems.push(problem("invalid_document", below(at, "component"), `"${name}" cannot stand on a ${kind}`));
      }
      const props = node["props"] ?? {};
      problems.push(...shapeProblems(component.props, props, below(at, "props")));
      for (const { at: place, logic } of expressionsIn(component.props, props, below(at, "props"))) {
        problems.push(...expressionProblems(logic, operators, place));
      }
    } else if (name !== undefined) {
      problems.push(
        problem("unknown_name", below(at, "component"), `There is no component "${name}"${suggest(name, components.names)}`, {
          details: { kind: "component", name, known: components.names },
        }),
      );
    }
    const parent = text(node["parent"]);
    if (parent === undefined) continue;
    const container = byId.get(parent);
    if (container === undefined) problems.push(problem("unknown_name", below(at, "parent"), `There is no node "${parent}"`));
    else if (components.get(text(container["component"]) ?? "")?.container !== true) {
      problems.push(
        problem("invalid_document", below(at, "parent"), `The node "${parent}" (${String(container["component"])}) holds no other nodes`),
      );
    }
  }
  cycles("/nodes", nodes, problems);
}

function flowProblems(document: Loose, { steps: types, operators }: Vocabulary, problems: Problem[]): void {
  const steps = entries(document["steps"]);
  limit("/steps", "steps", steps.length, most.steps, problems);
  uniqueNames("/steps", steps, problems);
  const byId = new Map(steps);
  const branchesOf = (step: Loose): readonly { id: string; goto?: string | undefined }[] | undefined => {
    const type = types.get(text(step["type"]) ?? "");
    if (type?.branches === undefined) return undefined;
    const config = type.config.safeParse(step["config"] ?? {});
    return config.success ? type.branches(config.data) : [];
  };
  for (const [id, step] of steps) {
    const at = pointer("steps", id);
    const name = text(step["type"]);
    const type = name === undefined ? undefined : types.get(name);
    if (type !== undefined) {
      const config = step["config"] ?? {};
      problems.push(...shapeProblems(type.config, config, below(at, "config")));
      for (const { at: place, logic } of expressionsIn(type.config, config, below(at, "config"))) {
        problems.push(...expressionProblems(logic, operators, place));
      }
    } else if (name !== undefined) {
      problems.push(
        problem("unknown_name", below(at, "type"), `There is no step type "${name}"${suggest(name, types.names)}`, {
          details: { kind: "step type", name, known: types.names },
        }),
      );
    }
    const siblings = steps.filter(([, each]) => each["parent"] === step["parent"] && each["branch"] === step["branch"]);
    const names = siblings.map(([, each]) => text(each["name"]) ?? "");
    const goes = (place: Pointer, target: unknown) => ownName(place, target, names, "step beside it", problems);
    if (Array.isArray(step["catch"])) {
      step["catch"].forEach((each: unknown, index) => goes(`${at}/catch/${index}/goto`, own(each, "goto")));
    }
    for (const branch of branchesOf(step) ?? []) {
      const place =
        own(own(step["config"], "branches"), branch.id) === undefined
          ? pointer("steps", id, "config", branch.id, "goto")
          : pointer("steps", id, "config", "branches", branch.id, "goto");
      goes(place, branch.goto);
    }
    const parent = text(step["parent"]);
    if (parent === undefined) {
      if (step["branch"] !== undefined)
        problems.push(problem("invalid_document", below(at, "branch"), `A step at the top stands in no branch`));
      continue;
    }
    const around = byId.get(parent);
    const branches = around === undefined ? undefined : branchesOf(around);
    if (around === undefined) problems.push(problem("unknown_name", below(at, "parent"), `There is no step "${parent}"`));
    else if (branches === undefined)
      problems.push(
        problem("invalid_document", below(at, "parent"), `The step "${parent}" (${String(around["type"])}) holds no other steps`),
      );
    else
      ownName(
        below(at, "branch"),
        step["branch"] ?? "",
        branches.map((each) => each.id),
        "branch",
        problems,
      );
  }
  cycles("/steps", steps, problems);
}

function tableProblems(document: Loose, _vocabulary: Vocabulary, problems: Problem[]): void {
  limit("/rows", "rows", entries(document["rows"]).length, most.rows, problems);
  for (const side of ["inputs", "outputs"] as const) {
    for (const [id, column] of entries(document[side])) {
      const options = isMap(column["options"]) ? Object.keys(column["options"]).length : 0;
      limit(pointer(side, id, "options"), "options", options, most.options, problems);
    }
  }
}

function limit(at: Pointer, what: string, count: number, mostOf: number, problems: Problem[]): void {
  if (count > mostOf)
    problems.push(problem("limit_exceeded", at, `${count} ${what}, at most ${mostOf} are allowed`, { details: { limit: mostOf, count } }));
}

function uniqueNames(at: Pointer, things: readonly [string, Loose][], problems: Problem[]): void {
  const holders = new Map<string, string>();
  for (const [id, thing] of things) {
    const name = text(thing["name"]);
    if (name === undefined) continue;
    const holder = holders.get(name);
    if (holder === undefined) holders.set(name, id);
    else
      problems.push(
        problem("name_taken", `${below(at, id)}/name`, `"${name}" is the name of "${holder}" already`, { details: { name, holder } }),
      );
  }
}

/** A name of the document itself, used in the document. */
function ownName(at: Pointer, name: unknown, known: readonly string[], what: string, problems: Problem[]): void {
  if (typeof name !== "string" || known.includes(name)) return;
  problems.push(
    problem("unknown_name", at, `There is no ${what} "${name}"${suggest(name, known)}`, { details: { kind: what, name, known } }),
  );
}

/** Things that contain themselves by way of their parents: each ring is told once. */
function cycles(at: Pointer, things: readonly [string, Loose][], problems: Problem[]): void {
  const parents = new Map(things.map(([id, thing]) => [id, text(thing["parent"])]));
  const known = new Set<string>();
  for (const [start] of things) {
    const way: string[] = [];
    let id: string | undefined = start;
    while (id !== undefined && !known.has(id)) {
      if (way.includes(id)) {
        const ring = way.slice(way.indexOf(id));
        problems.push(problem("invalid_document", `${below(at, id)}/parent`, `${ring.map((each) => `"${each}"`).join(" in ")} in itself`));
        break;
      }
      way.push(id);
      id = parents.get(id);
    }
    for (const each of way) known.add(each);
  }
}

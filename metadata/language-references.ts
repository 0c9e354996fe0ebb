import type * as z from "zod";
import { globalRegistry } from "zod";
import type { DocumentOf, Document, Kind } from "./documents/index.ts";
import { isKind, kinds } from "./documents/index.ts";
import { expressionsIn, isOperation, variablesOf, walk } from "./language-expression.ts";
import { own } from "./language-shape.ts";
import type { FieldType } from "./field-type.ts";
import { below, type Pointer } from "./layers/patch.ts";
import type { Reference, Vocabulary } from "./language.ts";
import { pointer } from "./problem.ts";
import { settingsOf } from "./settings-of.ts";

/** What a document says by itself, without the others. */
const alone: ReadonlyMap<string, DocumentOf["object"]> = new Map();

/** Every place where a document names another document, or one of its own or another's members. */
export function referencesOf(document: Document, vocabulary: Vocabulary): Reference[] {
  const found: Reference[] = [];
  const add: Add = (kind, name, path, member) => {
    if (typeof name === "string") found.push({ kind, name, path, ...(member === undefined ? {} : { member }) });
  };
  collectors[document.kind](document as never, add, vocabulary);
  const places = new Set<string>();
  return found.filter(({ kind, path, member }) => {
    const place = `${kind} ${path} ${member === undefined}`;
    return !places.has(place) && places.add(place) !== undefined;
  });
}

type Add = (kind: Kind, name: unknown, path: Pointer, member?: string) => void;

const collectors: { readonly [K in Kind]: (document: DocumentOf[K], add: Add, vocabulary: Vocabulary) => void } = {
  object: (document, add, { fields }) => {
    if (document.titleField !== undefined) add("object", document.name, "/titleField", document.titleField);
    for (const [id, rule] of Object.entries(document.validations ?? {})) {
      if (rule.field !== undefined) add("object", document.name, pointer("validations", id, "field"), rule.field);
    }
    for (const [id, field] of Object.entries(document.fields)) {
      const at = pointer("fields", id);
      const type = fields.get(field.type);
      const settings = settingsOf(fields, alone, document, field);
      if (type !== undefined && settings !== undefined) {
        const targets = [...(type.refersTo === undefined ? [] : [type.refersTo(settings)]), ...(type.linksTo?.objects(settings) ?? [])];
        for (const target of targets) add("object", target, `${at}/config`);
        derivedFrom(document, at, field.config, type, settings, add);
      }
      if (field.offeredBy === undefined) continue;
      const { table, output, facts } = field.offeredBy;
      add("table", table, `${at}/offeredBy/table`);
      add("table", table, `${at}/offeredBy/output`, output);
      for (const fact of Object.keys(facts)) add("table", table, below(`${at}/offeredBy/facts`, fact), fact);
    }
    for (const [id, { fields: together }] of Object.entries(document.uniques ?? {})) {
      for (const [index, name] of together.entries()) add("object", document.name, pointer("uniques", id, "fields", index), name);
    }
    for (const [id, { match }] of Object.entries(document.duplicates ?? {})) {
      for (const name of Object.keys(match)) add("object", document.name, pointer("duplicates", id, "match", name), name);
    }
    if (document.states !== undefined) add("object", document.name, "/states/field", document.states.field);
    for (const [id, { roles }] of Object.entries(document.states?.transitions ?? {})) {
      for (const role of Object.keys(roles ?? {})) add("role", role, pointer("states", "transitions", id, "roles", role));
    }
    for (const name of Object.keys(document.search ?? {})) add("object", document.name, pointer("search", name), name);
    variables(document, "", () => document.name, add);
  },
  form: (document, add, vocabulary) => {
    add("object", document.object, "/object");
    nodes(document, add, vocabulary);
    variables(document, "", (at) => scopeOf(document, at.split("/")[2]!), add);
  },
  page: (document, add, vocabulary) => {
    if (document.object !== undefined) add("object", document.object, "/object");
    nodes(document, add, vocabulary);
  },
  view: (document, add) => {
    add("object", document.object, "/object");
    for (const [id, column] of Object.entries(document.columns))
      add("object", document.object, pointer("columns", id, "field"), column.field);
    for (const part of document.sort?.split(",") ?? []) add("object", document.object, "/sort", part.trim().replace(/^-/, ""));
    variables(document, "", () => document.object, add);
  },
  app: (document, add) => {
    for (const [id, item] of Object.entries(document.items)) {
      for (const kind of ["object", "page", "view"] as const) add(kind, item[kind], pointer("items", id, kind));
    }
  },
  table: (document, add) => {
    for (const side of ["inputs", "outputs"] as const) {
      for (const [id, column] of Object.entries(document[side])) {
        const [object, field] = column.optionsOf?.split(".") ?? [];
        if (object !== undefined) add("object", object, pointer(side, id, "optionsOf"), field);
      }
    }
  },
  flow: (document, add, { steps }) => {
    const { trigger } = document;
    if (trigger !== undefined) {
      add("object", trigger.object, "/trigger/object");
      for (const { name, at } of variablesOf(trigger.when, "/trigger/when")) add("object", trigger.object, at, name);
    }
    for (const [id, step] of Object.entries(document.steps)) {
      const type = steps.get(step.type);
      const config = type?.config.safeParse(step.config ?? {});
      if (type?.refersTo === undefined || config?.success !== true) continue;
      for (const { kind, name, path, member } of type.refersTo(config.data)) {
        if (isKind(kind)) add(kind, name, `${pointer("steps", id, "config")}${path}`, member);
      }
    }
    for (const [name, binding] of Object.entries(document.bindings ?? {}))
      add("function", binding.function, pointer("bindings", name, "function"));
  },
  function: () => {},
  role: (document, add) => {
    add("role", document.under, "/under");
    for (const [object, grant] of Object.entries(document.objects ?? {})) {
      const at = pointer("objects", object);
      add("object", object, at);
      for (const key of ["hidden", "writable"] as const) {
        for (const field of Object.keys(grant[key] ?? {})) add("object", object, below(`${at}/${key}`, field), field);
      }
      for (const { name, at: place } of variablesOf(grant.rows, `${at}/rows`)) add("object", object, place, name);
    }
    for (const app of Object.keys(document.apps ?? {})) add("app", app, pointer("apps", app));
  },
};

/** What a derived field is worked out from, and what the expressions in its settings read: a roll-up's are over the other object. */
function derivedFrom(document: DocumentOf["object"], at: Pointer, config: unknown, type: FieldType, settings: unknown, add: Add): void {
  const derivation = type.derived?.(settings);
  const place = (key: string) => `${at}/config/${key}`;
  if (derivation?.kind === "rollUp" || derivation?.kind === "lines") {
    add("object", derivation.object, place("object"));
    add("object", derivation.object, place("by"), derivation.by);
    if (derivation.kind === "lines" && derivation.order !== undefined) add("object", derivation.object, place("order"), derivation.order);
    if (derivation.kind === "rollUp" && derivation.field !== undefined) add("object", derivation.object, place("field"), derivation.field);
  }
  if (derivation?.kind === "lookThrough") {
    add("object", document.name, place("reference"), derivation.reference);
    add("object", document.name, place("field"), `${derivation.reference}.${derivation.field}`);
  }
  const ground = derivation?.kind === "rollUp" ? derivation.object : document.name;
  for (const found of expressionsIn(type.config, config ?? {}, `${at}/config`)) {
    for (const { name, at: there } of variablesOf(found.logic, found.at)) add("object", ground, there, name);
  }
}

/** Fields that a document's expressions read, given the object that each expression is about. */
function variables(document: Document, base: Pointer, scope: (at: Pointer) => string | undefined, add: Add): void {
  for (const { at, logic } of expressionsIn(kinds[document.kind].schema, document, base)) {
    if (at.endsWith("/default") && !isOperation(logic)) continue;
    const object = scope(at);
    if (object !== undefined) for (const { name, at: place } of variablesOf(logic, at)) add("object", object, place, name);
  }
}

/**
 * Props that name things: those whose schema says so (`picks` in its metadata: a kind, or "field" of the object that the prop `of` names,
 * else of the object around), and `field` of a bound component.
 */
function nodes(document: DocumentOf["form"] | DocumentOf["page"], add: Add, { components }: Vocabulary): void {
  for (const [id, node] of Object.entries(document.nodes)) {
    const component = components.get(node.component);
    if (component === undefined) continue;
    const at = pointer("nodes", id, "props");
    const around = scopeOf(document, id);
    walk(component.props, node.props, at, (schema, value, place) => {
      const { picks, of } = (globalRegistry.get(schema as z.ZodType) ?? {}) as { readonly picks?: unknown; readonly of?: unknown };
      if (typeof picks !== "string" || typeof value !== "string") return true;
      const object = typeof of === "string" ? own(node.props, of) : around;
      if (picks !== "field") {
        if (isKind(picks)) add(picks, value, place);
      } else if (typeof object === "string") add("object", object, place, value);
      return false;
    });
    const field = own(node.props, "field");
    if (component.bound === true && typeof field === "string" && around !== undefined) add("object", around, below(at, "field"), field);
  }
}

/** The object that a node shows: of the nearest container that names one, else of the document. */
function scopeOf(document: DocumentOf["form"] | DocumentOf["page"], id: string): string | undefined {
  const seen = new Set<string>();
  for (let node = document.nodes[id]; node?.parent !== undefined && !seen.has(node.parent);) {
    seen.add(node.parent);
    node = Object.hasOwn(document.nodes, node.parent) ? document.nodes[node.parent] : undefined;
    const object = own(node?.props, "object");
    if (typeof object === "string") return object;
  }
  return document.object;
}

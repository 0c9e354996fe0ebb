import type { ObjectDocument, Text } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { listedOptions, shownObject, type ShownField, type ShownObject } from "../render/object.ts";
import type { Comparison } from "./condition.ts";

/** Most references that one path follows, as the server has it. */
const mostHops = 3;
/** Most fields that one list offers. */
const mostPlaces = 400;

/** A field that a condition can ask about, and the references that lead to it. */
export interface Place {
  /** "store.city" */
  readonly path: string;
  readonly labels: readonly Text[];
  readonly field: ShownField;
  /** the object the field belongs to */
  readonly object: ShownObject;
}

export type Objects = Readonly<Record<string, ObjectDocument>>;

/** How a value is given. Closed: the editors know these. */
export type ValueKind =
  | "options"
  | "people"
  | "records"
  | "lines"
  | "words"
  | "text"
  | "number"
  | "date"
  | "instant"
  | "boolean"
  | "unknown";

/** The field whose value it is, where it is one of another field. */
export const ownField = (field: ShownField): ShownField => field.like ?? field;

export function kindOf(given: ShownField): ValueKind {
  if (given.derivation?.kind === "lines") return "lines";
  if (given.derivation?.kind === "column") return columnKind(given);
  const field = ownField(given);
  if (field.fieldType.people !== undefined) return "people";
  const type = field.fieldType.type(field.settings);
  if (targetOf(field) !== undefined) return type === "reference" || isList(given) ? "records" : "unknown";
  if (listedOptions(field).length > 0) return "options";
  if (typeof type !== "string") return type.list === "text" ? "words" : "unknown";
  switch (type) {
    case "number":
    case "decimal":
    case "money":
      return "number";
    case "text":
    case "date":
    case "instant":
    case "boolean":
      return type;
    default:
      return "unknown";
  }
}

const columnKind = (field: ShownField): ValueKind => (field.fieldType.type(field.settings) === "instant" ? "instant" : "people");

/** A record's own columns hold who wrote it as "user:<id>". */
export const holdsBy = (field: ShownField): boolean => field.derivation?.kind === "column";

export const isList = (given: ShownField): boolean => {
  const field = ownField(given);
  return typeof field.fieldType.type(field.settings) !== "string";
};

/** The one object whose records the value names. */
export function targetOf(given: ShownField): string | undefined {
  const field = ownField(given);
  try {
    const all = field.fieldType.linksTo?.objects(field.settings);
    return field.fieldType.refersTo?.(field.settings) ?? (all?.length === 1 ? all[0] : undefined);
  } catch {
    return undefined;
  }
}

/** What can be asked of a field, the most usual first. */
export function comparisonsOf(field: ShownField): readonly Comparison[] {
  switch (kindOf(field)) {
    case "options":
    case "records":
      return isList(field) ? ["hasAny", "hasNone", "holdsNone", "holdsSome"] : ["anyOf", "noneOf", "isEmpty", "isNotEmpty"];
    case "words":
      return ["hasAny", "hasNone", "holdsNone", "holdsSome"];
    case "people":
      return holdsBy(field) ? ["anyOf", "noneOf"] : ["anyOf", "noneOf", "isEmpty", "isNotEmpty"];
    case "lines":
      return ["some", "none"];
    case "text":
      return ["contains", "is", "isNot", "notContains", "isEmpty", "isNotEmpty"];
    case "number":
      return ["atLeast", "atMost", "between", "over", "under", "is", "isNot", "isEmpty", "isNotEmpty"];
    case "date":
    case "instant":
      return holdsBy(field)
        ? ["during", "atLeast", "under", "between"]
        : ["during", "atLeast", "under", "between", "isEmpty", "isNotEmpty"];
    case "boolean":
      return ["is", "isEmpty"];
    case "unknown":
      return ["isEmpty", "isNotEmpty"];
  }
}

/** Fields that every record has, whether or not its object shows them under names of their own. */
const everywhere: readonly ShownField[] = shownObject({
  kind: "object",
  id: "record",
  name: "record",
  label: "",
  fields: Object.fromEntries(
    fieldTypes.all.flatMap((type, at) => {
      const column = columnOf(type);
      return column === undefined ? [] : [[column, { name: column, label: type.label, type: type.name, order: `a${at}` }]];
    }),
  ),
}).fields;

function columnOf(type: (typeof fieldTypes.all)[number]): string | undefined {
  try {
    const derived = (type.derived as ((config: unknown) => { kind: string; column?: string }) | undefined)?.({});
    return derived?.kind === "column" ? derived.column : undefined;
  } catch {
    return undefined;
  }
}

/** Facts that stand together but are no record of an object: they have no name, and nothing that every record has. */
export const factsName = "";

const fieldsOf = (object: ShownObject): readonly ShownField[] => {
  if (object.name === factsName) return object.fields;
  const shown = new Set(object.fields.flatMap(({ derivation }) => (derivation?.kind === "column" ? [derivation.column] : [])));
  return [...object.fields, ...everywhere.filter(({ name }) => !shown.has(name as never) && !object.byName.has(name))];
};

const among = (objects: Objects, name: string | undefined): ShownObject | undefined =>
  name !== undefined && Object.hasOwn(objects, name) ? shownObject(objects[name]!, objects) : undefined;

/** The object whose records stand behind a field as its lines. */
export const linesOf = (objects: Objects, field: ShownField): ShownObject | undefined =>
  field.derivation?.kind === "lines" ? among(objects, field.derivation.object) : undefined;

/** Where a path leads; undefined: nowhere that is known here. */
export function placeAt(objects: Objects, object: ShownObject, path: string): Place | undefined {
  const names = path.split(".");
  if (names.length > mostHops + 1) return undefined;
  let at: ShownObject | undefined = object;
  const labels: Text[] = [];
  for (const [index, name] of names.entries()) {
    const field: ShownField | undefined =
      at?.byName.get(name) ?? (at === undefined ? undefined : fieldsOf(at).find((each) => each.name === name));
    if (at === undefined || field === undefined) return undefined;
    labels.push(field.label);
    if (index === names.length - 1) return { path, labels, field, object: at };
    at = among(objects, field.fieldType.refersTo?.(field.settings));
  }
  return undefined;
}

/** Every field that a condition over an object can ask about, its own first, then those of what it refers to. */
export function placesOf(objects: Objects, object: ShownObject): readonly Place[] {
  const found: Place[] = [];
  let level: {
    readonly of: ShownObject;
    readonly names: readonly string[];
    readonly labels: readonly Text[];
    readonly via: readonly string[];
  }[] = [{ of: object, names: [], labels: [], via: [] }];
  for (let hops = 0; hops <= mostHops; hops++) {
    const next: typeof level = [];
    for (const { of, names, labels, via } of level) {
      for (const field of fieldsOf(of)) {
        // lines of what is referred to are not asked about
        if (hops > 0 && (field.derivation?.kind === "lines" || everywhere.includes(field))) continue;
        const place = { path: [...names, field.name].join("."), labels: [...labels, field.label], field, object: of };
        if (found.length < mostPlaces) found.push(place);
        const target = among(objects, field.fieldType.refersTo?.(field.settings));
        // round in circles only where a record refers to its own kind
        if (target !== undefined && (target.name === of.name || !via.includes(target.name)))
          next.push({ of: target, names: [...names, field.name], labels: place.labels, via: [...via, of.name] });
      }
    }
    level = next;
  }
  return found;
}

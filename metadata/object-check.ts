import { canShow } from "./component.ts";
import type { Field, ObjectDocument } from "./documents/object.ts";
import { storageOf, type FieldType } from "./field-type.ts";
import type { DocumentSet, Vocabulary } from "./language.ts";
import { suggest } from "./language-shape.ts";
import { isMap, type Pointer } from "./layers/patch.ts";
import { pointer, problem, type Problem } from "./problem.ts";
import { settingsOf } from "./settings-of.ts";

interface Known {
  readonly field: Field;
  readonly type: FieldType;
  readonly settings: any;
}

/**
 * What an object's fields, states and rules ask of each other and of other objects, beyond that the names exist (`referencesOf` tells
 * those). Paths begin with /object/{name}.
 */
export function objectProblems(document: ObjectDocument, documents: DocumentSet, vocabulary: Vocabulary): Problem[] {
  const problems: Problem[] = [];
  const base = pointer("object", document.name);
  const add = (at: Pointer, message: string, details?: Problem["details"]) =>
    problems.push(problem("invalid_document", `${base}${at}`, message, details === undefined ? {} : { details }));
  const known = new Map<string, Known>();
  for (const [id, field] of Object.entries(document.fields)) {
    const type = vocabulary.fields.get(field.type);
    const settings = type === undefined ? undefined : settingsOf(vocabulary.fields, documents.object, document, field);
    if (type === undefined || settings === undefined) continue;
    const found = { field, type, settings };
    known.set(field.name, found);
    derivedProblems(document, pointer("fields", id), found, documents, vocabulary, add);
    shownProblems(pointer("fields", id), found, vocabulary, add);
    if (type.partOf === true && field.required === false)
      add(pointer("fields", id, "required"), "A part always has its whole; leave it out");
  }
  const inSlot = (name: string) => {
    const found = known.get(name);
    return found === undefined || (storageOf(found.type, found.settings) !== "json" && kindOf(found) !== "column");
  };
  for (const [id, { fields }] of Object.entries(document.uniques ?? {})) {
    const at = pointer("uniques", id, "fields");
    for (const [index, name] of fields.entries()) {
      if (fields.indexOf(name) < index) add(`${at}/${index}`, `"${name}" is named twice`);
      if (!inSlot(name)) add(`${at}/${index}`, `"${name}" holds no value of the record that could be unique together with others`);
    }
  }
  for (const [id, { match }] of Object.entries(document.duplicates ?? {})) {
    for (const name of Object.keys(match))
      if (!inSlot(name)) add(pointer("duplicates", id, "match", name), `"${name}" holds no value of the record that could be compared`);
    if (Object.keys(match).length === 0) add(pointer("duplicates", id, "match"), "Two records are compared by one field at least");
  }
  for (const name of Object.keys(document.search ?? {})) {
    const found = known.get(name);
    if (found !== undefined && found.type.searched === undefined)
      add(pointer("search", name), `"${name}" (${found.type.name}) has no text that a search could find`);
  }
  stateProblems(document, known, add);
  return problems;
}

type Add = (at: Pointer, message: string, details?: Problem["details"]) => void;
const kindOf = ({ type, settings }: Known) => type.derived?.(settings).kind;

/** A value that nobody writes: what would have somebody write it, and what it is worked out from. */
function derivedProblems(
  document: ObjectDocument,
  at: Pointer,
  { field, type, settings }: Known,
  documents: DocumentSet,
  vocabulary: Vocabulary,
  add: Add,
): void {
  const derivation = type.derived?.(settings);
  if (derivation === undefined) return;
  for (const key of ["required", "unique", "default", "requiredWhen", "offeredBy"] as const) {
    if (field[key] !== undefined && field[key] !== false)
      add(`${at}/${key}`, `"${field.name}" is worked out, so nothing can be asked of who writes it`);
  }
  if ((derivation.kind === "column" || derivation.kind === "lines") && field.indexed === true)
    add(`${at}/indexed`, `Nothing of "${field.name}" is kept in the record that could be indexed`);
  const referredFrom = (object: ObjectDocument | undefined, name: string): string | undefined => {
    const other = Object.values(object?.fields ?? {}).find((each) => each.name === name);
    const otherType = other === undefined ? undefined : vocabulary.fields.get(other.type);
    if (object === undefined || other === undefined || otherType === undefined) return undefined;
    const otherSettings = settingsOf(vocabulary.fields, documents.object, object, other);
    return otherType.refersTo === undefined || otherSettings === undefined ? "" : otherType.refersTo(otherSettings);
  };
  if (derivation.kind === "rollUp" || derivation.kind === "lines") {
    const target = referredFrom(documents.object.get(derivation.object), derivation.by);
    if (target !== undefined && target !== document.name)
      add(`${at}/config/by`, `"${derivation.by}" of "${derivation.object}" does not refer to "${document.name}"`, {
        object: derivation.object,
        field: derivation.by,
      });
  }
  if (derivation.kind === "lines" && derivation.order !== undefined) {
    const other = documents.object.get(derivation.object);
    const place = Object.values(other?.fields ?? {}).find((each) => each.name === derivation.order);
    const placeType = place === undefined ? undefined : vocabulary.fields.get(place.type);
    const placeSettings =
      other === undefined || place === undefined ? undefined : settingsOf(vocabulary.fields, documents.object, other, place);
    if (placeType !== undefined && placeSettings !== undefined && placeType.type(placeSettings) !== "number")
      add(`${at}/config/order`, `"${derivation.order}" of "${derivation.object}" is no number that could keep a place`);
  }
  if (derivation.kind === "lookThrough" && referredFrom(document, derivation.reference) === "")
    add(`${at}/config/reference`, `"${derivation.reference}" refers to no single record that could be looked at`);
  // what it would be like is there, and still nothing came of it: there is no sum of texts
  if (derivation.kind === "rollUp" && type.shownLike?.(settings) === undefined && derivation.field !== undefined) {
    const source = Object.values(documents.object.get(derivation.object)?.fields ?? {}).find((each) => each.name === derivation.field);
    if (source !== undefined) add(`${at}/config/fn`, `"${derivation.fn}" of "${derivation.field}" (${source.type}) is no value`);
  }
}

/** Components that stand in for the type's own. */
function shownProblems(at: Pointer, { field, type, settings }: Known, { components }: Vocabulary, add: Add): void {
  const like = type.shownLike?.(settings) ?? { type, settings };
  for (const [key, how] of [
    ["component", "edit"],
    ["display", "read"],
  ] as const) {
    const name = field[key];
    if (name === undefined) continue;
    const component = components.get(name);
    if (component === undefined) add(`${at}/${key}`, `There is no component "${name}"${suggest(name, components.names)}`);
    else if (!canShow(component, how, type, settings) && !canShow(component, how, like.type, like.settings))
      add(`${at}/${key}`, `"${name}" cannot ${how === "edit" ? "take in" : "show"} what "${field.name}" (${type.name}) holds`);
  }
}

/** States are among the options of their field, where it lists any. */
function stateProblems({ states }: ObjectDocument, known: ReadonlyMap<string, Known>, add: Add): void {
  const found = states === undefined ? undefined : known.get(states.field);
  if (states === undefined || found === undefined) return;
  if (found.type.derived?.(found.settings) !== undefined || found.type.generated !== undefined) {
    add("/states/field", `"${states.field}" is the platform's doing: nobody moves it from state to state`);
    return;
  }
  const options: unknown = (found.settings as { options?: unknown }).options;
  if (!isMap(options)) {
    add("/states/field", `"${states.field}" (${found.type.name}) lists no options that could be states`);
    return;
  }
  const names = Object.keys(options);
  const check = (at: Pointer, name: string) => {
    if (!names.includes(name)) add(at, `"${name}" is no option of "${states.field}"${suggest(name, names)}`);
  };
  for (const [index, name] of (states.initial ?? []).entries()) check(`/states/initial/${index}`, name);
  for (const [id, { from, to }] of Object.entries(states.transitions)) {
    for (const [index, name] of (from ?? []).entries()) check(pointer("states", "transitions", id, "from", index), name);
    check(pointer("states", "transitions", id, "to"), to);
  }
}

/** Roles that stand below themselves: each ring is told once. */
export function roleCircles({ role }: DocumentSet): Problem[] {
  const told = new Set<string>();
  return [...role.keys()].flatMap((start): Problem[] => {
    const way: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !way.includes(name)) {
      way.push(name);
      name = role.get(name)?.under;
    }
    if (name !== start || told.has(name)) return [];
    for (const each of way) told.add(each);
    return [problem("invalid_document", pointer("role", start, "under"), `${[...way, start].map((each) => `"${each}"`).join(" under ")}`)];
  });
}

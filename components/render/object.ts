import {
  inOrder,
  kindOfValue,
  settingsOf,
  storageOf,
  type Derivation,
  type Field,
  type FieldType,
  type Grant,
  type ObjectDocument,
  type Storage,
  type Text,
} from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import type { RecordJson } from "./page-state.tsx";

/** A field with its type looked up. */
export interface ShownField extends Field {
  readonly id: string;
  readonly fieldType: FieldType;
  /** the type's settings, parsed and settled */
  readonly settings: any;
  readonly storage: Storage;
  /** names of the components it is typed into and read by: its own choice, else its type's */
  readonly editedBy: string;
  readonly readBy: string;
  /** worked out, not typed; undefined: typed */
  readonly derivation: Derivation | undefined;
  /** its value is one of another field: it is read as that one is */
  readonly like: ShownField | undefined;
}

export interface ShownObject {
  readonly document: ObjectDocument;
  readonly name: string;
  /** in order; fields of a type this browser does not know are left out */
  readonly fields: readonly ShownField[];
  readonly byName: ReadonlyMap<string, ShownField>;
  readonly titleField: ShownField | undefined;
}

type Objects = Readonly<Record<string, ObjectDocument>>;
const alone: Objects = {};
// most objects stand alone; those with settings that follow from other objects are kept with the documents they follow from
const known = new WeakMap<ObjectDocument, ShownObject>();
const knownAmong = new WeakMap<Objects, Map<ObjectDocument, ShownObject>>();

/** An object's document with its fields' types and settings looked up; once per document. `objects`: those its settings may follow from. */
export function shownObject(document: ObjectDocument, objects: Objects = alone): ShownObject {
  const follows = Object.values(document.fields).some((field) => fieldTypes.get(field.type)?.settle !== undefined);
  let among = knownAmong.get(objects);
  const found = follows ? among?.get(document) : known.get(document);
  if (found !== undefined) return found;
  const shown = withTypes(document, objects);
  if (!follows) known.set(document, shown);
  else {
    if (among === undefined) knownAmong.set(objects, (among = new Map()));
    among.set(document, shown);
  }
  return shown;
}

function withTypes(document: ObjectDocument, objects: Objects): ShownObject {
  const byObject = { get: (name: string) => (Object.hasOwn(objects, name) ? objects[name] : undefined) } as ReadonlyMap<
    string,
    ObjectDocument
  >;
  const fields = inOrder(document.fields).flatMap((field): ShownField[] => {
    const fieldType = fieldTypes.get(field.type);
    const settings = settingsOf(fieldTypes, byObject, document, field);
    return fieldType === undefined || settings === undefined ? [] : [shownField(field, fieldType, settings)];
  });
  const byName = new Map(fields.map((field) => [field.name, field]));
  const titleField =
    document.titleField === undefined
      ? (fields.find(isPlainText) ?? fields.find((field) => field.storage === "text"))
      : byName.get(document.titleField);
  return { document, name: document.name, fields, byName, titleField };
}

function shownField(field: Field & { readonly id: string }, fieldType: FieldType, settings: any): ShownField {
  const derivation = fieldType.derived?.(settings);
  const other = fieldType.shownLike?.(settings);
  const like = other === undefined ? undefined : shownField({ ...field, display: undefined }, other.type, other.settings);
  return {
    ...field,
    ...((field.required ?? fieldType.unsaid?.required) === true ? { required: true } : {}),
    fieldType,
    settings,
    storage: storageOf(fieldType, settings),
    editedBy: field.component ?? fieldType.shownBy.edit,
    readBy: field.display ?? like?.readBy ?? fieldType.shownBy.read,
    derivation,
    like,
  };
}

/** A text that people may call the record by: no choice, no address, no person. */
const isPlainText = (field: ShownField): boolean => field.storage === "text" && kindOfValue(field.fieldType, field.settings) === "text";

/** Is the field given by people at all; the lines of a record are, though nothing of them is stored with it. */
export const isTyped = (field: ShownField): boolean =>
  field.fieldType.generated === undefined && (field.derivation === undefined || field.derivation.kind === "lines");

/** Only what the grant lets see. Without a grant (the studio) everything. */
export function seenFields(object: ShownObject, grant: Grant | undefined): readonly ShownField[] {
  const hidden = grant?.hidden;
  return hidden === undefined ? object.fields : object.fields.filter((field) => !Object.hasOwn(hidden, field.name));
}

/** May this field be typed into at all: not filled by the platform, and writable by the grant. */
export const isWritable = (field: ShownField, grant: Grant | undefined): boolean =>
  isTyped(field) && (grant?.writable === undefined || Object.hasOwn(grant.writable, field.name));

/** One choice of a field of choices. */
export interface Option {
  readonly id: string;
  readonly label: Text;
  readonly description?: Text | undefined;
  readonly tone?: string | undefined;
}

/** Options a field's settings list, in their order. */
export function listedOptions(field: ShownField): readonly Option[] {
  const options =
    ((field.like ?? field).settings as { options?: Record<string, { label: Text; order: string; tone?: string; description?: Text }> })
      .options ?? {};
  return Object.entries(options)
    .map(([id, option]) => ({ id, ...option }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}

/** The value of a field in a record as the API sends it; what every record has stands under its own name. */
export function valueIn(field: ShownField, record: RecordJson | undefined): unknown {
  const value = record?.[field.name];
  if (value !== undefined || field.derivation?.kind !== "column") return value;
  const { column } = field.derivation;
  return record?.[
    column === "created_at" ? "createdAt" : column === "created_by" ? "createdBy" : column === "updated_at" ? "updatedAt" : "updatedBy"
  ];
}

/** References worth bringing along with a record. */
export const expandOf = (object: ShownObject): readonly string[] =>
  object.fields
    .filter((field) => field.fieldType.refersTo !== undefined)
    .map((field) => field.name)
    .slice(0, 10);

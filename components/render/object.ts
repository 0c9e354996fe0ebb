import { inOrder, storageOf, type Field, type FieldType, type Grant, type ObjectDocument, type Storage, type Text } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";

/** A field with its type looked up. */
export interface ShownField extends Field {
  readonly id: string;
  readonly fieldType: FieldType;
  /** the type's settings, parsed */
  readonly settings: any;
  readonly storage: Storage;
}

export interface ShownObject {
  readonly document: ObjectDocument;
  readonly name: string;
  /** in order; fields of a type this browser does not know are left out */
  readonly fields: readonly ShownField[];
  readonly byName: ReadonlyMap<string, ShownField>;
  readonly titleField: ShownField | undefined;
}

const known = new WeakMap<ObjectDocument, ShownObject>();

/** An object's document with its fields' types and settings looked up; once per document. */
export function shownObject(document: ObjectDocument): ShownObject {
  const found = known.get(document);
  if (found !== undefined) return found;
  const fields = inOrder(document.fields).flatMap((field): ShownField[] => {
    const fieldType = fieldTypes.get(field.type);
    const settings = fieldType?.config.safeParse(field.config ?? {});
    return fieldType === undefined || settings?.success !== true
      ? []
      : [{ ...field, fieldType, settings: settings.data, storage: storageOf(fieldType, settings.data) }];
  });
  const byName = new Map(fields.map((field) => [field.name, field]));
  const titleField = document.titleField === undefined ? fields.find((field) => field.storage === "text") : byName.get(document.titleField);
  const shown: ShownObject = { document, name: document.name, fields, byName, titleField };
  known.set(document, shown);
  return shown;
}

/** Only what the grant lets see. Without a grant (the studio) everything. */
export function seenFields(object: ShownObject, grant: Grant | undefined): readonly ShownField[] {
  const hidden = grant?.hidden;
  return hidden === undefined ? object.fields : object.fields.filter((field) => !Object.hasOwn(hidden, field.name));
}

/** May this field be typed into at all: not filled by the platform, and writable by the grant. */
export const isWritable = (field: ShownField, grant: Grant | undefined): boolean =>
  field.fieldType.generated === undefined && (grant?.writable === undefined || Object.hasOwn(grant.writable, field.name));

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
    (field.settings as { options?: Record<string, { label: Text; order: string; tone?: string; description?: Text }> }).options ?? {};
  return Object.entries(options)
    .map(([id, option]) => ({ id, ...option }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}

/** References worth bringing along with a record. */
export const expandOf = (object: ShownObject): readonly string[] =>
  object.fields
    .filter((field) => field.fieldType.refersTo !== undefined)
    .map((field) => field.name)
    .slice(0, 10);

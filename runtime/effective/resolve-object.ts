import { inOrder, type DocumentSet, type Language, type ObjectDocument } from "#metadata";
import type { ResolvedField, ResolvedObject, Slot } from "./effective.ts";

/**
 * An object with its fields' types, settings and slots looked up.
 * @throws when a field's type or settings are not of this vocabulary: such a document is never published.
 */
export function resolveObject(
  document: ObjectDocument,
  language: Language,
  slots: ReadonlyMap<string, Slot>,
  documents: DocumentSet,
): ResolvedObject {
  const fields = inOrder(document.fields).map((field): ResolvedField => {
    const fieldType = language.fields.get(field.type);
    const settings = fieldType?.config.safeParse(field.config ?? {});
    if (fieldType === undefined || settings?.success !== true) {
      throw new Error(`<${document.name}.${field.name}> has type <${field.type}> with settings that this platform does not know`);
    }
    return Object.freeze({ ...field, fieldType, settings: settings.data, slot: slots.get(field.id) });
  });
  return Object.freeze({
    document,
    id: document.id,
    name: document.name,
    fields: Object.freeze(fields),
    byName: new Map(fields.map((field) => [field.name, field])),
    byId: new Map(fields.map((field) => [field.id, field])),
    referredBy: Object.freeze(referringFields(document.name, language, documents)),
  });
}

/** Reference fields of all objects that point at an object. */
function referringFields(name: string, language: Language, documents: DocumentSet): { object: string; field: string }[] {
  return [...documents.object.values()].flatMap((object) =>
    Object.values(object.fields).flatMap((field) => {
      const type = language.fields.get(field.type);
      const settings = type?.refersTo === undefined ? undefined : type.config.safeParse(field.config ?? {});
      return settings?.success === true && type?.refersTo?.(settings.data) === name ? [{ object: object.name, field: field.name }] : [];
    }),
  );
}

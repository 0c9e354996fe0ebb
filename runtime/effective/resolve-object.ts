import {
  inOrder,
  pointer,
  problem,
  settingsOf,
  storageOf,
  type DocumentSet,
  type Language,
  type ObjectDocument,
  type Problem,
} from "#metadata";
import type { ResolvedField, ResolvedObject, Slot } from "./effective.ts";

/**
 * An object with its fields' types, settings and slots looked up. A field whose type or settings this platform does not know (it was
 * published on another version) is left out and told: one such field must not take the whole tenant down.
 */
export function resolveObject(
  document: ObjectDocument,
  language: Language,
  slots: ReadonlyMap<string, Slot>,
  documents: DocumentSet,
  problems: Problem[],
): ResolvedObject {
  const fields = inOrder(document.fields).flatMap((field): ResolvedField[] => {
    const fieldType = language.fields.get(field.type);
    const settings = settingsOf(language.fields, documents.object, document, field);
    if (fieldType === undefined || settings === undefined) {
      const path = pointer("object", document.name, "fields", field.id);
      problems.push(
        problem("invalid_document", path, `"${field.name}" is left out: this platform does not know ${field.type} with these settings`),
      );
      return [];
    }
    return [
      Object.freeze({
        ...fieldType.unsaid,
        ...field,
        fieldType,
        settings,
        storage: storageOf(fieldType, settings),
        slot: slots.get(field.id),
      }),
    ];
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
      if (type?.refersTo === undefined && type?.linksTo === undefined) return [];
      const settings = settingsOf(language.fields, documents.object, object, field);
      if (settings === undefined) return [];
      const targets = type.refersTo === undefined ? type.linksTo!.objects(settings) : [type.refersTo(settings)];
      return targets.includes(name) ? [{ object: object.name, field: field.name }] : [];
    }),
  );
}

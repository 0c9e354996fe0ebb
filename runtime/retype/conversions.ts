import { settingsOf, storageOf, type Field, type Folded, type Language, type ObjectDocument } from "#metadata";
import type { Side } from "./convert.ts";

/** A field that takes the place of another with another type. By storage identities. */
export interface Conversion {
  readonly object: string;
  readonly from: string;
  readonly to: string;
  /** the new type and its settings, as the document says them */
  readonly type: string;
  readonly config: NonNullable<Field["config"]>;
}

/**
 * Fields that take others' place between two sets of documents: one that is new says whose place it takes (`was`), or one that comes back
 * was said to have been replaced by one that goes. Pure.
 */
export function conversionsBetween(before: Folded, after: Folded): Conversion[] {
  return [...after.documents.object.values()].flatMap((object) => {
    const was = before.byKey.get(`object/${object.id}`);
    if (was?.kind !== "object") return [];
    return Object.entries(object.fields).flatMap(([id, field]): Conversion[] => {
      if (Object.hasOwn(was.fields, id)) return [];
      const from = sourceOf(was, object, id, field);
      return from === undefined ? [] : [{ object: object.id, from, to: id, type: field.type, config: field.config ?? {} }];
    });
  });
}

function sourceOf(was: ObjectDocument, is: ObjectDocument, id: string, field: Field): string | undefined {
  const gone = (each: string | undefined): each is string =>
    each !== undefined && Object.hasOwn(was.fields, each) && !Object.hasOwn(is.fields, each);
  return field.was?.find(gone) ?? Object.keys(was.fields).find((each) => was.fields[each]!.was?.includes(id) === true && gone(each));
}

/** A field as a conversion sees it; undefined: its type or settings are not known. */
export function sideOf(
  language: Language,
  objects: ReadonlyMap<string, ObjectDocument>,
  object: ObjectDocument,
  field: Pick<Field, "type" | "config">,
): Side | undefined {
  const fieldType = language.fields.get(field.type);
  const settings = settingsOf(language.fields, objects, object, field);
  if (fieldType === undefined || settings === undefined) return undefined;
  return { fieldType, settings, storage: storageOf(fieldType, settings) };
}

/** Whether values can be put into a field: nobody writes what is numbered or worked out. */
export const takesValues = ({ fieldType, settings }: Side): boolean =>
  fieldType.generated === undefined && fieldType.derived?.(settings) === undefined;

const mostEarlier = 50;

/** What a field says that takes the place of `id`, which had taken those others' places. */
export const takingPlaceOf = (id: string, earlier: readonly string[] = []): string[] =>
  [id, ...earlier.filter((each) => each !== id)].slice(0, mostEarlier);

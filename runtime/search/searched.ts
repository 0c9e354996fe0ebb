import type { Json } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { perObject } from "../records/per-object.ts";
import { fieldValue } from "../records/record.ts";
import { fold, gramSeed, gramsOf, type GramSeed } from "./grams.ts";
import { hasSounds, spellings, type Sounds } from "./sounds.ts";

/** Fields of one object that a search looks into. */
export const mostSearched = 20;
/** Characters of one field, and of one record, under which it is found. */
const mostOfField = 2_000;
const mostOfRecord = 8_000;

/** The fields that a search looks into: those that the object names, else the first whose type is searched. */
export const searchedFields = perObject((object: ResolvedObject): readonly ResolvedField[] => {
  const named = object.document.search;
  const fields = object.fields.filter(
    ({ name, fieldType }) => fieldType.searched !== undefined && (named === undefined || Object.hasOwn(named, name)),
  );
  return fields.slice(0, mostSearched);
});

/** Field id → folded text, "~" and field id → its sounds. */
export type Texts = Readonly<Record<string, string>>;

/** What a search finds a record by. */
export function textsOf(object: ResolvedObject, data: Readonly<Record<string, Json>>, sounds: Sounds | undefined): Texts {
  const texts: Record<string, string> = {};
  let left = mostOfRecord;
  for (const field of searchedFields(object)) {
    const value = fieldValue(data, field);
    if (value === undefined || left <= 0) continue;
    const text = fold(field.fieldType.searched!(value, field.settings).slice(0, mostOfField)).slice(0, left);
    if (text.trim() === "") continue;
    left -= text.length;
    texts[field.id] = text;
    const said = hasSounds(text) ? sounds?.of(text) : undefined;
    if (said !== undefined) texts[`~${field.id}`] = said;
  }
  return texts;
}

/** Whether the sounds of what a record holds are asked for: the dictionary is loaded only then. */
export const needsSounds = (object: ResolvedObject, data: Readonly<Record<string, Json>>): boolean =>
  searchedFields(object).some((field) => {
    const value = fieldValue(data, field);
    return value !== undefined && hasSounds(field.fieldType.searched!(value, field.settings).slice(0, mostOfField));
  });

/** tenant, object and field of grams, worked out once for an object of a tenant. */
export function seedsOf(tenantId: string, object: ResolvedObject): ReadonlyMap<string, GramSeed> {
  return new Map(searchedFields(object).map(({ id }) => [id, gramSeed(tenantId, object.id, id)]));
}

/** The hashes of everything that a record is found by. */
export function gramsOfTexts(texts: Texts, seeds: ReadonlyMap<string, GramSeed>): number[] {
  const found = new Set<number>();
  for (const [key, text] of Object.entries(texts)) {
    if (!key.startsWith("~")) gramsOf(text, seeds.get(key)!, found);
    else {
      const { whole, initials } = spellings(text);
      const seed = seeds.get(key.slice(1))!;
      gramsOf(whole, seed, found);
      gramsOf(initials, seed, found);
    }
  }
  return [...found];
}

import type { Tx } from "#db";
import { settingsOf, type DocumentSet, type Language, type ObjectDocument } from "#metadata";
import { queueReindex } from "./queue-reindex.ts";
import { mostSearched } from "./searched.ts";

/**
 * In the transaction that publishes: a job for each object whose records are found by other fields than before. It begins once writers
 * of the revision before are surely gone; a list that searches meanwhile says that it is catching up.
 */
export async function reindexBehindPublish(
  tx: Tx,
  language: Language,
  tenantId: string,
  before: DocumentSet,
  after: DocumentSet,
  settleSeconds: number,
): Promise<void> {
  const rows = [...after.object.values()]
    .filter((object) => {
      const was = [...before.object.values()].find(({ id }) => id === object.id);
      return foundBy(language, after, object) !== (was === undefined ? "" : foundBy(language, before, was));
    })
    .map(({ id, name }) => ({ object: id, name }));
  await queueReindex(tx, tenantId, rows, settleSeconds);
}

/** What the records of an object are found by, as text to compare: its searched fields with what decides how they read. Empty: nothing. */
function foundBy(language: Language, documents: DocumentSet, object: ObjectDocument): string {
  const searched = Object.entries(object.fields)
    .filter(([, { name, type }]) => {
      if (language.fields.get(type)?.searched === undefined) return false;
      return object.search === undefined || Object.hasOwn(object.search, name);
    })
    .sort(([a, one], [b, other]) => (one.order < other.order ? -1 : one.order > other.order ? 1 : a < b ? -1 : 1))
    .slice(0, mostSearched)
    .map(([id, field]) => [id, field.type, settingsOf(language.fields, documents.object, object, field)]);
  // the order of the fields is their own affair
  return searched.length === 0 ? "" : JSON.stringify(searched.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

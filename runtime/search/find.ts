import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { compileFound } from "../records/compile.ts";
import { isProblem, stopping } from "../records/cost.ts";
import { isStorable } from "../records/guard.ts";
import { limits } from "../records/query.ts";
import { fieldValue, storedRecord, type StoredRecord } from "../records/record.ts";
import { planned } from "../records/planned.ts";
import { excerpt, marked, type Marked } from "./excerpt.ts";
import { candidates, narrowedBy } from "./narrow.ts";
import { searchedFields } from "./searched.ts";
import { hasSounds, loadSounds, type Sounds } from "./sounds.ts";
import { wordsOf, type Word } from "./words.ts";

/** A record that was found. */
export interface Hit {
  readonly id: string;
  /** the record's name; its id where it has none */
  readonly title: Marked;
  /** where else a word stands; absent where the title says it all */
  readonly excerpt?: Marked & { readonly field: string };
}

/** What was found in the records of one object, the best first. */
export interface FoundIn {
  readonly object: string;
  readonly hits: readonly Hit[];
  /** there are more than these */
  readonly more: boolean;
}

export interface Found {
  readonly data: readonly FoundIn[];
  /** a single letter says too little for a search through everything: nothing was looked for */
  readonly tooShort?: true;
}

export interface SearchQuery {
  readonly q: string;
  /** absent: all that the actor may read */
  readonly objects?: readonly string[] | undefined;
  /** records of each object, 1…20; absent = 5 */
  readonly limit?: number | undefined;
}

/** Objects that one search looks into. */
const mostObjects = 50;

/** Looks for text in the records of all objects that the actor may read, in the fields that he may see. Problems: invalid_query, not_found. */
export async function searchRecords(platform: Platform, actor: Actor, { q, objects, limit = 5 }: SearchQuery): Promise<Result<Found>> {
  const text = q.trim();
  if (text === "" || [...text].length > limits.searchText || !isStorable(text)) {
    return refused(
      problem("invalid_query", "/q", `Search for 1 to ${limits.searchText} characters that a record can hold.`, {
        reason: "search",
        details: { limit: limits.searchText },
      }),
    );
  }
  const effective = await platform.effectives.get(actor.tenantId);
  const unknown = (objects ?? []).filter((name) => accessTo(effective, actor, name)?.read === undefined);
  if (unknown.length > 0) {
    return refused(
      ...unknown.map((name) => problem("not_found", "/objects", `There is no object "${name.slice(0, 80)}" that you may read.`)),
    );
  }
  const now = new Date().toISOString();
  const words = wordsOf(text);
  const places = (objects ?? [...effective.objects.keys()])
    .map((name) => effective.objects.get(name)!)
    .filter((object) => searchedFields(object).length > 0 && accessTo(effective, actor, object.name)?.read !== undefined)
    .slice(0, mostObjects)
    .flatMap((object) => {
      const scoped = planned(effective, actor, object.name, { q: text, limit }, now);
      return scoped.ok ? [{ object, plan: scoped.value.plan, asking: candidates(scoped.value.plan) }] : [];
    })
    .filter(({ asking }) => asking.length > 0);
  if (places.length === 0) return ok(words.length === 1 && words[0]!.text.length === 1 ? { data: [], tooShort: true } : { data: [] });

  // all objects at once: two round trips, however many there are
  const given = await platform.db.batch(
    actor.tenantId,
    places.flatMap(({ asking }) => asking),
    { readOnly: true },
  );
  let taken = 0;
  const looking = places.flatMap(({ object, plan, asking }) => {
    const answers = given.slice(taken, (taken += asking.length));
    if (answers.some((rows) => rows.length === 0)) return [];
    const narrow = narrowedBy(object, plan, answers);
    const title = object.byName.get(object.document.titleField ?? "");
    const seen = title !== undefined && accessTo(effective, actor, object.name)!.read!.sees(title.name) ? title : undefined;
    const statement = compileFound(narrow, words.map((word) => word.text).join(" "), { title: seen?.id, ranked: narrow !== plan });
    return [{ object, plan, title: seen, statement }];
  });
  if (looking.length === 0) return ok({ data: [] });
  const read = await stopping(looking[0]!.plan, () =>
    platform.db.batch(
      actor.tenantId,
      looking.map(({ statement }) => statement),
      { readOnly: true, plans: "anew" },
    ),
  );
  if (isProblem(read)) return refused(read);
  // where it was found by its sound, that is shown too
  const heard = words.some(({ sound }) => sound !== undefined) && read.some((rows) => hasSounds(JSON.stringify(rows)));
  const sounds = heard ? await loadSounds() : undefined;
  const data = looking.map(({ object, title }, index): FoundIn => {
    const records = read[index]!.map(storedRecord);
    return {
      object: object.name,
      hits: records.slice(0, limit).map((record) => hitOf(effective, actor, object, title, record, words, sounds)),
      more: records.length > limit,
    };
  });
  return ok({ data: data.filter(({ hits }) => hits.length > 0) });
}

function hitOf(
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  title: ResolvedField | undefined,
  record: StoredRecord,
  words: readonly Word[],
  sounds: Sounds | undefined,
): Hit {
  const named = title === undefined ? undefined : fieldValue(record.data, title);
  const name = named === undefined ? record.id : title!.fieldType.toText(named as never, title!.settings, actor.locale);
  const sees = accessTo(effective, actor, object.name)!.read!;
  const shown = marked(name.slice(0, 500), words, sounds);
  if (shown.marks.length > 0 && words.length === 1) return { id: record.id, title: shown };
  for (const field of searchedFields(object)) {
    if (field === title || !sees.sees(field.name)) continue;
    const value = fieldValue(record.data, field);
    if (value === undefined) continue;
    const found = excerpt(field.fieldType.searched!(value as never, field.settings).slice(0, 2_000), words, sounds);
    if (found.marks.length > 0) return { id: record.id, title: shown, excerpt: { field: field.name, ...found } };
  }
  return { id: record.id, title: shown };
}

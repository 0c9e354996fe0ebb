import { ok, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { enterDerived, enterSteps } from "../formulas/enter.ts";
import { followOn } from "../formulas/follow.ts";
import { asManyAsMay } from "./as-many-as-may.ts";
import { draftStanding } from "./drafts.ts";
import { holdMatches } from "./duplicates.ts";
import { type WroteMany, Refusal, type Many, answer, manyOf } from "./outcome.ts";
import type { StoredRecord } from "./record.ts";
import { settleReferrers, type Settled } from "./referrers.ts";
import { remember, type Written } from "./remember.ts";
import { storedOf, save } from "./save.ts";
import { lockForDelete } from "./statements.ts";
import { holdUnique, uniqueChanges } from "./unique.ts";
import { writeMany } from "./write.ts";
import { beginWriting, goOn, problemsOf, refuse, type Asked, type ManyOptions, type Writing } from "./writing.ts";

/** Deletes so that it can be restored. What refers to a record is settled as its fields say. */
export const deleteMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  const begun = beginWriting(tx, effective, actor, "delete", object, asked, options);
  if (!begun.ok) return begun;
  const writing = begun.value;
  if (options.outcome === "each" && writing.object.referredBy.length > 0) return deleteEach(writing, asked);
  await enterDerived(writing, asked);
  const done = await deleteTogether(writing, asked);
  return answer(writing, done.written, done.work);
};

/** Deletes the records, and settles what refers to them. Of a refused one the caller undoes everything; with "each" only where nothing can refer to them. */
async function deleteTogether(writing: Writing, asked: readonly Asked[]): Promise<{ written: readonly Written[]; work: boolean }> {
  const nothing = { written: [], work: false };
  const { tx, effective, actor, options } = writing;
  await draftStanding(writing, lockForDelete, asked);
  if (!goOn(writing)) return nothing;
  const written = writing.drafts.map((draft): Written => ({ stored: storedOf(writing, draft), before: draft.before }));
  // first of all, so that what refers to a record in a circle ends here
  await save(writing, written);
  const settled = await settleAround(writing);
  for (const { id, path } of writing.drafts)
    refuse(
      writing,
      (settled.refused.get(id) ?? []).map((each) => ({ ...each, path: `${path}${each.path}` })),
    );
  if (settled.refused.size > 0) return nothing;
  await holdUnique(writing, uniqueChanges(writing));
  await holdMatches(writing);
  await remember(tx, effective, actor, writing.object, "delete", written, writing.now, undefined, options.jobId);
  const followed = await followOn(tx, effective, actor, writing.object, "delete", written, writing.now);
  return { written, work: settled.work || followed.work };
}

/**
 * As many as may be deleted. A refusal is found out of by trying what refers to the records: all of them are tried together, then those
 * that nothing was wrong with; so it is as many statements for hundreds as for a few.
 */
async function deleteEach(writing: Writing, asked: readonly Asked[]): Promise<Result<WroteMany>> {
  const { tx, effective, actor, object, options } = writing;
  const all: ManyOptions = { ...options, outcome: "all", last: false };
  const places = inOrderOfIds(asked);
  // trying again is a step of its own
  await enterSteps(
    tx,
    effective,
    places.map((place) => ({ object: object.name, act: "delete", asked: [asked[place]!] })),
  );
  const outcomes: Result<StoredRecord>[] = [];
  let work = false;
  const refusals = await asManyAsMay(places, async (some) => {
    const those = some.map((place) => asked[place]!);
    const begun = beginWriting(tx, effective, actor, "delete", object.name, those, all);
    if (!begun.ok) return new Map(some.map((place) => [place, begun.problems]));
    const trying = begun.value;
    try {
      const done = await tx.savepoint(async () => {
        const deleted = await deleteTogether(trying, those);
        const problems = trying.outcomes.flatMap(problemsOf);
        if (problems.length > 0) throw new Refusal(problems);
        return deleted;
      });
      work ||= done.work;
      const byId = new Map(done.written.map(({ stored }) => [stored.id, stored]));
      for (const place of some) outcomes[place] = ok(byId.get(asked[place]!.id!)!);
      return new Map();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return new Map(
        trying.outcomes.flatMap((each, index) => (each.problems.length > 0 ? [[some[index]!, problemsOf(each)] as const] : [])),
      );
    }
  });
  for (const [place, problems] of refusals) outcomes[place] = refused(...problems);
  return ok(manyOf(writing, outcomes, work));
}

/** What refers to the records is changed by the platform, on the actor's behalf: the documents say so. */
function settleAround({ tx, effective, actor, object, drafts, options, now }: Writing): Promise<Settled> {
  const { tenantId, userId, by, roles, locale } = actor;
  const platform: Actor = { tenantId, userId, by, roles, locale, unrestricted: true };
  const part = options.jobId === undefined ? { now } : { now, jobId: options.jobId };
  return settleReferrers(
    tx,
    effective,
    object,
    drafts.map(({ id }) => id),
    (act, name, those) => writeMany(tx, effective, platform, act, name, those, part),
    actor,
  );
}

/** Places of what is asked in the order of the ids, as others lock them. */
export const inOrderOfIds = (asked: readonly Asked[]): number[] =>
  [...asked.keys()].sort((one, other) => {
    const [a, b] = [asked[one]!.id ?? "", asked[other]!.id ?? ""];
    return a < b ? -1 : a > b ? 1 : 0;
  });

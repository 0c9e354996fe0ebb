import { newId } from "./new-id.ts";
import type { Tx } from "#db";
import { ok, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { hasOffers, offeredProblems } from "../decisions/offered.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { holdFiles, keepFiles } from "../files/keep.ts";
import { deriveOwn } from "../formulas/derive.ts";
import { enterDerived, enterSteps } from "../formulas/enter.ts";
import { followOn } from "../formulas/follow.ts";
import type { Right } from "../permissions/access.ts";
import { outside, reachAs } from "./allowed.ts";
import { asManyAsMay } from "./as-many-as-may.ts";
import type { Change } from "./change.ts";
import { draftCreations, draftStanding, layValues, mostProblems } from "./drafts.ts";
import { holdMatches, refuseDuplicates } from "./duplicates.ts";
import { hasRules, judge, sameJson } from "./judge.ts";
import { keepInStep } from "../retype/keep-in-step.ts";
import { bringsLines, lockLines, writeLines } from "./lines.ts";
import { giveNumbers, numbersFirst } from "./numbers.ts";
import { indexRecords, readyToIndex } from "../search/index-records.ts";
import { holdLinks } from "./links.ts";
import { factsOf, showRecord, type RecordJson, type StoredRecord } from "./record.ts";
import { brokenReferences } from "./references.ts";
import { settleReferrers, type Settled } from "./referrers.ts";
import { remember, startFlows, tell, type Written } from "./remember.ts";
import { slotsOf } from "./slots.ts";
import { judgeStates } from "./states.ts";
import { insertRecords, lockDeleted, lockForDelete, lockForUpdate, markDeleted, updateRecords } from "./statements.ts";
import { holdUnique, refuseTaken, uniqueChanges } from "./unique.ts";
import { beginWriting, goOn, problemsOf, refuse, type Asked, type Draft, type ManyOptions, type Writing } from "./writing.ts";

export { readRecord } from "./run.ts";
export type { Change } from "./change.ts";
export type { Asked, ManyOptions } from "./writing.ts";

/** What a written record comes to, and whether a flow now has something to do. */
export interface Wrote {
  readonly record: RecordJson;
  readonly work: boolean;
}

/** What many changes come to, in the order in which they were asked for. With `outcome: "all"` every one of them went through. */
export interface WroteMany {
  readonly outcomes: readonly Result<StoredRecord>[];
  /** a written record as the actor sees it */
  readonly show: (stored: StoredRecord) => RecordJson;
  /** the written ones */
  readonly records: readonly RecordJson[];
  readonly work: boolean;
}

/**
 * Writes one record inside an open transaction, with its history, its event and the flows it starts. A refused change leaves
 * nothing behind and the transaction usable.
 */
export async function writeRecord(tx: Tx, effective: Effective, actor: Actor, change: Change): Promise<Result<RecordJson>> {
  try {
    return await tx.savepoint(async () => {
      const wrote = await write(tx, effective, actor, change);
      if (!wrote.ok) throw new Refusal(wrote.problems);
      return ok(wrote.value.record);
    });
  } catch (error) {
    if (error instanceof Refusal) return refused(...error.problems);
    throw error;
  }
}

/** Undoes what was begun because somebody's input is wrong. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("refused");
    this.problems = problems;
  }
}

/** As writeRecord, for a transaction that the caller rolls back on problems. One record is many of one. */
export async function write(tx: Tx, effective: Effective, actor: Actor, change: Change): Promise<Result<Wrote>> {
  const { act, object, jobId, allowDuplicates, ...asked } = change;
  const options: ManyOptions = {
    ...(jobId === undefined ? {} : { jobId }),
    ...(allowDuplicates === undefined ? {} : { allowDuplicates }),
  };
  // an id is chosen by the platform alone
  const { id, ...others } = asked;
  const one: Asked = act === "create" && actor.unrestricted !== true ? others : id === undefined ? others : { ...others, id };
  const wrote = await writeMany(tx, effective, actor, act, object, [one], options);
  return wrote.ok ? ok({ record: wrote.value.records[0]!, work: wrote.value.work }) : wrote;
}

/**
 * Many changes of one kind of the records of one object, in one open transaction: as many statements as for one. Problems of all of
 * them at once, each under its `path`. With `outcome: "all"` problems are refused and the caller rolls the transaction back; with
 * "each" what is refused leaves nothing behind and the others are written.
 */
export function writeMany(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  act: Change["act"],
  object: string,
  asked: readonly Asked[],
  options: ManyOptions = {},
): Promise<Result<WroteMany>> {
  const acts = { create: createMany, update: updateMany, delete: deleteMany, restore: restoreMany };
  return acts[act](tx, effective, actor, object, asked, options);
}

type Many = (
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: string,
  asked: readonly Asked[],
  options?: ManyOptions,
) => Promise<Result<WroteMany>>;

/** Makes records. */
export const createMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  const begun = beginWriting(tx, effective, actor, "create", object, asked, options);
  if (!begun.ok) return begun;
  if (bringingSome(begun.value, asked)) return oneByOne(begun.value, asked, createMany);
  await enterDerived(begun.value, asked);
  draftCreations(begun.value, asked);
  return carry(begun.value);
};

/** Changes the fields that are named, over what the locked records hold: two writers of different fields of a record both stay. */
export const updateMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  const begun = beginWriting(tx, effective, actor, "update", object, asked, options);
  if (!begun.ok) return begun;
  if (bringingSome(begun.value, asked)) return oneByOne(begun.value, asked, updateMany);
  await enterDerived(begun.value, asked);
  lockLines(begun.value, asked);
  await draftStanding(begun.value, lockForUpdate, asked);
  layValues(begun.value);
  return carry(begun.value);
};

/** Brings deleted records back, if they may stand as they are: validations, references and unique values are asked again. */
export const restoreMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  const begun = beginWriting(tx, effective, actor, "restore", object, asked, options);
  if (!begun.ok) return begun;
  await enterDerived(begun.value, asked);
  await draftStanding(begun.value, lockDeleted, asked);
  return carry(begun.value);
};

/** What a record goes through on its way, whoever writes it. The order is a promise to everything that is hooked in. */
async function carry(writing: Writing): Promise<Result<WroteMany>> {
  if (writing.drafts.length === 0) return answer(writing, [], false);
  const first = numbersFirst(writing.object);
  if (first) await giveNumbers(writing);
  await deriveOwn(writing.tx, writing.effective, writing.object, writing.drafts, writing.now);
  judgeAll(writing);
  judgeStates(writing);
  const unique = uniqueChanges(writing);
  refuse(writing, await brokenReferences(writing.tx, writing.effective, writing.actor, writing.object, candidatesOf(writing), writing.now));
  if (writing.act !== "restore")
    refuse(writing, await keepFiles(writing.tx, writing.effective, writing.actor, writing.object, writing.drafts));
  await refuseTaken(writing, unique);
  await refuseDuplicates(writing);
  if (!goOn(writing)) return answer(writing, [], false);
  if (!first) await giveNumbers(writing);
  await judgeRows(writing);
  if (!goOn(writing)) return answer(writing, [], false);

  keepInStep(writing);
  const owners = writing.drafts;
  const unchanged = writing.act === "update" ? takeUnchanged(writing) : [];
  if (writing.drafts.length === 0) return withLines(writing, owners, unchanged, false);
  await holdUnique(writing, uniqueChanges(writing));
  if (!goOn(writing)) return answer(writing, unchanged, false);

  const written = writing.drafts.map((draft): Written => ({ stored: storedOf(writing, draft), before: draft.before }));
  const { tx, effective, actor, object, act, now, options } = writing;
  const readying = readyToIndex(
    object,
    written.map(({ stored }) => stored),
  );
  if (readying !== undefined) await readying;
  const saving = Promise.all([
    save(writing, written),
    holdMatches(writing),
    act === "create" ? undefined : tell(tx, effective, actor, object, act, written, now, options.jobId),
  ]);
  saving.catch(() => undefined);
  if (options.last !== true) await saving;
  const work = await startFlows(tx, effective, actor, object, act, written);
  const followed = await followOn(tx, effective, actor, object, act, written, now, saving);
  const standing = written.map((each) => ({ ...each, stored: followed.rewritten.get(each.stored.id) ?? each.stored }));
  return withLines(writing, owners, [...unchanged, ...standing], work || followed.work);
}

/** The lines that came with the records; when one of them is refused, so is everything. */
async function withLines(
  writing: Writing,
  owners: readonly Draft[],
  written: readonly Written[],
  work: boolean,
): Promise<Result<WroteMany>> {
  const lines = await writeLines(writing, owners);
  const after = written.map((each) => ({ ...each, stored: lines.stored.get(each.stored.id) ?? each.stored }));
  return answer(writing, after, work || lines.work);
}

/** Rules of the fields and of the record, and choices that a table gives. */
function judgeAll(writing: Writing): void {
  const { effective, object, actor, access, right, at, act } = writing;
  const offers = hasOffers(object);
  if (!hasRules(object) && !offers) return;
  const sees = (access.read ?? right).sees;
  for (const draft of writing.drafts) {
    if (draft.unreadable === true) continue;
    const { data: after, before, record, given, failed, path } = draft;
    const facts = factsOf(object, after, record);
    const earlier = before === undefined ? {} : { before };
    refuse(writing, judge({ effective, object, actor, ...earlier, after, record, facts, given, failed, at, path }));
    if (!offers || failed.size > 0 || act === "restore") continue;
    const choosing = before === undefined ? {} : { before: factsOf(object, before, record) };
    refuse(writing, offeredProblems(effective, object, { ...choosing, after: facts, named: given, sees, at, path }));
  }
}

/** Who is brought back refers anew to whatever it refers to. */
const candidatesOf = ({ act, drafts }: Writing): readonly Pick<Draft, "id" | "data" | "path" | "before">[] =>
  act === "restore" ? drafts.map(({ id, data, path }) => ({ id, data, path })) : drafts;

/** The record as it will be has to be among those that the right was given for. */
async function judgeRows(writing: Writing): Promise<void> {
  const { tx, effective, actor, object, act, drafts, now } = writing;
  if (act !== "create" && act !== "update") return;
  const reached = await reachAs(tx, effective, actor, writing, act, drafts, now);
  for (const { id, path } of drafts) {
    if (!reached.ok)
      refuse(
        writing,
        reached.problems.map((each) => ({ ...each, path })),
      );
    else if (!reached.value(id)) refuse(writing, [outside(object, path, act)]);
  }
}

/** Nothing new: the record stays as it is, with its version. */
function takeUnchanged(writing: Writing): Written[] {
  const { object } = writing;
  const same = ({ before, data }: Draft) => object.fields.every(({ id }) => sameJson(before![id], data[id]));
  const unchanged = writing.drafts.filter(same);
  if (unchanged.length > 0) writing.drafts = writing.drafts.filter((draft) => !same(draft));
  return unchanged.map(({ before, standing }) => ({ stored: standing!, before }));
}

function storedOf({ act, now }: Writing, { data, record }: Draft): StoredRecord {
  if (act === "create") return { ...record, data };
  return { ...record, version: record.version + 1, data, deletedAt: act === "delete" ? now : null };
}

/** The records and their slots; what is kept beside them goes with it. Of made ones also what is told of them. */
async function save({ tx, effective, object, act, actor, now, options }: Writing, written: readonly Written[]): Promise<void> {
  const { tenantId } = effective;
  // sent at once with the records: what is written last may travel with the COMMIT
  const linking = holdLinks(tx, effective, object, act, written);
  linking.catch(() => undefined);
  const indexing = options.searchLater === true && act === "create" ? undefined : indexRecords(tx, effective, object, act, written);
  indexing?.catch(() => undefined);
  const holding = act === "create" || act === "update" ? holdFiles(tx, effective, object, written) : undefined;
  holding?.catch(() => undefined);
  if (act === "create") {
    const rows = written.map(({ stored: { id, data, createdAt } }) => slotsOf(object, data, { id, event: newId(), data, at: createdAt }));
    await tx.query(insertRecords, [tenantId, object.id, rows, actor.by, now, options.jobId ?? null, object.name]);
  } else if (act === "update") {
    const rows = written.map(({ stored: { id, data } }) => slotsOf(object, data, { id, data }));
    await tx.query(updateRecords, [tenantId, object.id, rows, actor.by, now]);
  } else {
    const ids = written.map(({ stored }) => stored.id);
    await tx.query(markDeleted, [tenantId, object.id, ids, actor.by, now, act === "delete" ? now : null]);
  }
  await linking;
  await indexing;
  await holding;
}

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
function settleAround({ tx, effective, actor, object, drafts, options }: Writing): Promise<Settled> {
  const { tenantId, userId, by, roles, locale } = actor;
  const platform: Actor = { tenantId, userId, by, roles, locale, unrestricted: true };
  const part = options.jobId === undefined ? {} : { jobId: options.jobId };
  return settleReferrers(
    tx,
    effective,
    object,
    drafts.map(({ id }) => id),
    (act, name, those) => writeMany(tx, effective, platform, act, name, those, part),
    actor,
  );
}

/** A line that is refused is found out of when its record is written already: where the others go on, each has to be undone by itself. */
const bringingSome = ({ object, options }: Writing, asked: readonly Asked[]): boolean =>
  options.outcome === "each" && asked.some(({ values }) => bringsLines(object, values));

/** Places of what is asked in the order of the ids, as others lock them. */
const inOrderOfIds = (asked: readonly Asked[]): number[] =>
  [...asked.keys()].sort((one, other) => {
    const [a, b] = [asked[one]!.id ?? "", asked[other]!.id ?? ""];
    return a < b ? -1 : a > b ? 1 : 0;
  });

async function oneByOne(writing: Writing, asked: readonly Asked[], many: Many): Promise<Result<WroteMany>> {
  const { tx, effective, actor, object, act, options } = writing;
  await enterSteps(
    tx,
    effective,
    asked.map((each) => ({ object: object.name, act, asked: [each] })),
  );
  const outcomes: Result<StoredRecord>[] = [];
  let work = false;
  for (const index of inOrderOfIds(asked)) {
    const each = asked[index]!;
    try {
      const wrote = await tx.savepoint(async () => {
        const one = await many(tx, effective, actor, object.name, [each], { ...options, outcome: "all", last: false });
        if (!one.ok) throw new Refusal(one.problems);
        return one.value;
      });
      outcomes[index] = wrote.outcomes[0]!;
      work ||= wrote.work;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcomes[index] = refused(...error.problems);
    }
  }
  return ok(manyOf(writing, outcomes, work));
}

function answer(writing: Writing, written: readonly Written[], work: boolean): Result<WroteMany> {
  const { outcomes, options } = writing;
  if (options.outcome !== "each") {
    const problems = outcomes.flatMap(problemsOf);
    if (problems.length > 0) return refused(...problems.slice(0, mostProblems));
  }
  const byId = new Map(written.map(({ stored }) => [stored.id, stored]));
  return ok(
    manyOf(
      writing,
      outcomes.map((each) => (each.problems.length > 0 || !("id" in each) ? refused(...problemsOf(each)) : ok(byId.get(each.id)!))),
      work,
    ),
  );
}

function manyOf({ object, access, right }: Writing, outcomes: readonly Result<StoredRecord>[], work: boolean): WroteMany {
  const seen = seenFields(object, access.read ?? right);
  const show = (stored: StoredRecord) => showRecord(stored, seen);
  return {
    outcomes,
    show,
    get records() {
      return outcomes.flatMap((each) => (each.ok ? [show(each.value)] : []));
    },
    work,
  };
}

const seenFields = (object: ResolvedObject, right: Right) => object.fields.filter((field) => right.sees(field.name));

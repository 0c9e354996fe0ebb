import type { Tx } from "#db";
import { ok, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { offersReady } from "../decisions/offered.ts";
import { keepFiles } from "../files/keep.ts";
import { deriveOwn } from "../formulas/derive.ts";
import { enterDerived, enterSteps } from "../formulas/enter.ts";
import { followOn } from "../formulas/follow.ts";
import { keepInStep } from "../retype/keep-in-step.ts";
import { readyToIndex } from "../search/index-records.ts";
import type { Change } from "./change.ts";
import { deleteMany, inOrderOfIds } from "./delete.ts";
import { draftCreations, draftStanding, layValues } from "./drafts.ts";
import { holdMatches, refuseDuplicates } from "./duplicates.ts";
import { judgeAll, candidatesOf, judgeRows } from "./judge-all.ts";
import { sameJson } from "./judge.ts";
import { bringsLines, lockLines, writeLines } from "./lines.ts";
import { giveNumbers, numbersFirst } from "./numbers.ts";
import { type WroteMany, Refusal, type Many, answer, manyOf } from "./outcome.ts";
import type { RecordJson, StoredRecord } from "./record.ts";
import { brokenReferences } from "./references.ts";
import { startFlows, tell, type Written } from "./remember.ts";
import { restoreTaken, takesAlong } from "./restore-taken.ts";
import { storedOf, save } from "./save.ts";
import { lockDeleted, lockForUpdate } from "./statements.ts";
import { judgeStates } from "./states.ts";
import { holdUnique, refuseTaken, uniqueChanges } from "./unique.ts";
import { beginWriting, goOn, refuse, type Asked, type Draft, type ManyOptions, type Writing } from "./writing.ts";

export { readRecord } from "./run.ts";
export type { Change } from "./change.ts";
export type { Asked, ManyOptions } from "./writing.ts";
export { deleteMany } from "./delete.ts";

/** What a written record comes to, and whether a flow now has something to do. */
export interface Wrote {
  readonly record: RecordJson;
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

/** Makes records. */
export const createMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  await offersReady(effective, object);
  const begun = beginWriting(tx, effective, actor, "create", object, asked, options);
  if (!begun.ok) return begun;
  if (bringingSome(begun.value, asked)) return oneByOne(begun.value, asked, createMany);
  await enterDerived(begun.value, asked);
  draftCreations(begun.value, asked);
  return carry(begun.value);
};

/** Changes the fields that are named, over what the locked records hold: two writers of different fields of a record both stay. */
export const updateMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  // whoever could has waited before the transaction; here nobody else waits, but for what it has locked
  await offersReady(effective, object);
  const begun = beginWriting(tx, effective, actor, "update", object, asked, options);
  if (!begun.ok) return begun;
  if (bringingSome(begun.value, asked)) return oneByOne(begun.value, asked, updateMany);
  await enterDerived(begun.value, asked);
  lockLines(begun.value, asked);
  await draftStanding(begun.value, lockForUpdate, asked);
  layValues(begun.value);
  return carry(begun.value);
};

/**
 * Brings deleted records back, if they may stand as they are: validations, references and unique values are asked again. What was deleted
 * with them comes back too; a job that undoes brings back each by itself.
 */
export const restoreMany: Many = async (tx, effective, actor, object, asked, options = {}) => {
  const begun = beginWriting(tx, effective, actor, "restore", object, asked, options);
  if (!begun.ok) return begun;
  const writing = begun.value;
  await enterDerived(writing, asked);
  await draftStanding(writing, lockDeleted, asked);
  if (options.jobId !== undefined || !takesAlong(writing)) return carry(writing);
  const restored = await carry({ ...writing, options: { ...options, last: false } });
  if (!restored.ok) return restored;
  const { outcomes, work } = restored.value;
  const back = await restoreTaken(writing, new Set(outcomes.flatMap((each) => (each.ok ? [each.value.id] : []))));
  if (!back.ok) return back;
  if (back.value === undefined) return restored;
  const { stored } = back.value;
  return ok(
    manyOf(
      writing,
      outcomes.map((each) => (each.ok ? ok(stored.get(each.value.id) ?? each.value) : each)),
      work || back.value.work,
    ),
  );
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

/** Nothing new: the record stays as it is, with its version. */
function takeUnchanged(writing: Writing): Written[] {
  const { object } = writing;
  const same = ({ before, data }: Draft) => object.fields.every(({ id }) => sameJson(before![id], data[id]));
  const unchanged = writing.drafts.filter(same);
  if (unchanged.length > 0) writing.drafts = writing.drafts.filter((draft) => !same(draft));
  return unchanged.map(({ before, standing }) => ({ stored: standing!, before }));
}

/** A line that is refused is found out of when its record is written already: where the others go on, each has to be undone by itself. */
const bringingSome = ({ object, options }: Writing, asked: readonly Asked[]): boolean =>
  options.outcome === "each" && asked.some(({ values }) => bringsLines(object, values));

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

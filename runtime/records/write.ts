import type { Tx } from "#db";
import { ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import { uuidv7 } from "uuidv7";
import type { Actor } from "../actor.ts";
import { offeredProblems } from "../decisions/offered.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Right } from "../permissions/access.ts";
import { grantedOn, lock, moment, outside, versionConflict, within } from "./allowed.ts";
import { readValues, type Change } from "./change.ts";
import { judge, sameJson, withDefaults, type Data } from "./judge.ts";
import { factsOf, showRecord, type RecordJson, type StoredRecord } from "./record.ts";
import { brokenReferences, type Candidate } from "./references.ts";
import { settleReferrers } from "./referrers.ts";
import { remember, type Written } from "./remember.ts";
import { slotsOf } from "./slots.ts";
import { insertRecords, lockDeleted, lockForDelete, lockForUpdate, markDeleted, takeNumbers, updateRecords } from "./statements.ts";
import { isRecordId } from "./typed.ts";
import { duplicates, holdUnique, uniqueChanges } from "./unique.ts";

export { readRecord } from "./run.ts";
export type { Change } from "./change.ts";

/** What a written record comes to, and whether a flow now has something to do. */
export interface Wrote {
  readonly record: RecordJson;
  readonly work: boolean;
}

/** Most problems one answer names. */
const mostProblems = 200;

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

/** As writeRecord, for a transaction that the caller rolls back on problems. */
export async function write(tx: Tx, effective: Effective, actor: Actor, change: Change): Promise<Result<Wrote>> {
  if (change.act === "create") {
    const created = await createMany(
      tx,
      effective,
      actor,
      change.object,
      [{ values: change.values, path: "", ...(change.id === undefined ? {} : { id: change.id }) }],
      change.jobId,
    );
    return created.ok ? ok({ record: created.value.records[0]!, work: created.value.work }) : created;
  }
  if (change.act === "update") return update(tx, effective, actor, change);
  return change.act === "delete" ? remove(tx, effective, actor, change) : restore(tx, effective, actor, change);
}

interface Creation {
  readonly values: unknown;
  readonly path: string;
  /** chosen by the platform's own installer */
  readonly id?: string;
}

/** Makes records, all or none. Problems of all of them at once, each under its `path`. */
export async function createMany(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  objectName: string,
  creations: readonly Creation[],
  jobId?: string,
): Promise<Result<{ records: RecordJson[]; work: boolean }>> {
  const granted = grantedOn(effective, actor, objectName, "create");
  if (!granted.ok) return granted;
  const { object, access, right } = granted.value;
  const { at, now } = moment(actor);

  const problems: Problem[] = [];
  const drafts: (Candidate & { record: Omit<StoredRecord, "data"> })[] = [];
  const failures = new Map<string, ReadonlySet<string>>();
  for (const { values, path, id: chosen } of creations) {
    if (problems.length >= mostProblems) break;
    const id = actor.unrestricted === true && isRecordId(chosen) ? chosen : uuidv7();
    const read = readValues(object, access, right, values, path);
    problems.push(...read.problems);
    const given: Record<string, Json> = {};
    for (const [field, value] of read.values) if (value !== null) given[field] = value;
    const filled = withDefaults(effective, object, withoutFailed(given, read.failed), at, path);
    problems.push(...filled.problems.filter((each) => !problems.some((other) => other.path === each.path)));
    const record = madeNow(id, actor.by, now);
    const unreadable = read.problems.some((each) => each.path === path);
    if (!unreadable) {
      problems.push(
        ...judge({
          effective,
          object,
          actor,
          after: filled.data,
          record,
          named: new Set(read.values.keys()),
          failed: read.failed,
          at,
          path,
        }),
        ...(read.failed.size > 0
          ? []
          : offeredProblems(effective, object, {
              after: factsOf(object, filled.data, record),
              named: read.values,
              sees: (access.read ?? right).sees,
              at,
              path,
            })),
      );
    }
    failures.set(id, read.failed);
    drafts.push({ id, data: filled.data, path, record });
  }

  const unique = uniqueChanges(object, drafts);
  problems.push(
    ...(await brokenReferences(tx, effective, actor, object, drafts, now)),
    ...(await duplicates(tx, effective.tenantId, object, unique.taken)),
  );
  if (problems.length > 0) return refused(...problems.slice(0, mostProblems));

  const numbered = await withNumbers(tx, effective.tenantId, object, drafts);
  for (const { data, record, path } of numbered) {
    if (!within(effective, object, "create", right, data, record, at, problems, path)) problems.push(outside(object, path, "create"));
  }
  if (problems.length > 0) return refused(...problems.slice(0, mostProblems));
  const lost = await holdUnique(tx, effective.tenantId, object, uniqueChanges(object, numbered));
  if (lost.length > 0) return refused(...lost);

  const inserting = tx.query(insertRecords, [
    effective.tenantId,
    object.id,
    numbered.map(({ id, data, record }) => ({ id, data, at: record.createdAt, ...slotsOf(object, data) })),
    actor.by,
  ]);
  const written = numbered.map(({ data, record }): Written => ({ stored: { ...record, data }, before: undefined }));
  const work = await remember(tx, effective, actor, object, "create", written, now, inserting, jobId);
  const seen = seenFields(object, access.read ?? right);
  return ok({ records: written.map(({ stored }) => showRecord(stored, seen)), work });
}

async function update(tx: Tx, effective: Effective, actor: Actor, change: Change): Promise<Result<Wrote>> {
  const granted = grantedOn(effective, actor, change.object, "update", change.id);
  if (!granted.ok) return granted;
  const { object, access, right } = granted.value;
  const { at, now } = moment(actor);
  const locked = await lock(tx, effective, object, access, lockForUpdate, change.id!, at);
  if (!locked.ok) return locked;
  const { data: before, ...standing } = locked.value;

  const problems: Problem[] = [];
  if (!within(effective, object, "update", right, before, standing, at, problems, "")) {
    return refused(...problems, problem("forbidden", "", `You may not change this record of "${object.name}".`));
  }
  const conflict = versionConflict(change.ifMatch, standing.version);
  if (conflict !== undefined) return refused(conflict);

  const read = readValues(object, access, right, change.values, "");
  problems.push(...read.problems);
  const after: Record<string, Json> = { ...before };
  for (const [field, value] of read.values) {
    if (value === null) delete after[field];
    else after[field] = value;
  }
  const record = { ...standing, updatedAt: now, updatedBy: actor.by };
  const candidate: Candidate = { id: standing.id, data: after, before, path: "" };
  problems.push(
    ...judge({ effective, object, actor, before, after, record, named: new Set(read.values.keys()), failed: read.failed, at, path: "" }),
    ...(read.failed.size > 0
      ? []
      : offeredProblems(effective, object, {
          before: factsOf(object, before, record),
          after: factsOf(object, after, record),
          named: read.values,
          sees: (access.read ?? right).sees,
          at,
          path: "",
        })),
  );
  const unique = uniqueChanges(object, [candidate]);
  problems.push(
    ...(await brokenReferences(tx, effective, actor, object, [candidate], now)),
    ...(await duplicates(tx, effective.tenantId, object, unique.taken)),
  );
  if (problems.length === 0 && !within(effective, object, "update", right, after, record, at, problems, ""))
    problems.push(outside(object, "", "update"));
  if (problems.length > 0) return refused(...problems.slice(0, mostProblems));

  const seen = seenFields(object, access.read ?? right);
  // nothing new: the record stays as it is, with its version
  if (!object.fields.some((field) => !sameJson(before[field.id], after[field.id]))) {
    return ok({ record: showRecord(locked.value, seen), work: false });
  }
  const lost = await holdUnique(tx, effective.tenantId, object, unique);
  if (lost.length > 0) return refused(...lost);
  const updating = tx.query(updateRecords, [
    effective.tenantId,
    object.id,
    [{ id: standing.id, data: after, ...slotsOf(object, after) }],
    actor.by,
    now,
  ]);
  const stored: StoredRecord = { ...record, data: after, version: standing.version + 1 };
  const work = await remember(tx, effective, actor, object, "update", [{ stored, before }], now, updating, change.jobId);
  return ok({ record: showRecord(stored, seen), work });
}

async function remove(tx: Tx, effective: Effective, actor: Actor, change: Change): Promise<Result<Wrote>> {
  const granted = grantedOn(effective, actor, change.object, "delete", change.id);
  if (!granted.ok) return granted;
  const { object, access, right } = granted.value;
  const { at, now } = moment(actor);
  const locked = await lock(tx, effective, object, access, lockForDelete, change.id!, at);
  if (!locked.ok) return locked;
  const { data, ...standing } = locked.value;
  const problems: Problem[] = [];
  if (!within(effective, object, "delete", right, data, standing, at, problems, "")) {
    return refused(...problems, problem("forbidden", "", `You may not delete this record of "${object.name}".`));
  }
  const conflict = versionConflict(change.ifMatch, standing.version);
  if (conflict !== undefined) return refused(conflict);

  await tx.query(markDeleted, [effective.tenantId, object.id, standing.id, actor.by, now, now]);
  // first of all, so that what refers to it in a circle ends here;
  // what refers to the record is changed by the platform, on the actor's behalf: the documents say so
  const platform: Actor = {
    tenantId: actor.tenantId,
    userId: actor.userId,
    by: actor.by,
    roles: actor.roles,
    locale: actor.locale,
    unrestricted: true,
  };
  const part = change.jobId === undefined ? {} : { jobId: change.jobId };
  const settled = await settleReferrers(tx, effective, object, standing.id, {
    remove: (name, id) => write(tx, effective, platform, { act: "delete", object: name, id, ...part }),
    clear: (name, id, field) => write(tx, effective, platform, { act: "update", object: name, id, values: { [field]: null }, ...part }),
  });
  if (!settled.ok) return settled;
  const { givenUp } = uniqueChanges(object, [{ id: standing.id, data: {}, before: data, path: "" }]);
  await holdUnique(tx, effective.tenantId, object, { taken: [], givenUp });
  const stored: StoredRecord = { ...standing, data, version: standing.version + 1, updatedAt: now, updatedBy: actor.by, deletedAt: now };
  await remember(tx, effective, actor, object, "delete", [{ stored, before: data }], now, undefined, change.jobId);
  return ok({ record: showRecord(stored, seenFields(object, access.read ?? right)), work: settled.value.work });
}

async function restore(tx: Tx, effective: Effective, actor: Actor, change: Change): Promise<Result<Wrote>> {
  const granted = grantedOn(effective, actor, change.object, "delete", change.id);
  if (!granted.ok) return granted;
  const { object, access, right } = granted.value;
  const { at, now } = moment(actor);
  const locked = await lock(tx, effective, object, access, lockDeleted, change.id!, at);
  if (!locked.ok) return locked;
  const { data, ...standing } = locked.value;
  const problems: Problem[] = [];
  if (!within(effective, object, "delete", right, data, standing, at, problems, "")) {
    return refused(...problems, problem("forbidden", "", `You may not restore this record of "${object.name}".`));
  }
  const candidate: Candidate = { id: standing.id, data, path: "" };
  const { taken } = uniqueChanges(object, [candidate]);
  problems.push(
    ...(await brokenReferences(tx, effective, actor, object, [candidate], now)),
    ...(await duplicates(tx, effective.tenantId, object, taken)),
  );
  if (problems.length > 0) return refused(...problems);
  const lost = await holdUnique(tx, effective.tenantId, object, { taken, givenUp: [] });
  if (lost.length > 0) return refused(...lost);
  await tx.query(markDeleted, [effective.tenantId, object.id, standing.id, actor.by, now, null]);
  const stored: StoredRecord = { ...standing, data, version: standing.version + 1, updatedAt: now, updatedBy: actor.by, deletedAt: null };
  await remember(tx, effective, actor, object, "restore", [{ stored, before: data }], now, undefined, change.jobId);
  return ok({ record: showRecord(stored, seenFields(object, access.read ?? right)), work: false });
}

/** A record is made at the instant its id says. */
function madeNow(id: string, by: string, now: string): Omit<StoredRecord, "data"> {
  const at = id[14] === "7" ? new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString() : now;
  return { id, version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by, deletedAt: null };
}

const withoutFailed = (data: Record<string, Json>, failed: ReadonlySet<string>): Data =>
  failed.size === 0 ? data : Object.fromEntries(Object.entries(data).filter(([id]) => !failed.has(id)));

const seenFields = (object: ResolvedObject, right: Right) => object.fields.filter((field) => right.sees(field.name));

/** Gives the generated numbers, one sequence per field and always in the order of the fields. */
async function withNumbers<Draft extends Candidate & { readonly record: Pick<StoredRecord, "createdAt"> }>(
  tx: Tx,
  tenantId: string,
  object: ResolvedObject,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const generated = object.fields.filter((field) => field.fieldType.generated === "sequence").sort((a, b) => (a.id < b.id ? -1 : 1));
  let numbered = drafts;
  for (const field of generated) {
    // a field that counts anew each period has a sequence for each
    const keys = drafts.map(({ record }) => {
      const period = field.fieldType.sequenceOf?.(field.settings, record.createdAt) ?? "";
      return period === "" ? field.id : `${field.id}@${period}`;
    });
    const next = new Map<string, number>();
    for (const key of [...new Set(keys)].sort()) {
      const count = keys.filter((each) => each === key).length;
      const [row] = await tx.query(takeNumbers, [tenantId, object.id, key, count]);
      next.set(key, Number(row!["first"]));
    }
    numbered = numbered.map((draft, index) => {
      const number = next.get(keys[index]!)!;
      next.set(keys[index]!, number + 1);
      const value = field.fieldType.fromSequence!(number, field.settings, draft.record.createdAt);
      return { ...draft, data: { ...draft.data, [field.id]: value } };
    });
  }
  return numbered;
}

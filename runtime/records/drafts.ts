import { problem } from "#metadata";
import type { Json } from "#metadata";
import { newId } from "../uuid.ts";
import { reach, versionConflict } from "./allowed.ts";
import { readValues } from "./change.ts";
import { withDefaults } from "./judge.ts";
import { storedRecord, type StoredRecord } from "./record.ts";
import { noRecord } from "./run.ts";
import { isRecordId } from "./typed.ts";
import type { Asked, Draft, Writing } from "./writing.ts";

/** Most problems one answer names; beyond it nothing more is read. */
export const mostProblems = 200;

const nothing: ReadonlyMap<string, Json | null> = new Map();
const none: ReadonlySet<string> = new Set();

/** What is to be made: values read, defaults filled in. */
export function draftCreations(writing: Writing, asked: readonly Asked[]): void {
  const { effective, object, access, right, actor, at, now, options, outcomes } = writing;
  let wrong = 0;
  for (const [index, each] of asked.entries()) {
    if (wrong >= mostProblems && options.outcome !== "each") break;
    const path = `/${index}`;
    const id = isRecordId(each.id) ? each.id : newId();
    const read = readValues(object, access, right, each.values, path);
    const data: Record<string, Json> = {};
    for (const [field, value] of read.values) if (value !== null) data[field] = value;
    const problems = [...read.problems];
    for (const other of withDefaults(effective, object, data, read.failed, at, path))
      if (!problems.some((standing) => standing.path === other.path)) problems.push(other);
    wrong += problems.length;
    const unreadable = read.problems.some((standing) => standing.path === path);
    const draft: Draft = {
      index,
      asked: each,
      path,
      id,
      data,
      record: madeNow(id, actor.by, now),
      given: read.values,
      lines: read.lines,
      failed: read.failed,
      problems,
      unreadable,
    };
    outcomes.push(draft);
    writing.drafts.push(draft);
  }
}

/** Rows of a lock statement, by id; every one that is named, locked in the order of the ids. */
async function locked({ tx, effective, object }: Writing, text: string, ids: readonly string[]): Promise<Map<string, StoredRecord>> {
  const rows = ids.length === 0 ? [] : await tx.query(text, [effective.tenantId, object.id, ids]);
  return new Map(rows.map((row) => [row["id"] as string, storedRecord(row)]));
}

/**
 * Records that stand, locked, as drafts that change nothing yet. One that is not there, that the actor may not read, that he has no right to,
 * or that has another version by now is told so.
 */
export async function draftStanding(writing: Writing, lockText: string, asked: readonly Asked[]): Promise<void> {
  const { effective, object, access, actor, act, now, outcomes } = writing;
  const reachable = (id: string | undefined): id is string => isRecordId(id) && (access.only === undefined || access.only === id);
  const records = await locked(writing, lockText, [...new Set(asked.map(({ id }) => id).filter(reachable))].sort());
  const verb = act === "restore" ? "delete" : act;
  const reached = await reach(writing.tx, effective, actor, writing, ["read", verb], [...records.keys()], now);
  for (const [index, each] of asked.entries()) {
    const path = `/${index}`;
    const refused = (...problems: Draft["problems"]) => outcomes.push({ path, asked: each, problems });
    const standing = reachable(each.id) ? records.get(each.id) : undefined;
    if (standing === undefined) {
      const twice = asked.some((other, at_) => at_ < index && other.id === each.id);
      refused(
        twice ? problem("invalid", path, "The same record stands twice among these.") : { ...noRecord(object.name, each.id ?? ""), path },
      );
      continue;
    }
    records.delete(standing.id);
    const { data, ...columns } = standing;
    if (!reached.ok) {
      refused(...reached.problems.map((found) => ({ ...found, path })));
      continue;
    }
    if (access.read !== undefined && !reached.value("read", standing.id)) {
      refused({ ...noRecord(object.name, standing.id), path });
      continue;
    }
    if (!reached.value(verb, standing.id)) {
      refused(problem("forbidden", path, `You may not ${deeds[act]} this record of "${object.name}".`));
      continue;
    }
    const conflict = versionConflict(each.ifMatch, standing.version);
    if (conflict !== undefined) {
      refused({ ...conflict, path });
      continue;
    }
    const draft: Draft = {
      index,
      asked: each,
      path,
      id: standing.id,
      before: data,
      standing,
      data: { ...data },
      record: { ...columns, updatedAt: now, updatedBy: actor.by },
      given: nothing,
      failed: none,
      problems: [],
    };
    outcomes.push(draft);
    writing.drafts.push(draft);
  }
}

const deeds = { create: "make", update: "change", delete: "delete", restore: "restore" } as const;

/** Lays what the changes say over what the locked records hold: fields that a change does not name stay as they are now. */
export function layValues(writing: Writing): void {
  const { object, access, right } = writing;
  writing.drafts = writing.drafts.map((draft) => {
    const read = readValues(object, access, right, draft.asked.values, draft.path);
    const data = { ...draft.data };
    for (const [field, value] of read.values) {
      if (value === null) delete data[field];
      else data[field] = value;
    }
    const laid: Draft = { ...draft, data, given: read.values, lines: read.lines, failed: read.failed, problems: [...read.problems] };
    writing.outcomes[draft.index] = laid;
    return laid;
  });
}

/** A record is made at the instant its id says. */
function madeNow(id: string, by: string, now: string): Omit<StoredRecord, "data"> {
  const at = id[14] === "7" ? instantOf(id.slice(0, 13)) : now;
  return { id, version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by, deletedAt: null };
}

/** Ids that are made together say the same instant. */
let latest = { said: "", at: "" };
function instantOf(said: string): string {
  if (latest.said !== said) latest = { said, at: new Date(Number.parseInt(said.replace("-", ""), 16)).toISOString() };
  return latest.at;
}

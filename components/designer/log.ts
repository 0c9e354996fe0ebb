import { type Change, applyChanges, inverse } from "./changes.ts";
import type { Documents } from "./documents.ts";
import { sameJson } from "./documents.ts";

/** A sentence of the message catalogue with its values: `studio.did.{key}`. */
export interface Sentence {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** One thing a person did, with all that followed from it. */
export interface Entry {
  readonly did: Sentence;
  /** epoch milliseconds */
  readonly at: number;
  readonly changes: readonly Change[];
  /** Deeds with the same word close together are one entry: typing into one field. */
  readonly together?: string;
}

/** The one command log of a draft. Entries before `done` hold; those after it can be done again. */
export interface Log {
  readonly entries: readonly Entry[];
  readonly done: number;
}

export const emptyLog: Log = { entries: [], done: 0 };

/** Typing pauses longer than this start a new entry, in milliseconds. */
const togetherWithin = 1_500;
/** The oldest entries go first; sessionStorage holds about 5 MB. */
const mostEntries = 300;

/** The log with one more entry; what had been undone is forgotten. */
export function record(log: Log, entry: Entry): Log {
  if (entry.changes.length === 0) return log;
  const kept = log.entries.slice(0, log.done);
  const last = kept.at(-1);
  if (last?.together !== undefined && last.together === entry.together && entry.at - last.at < togetherWithin) {
    kept[kept.length - 1] = { ...last, at: entry.at, changes: joined(last.changes, entry.changes) };
  } else kept.push(entry);
  const entries = kept.slice(-mostEntries);
  return { entries, done: entries.length };
}

/** Two runs of changes as one; a value set twice at one place keeps the first `before` and the last `after`. */
function joined(first: readonly Change[], second: readonly Change[]): readonly Change[] {
  const [one, other] = [first[0], second[0]];
  const samePlace =
    first.length === 1 &&
    second.length === 1 &&
    one?.document === other?.document &&
    sameJson([...(one?.path ?? [])], [...(other?.path ?? [])]);
  return samePlace && one && other ? [{ ...one, after: other.after }] : [...first, ...second];
}

export const canUndo = (log: Log): boolean => log.done > 0;
export const canRedo = (log: Log): boolean => log.done < log.entries.length;

export interface Step {
  readonly documents: Documents;
  readonly log: Log;
  readonly entry: Entry;
}

/** @returns undefined when there is nothing to undo, or a place has changed by other means since. */
export function undo(documents: Documents, log: Log): Step | undefined {
  const entry = log.entries[log.done - 1];
  const back = entry && applyChanges(documents, inverse(entry.changes));
  return entry && back && { documents: back, log: { ...log, done: log.done - 1 }, entry };
}

/** The step that was taken back last, taken again; undefined when there is none, or it no longer fits. */
export function redo(documents: Documents, log: Log): Step | undefined {
  const entry = log.entries[log.done];
  const forth = entry && applyChanges(documents, entry.changes);
  return entry && forth && { documents: forth, log: { ...log, done: log.done + 1 }, entry };
}

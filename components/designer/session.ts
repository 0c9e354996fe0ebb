import type { PropertyChange } from "#metadata";
import type { DocumentKey } from "./documents.ts";
import { type Log, emptyLog } from "./log.ts";

/** What the server does not have yet, by document: what was changed, and what stood there before. */
export type Unsaved = Readonly<Record<DocumentKey, readonly PropertyChange[]>>;

/** What a reload must not lose: the log, and what the server does not have yet. */
export interface Kept {
  readonly log: Log;
  readonly unsaved: Unsaved;
}

/** The part of window.sessionStorage that is used. */
export interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const keyFor = (draft: string): string => `armature.draft.${draft}`;

/** What the browser has kept of the work on a draft; empty when there is nothing, or nothing readable. */
export function readKept(storage: Storage | undefined, draft: string): Kept {
  try {
    const text = storage?.getItem(keyFor(draft));
    const kept = text ? (JSON.parse(text) as Kept) : undefined;
    const isReadable = kept && Array.isArray(kept.log?.entries) && typeof kept.log.done === "number";
    if (isReadable && Object.values(kept.unsaved).every(Array.isArray)) return kept;
  } catch {
    // unreadable storage is an empty one
  }
  return { log: emptyLog, unsaved: {} };
}

/** Keeps as much as fits: a full storage loses the oldest half of the log before it loses unsaved work. */
export function writeKept(storage: Storage | undefined, draft: string, kept: Kept): void {
  if (storage === undefined) return;
  let { log } = kept;
  for (;;) {
    try {
      storage.setItem(keyFor(draft), JSON.stringify({ log, unsaved: kept.unsaved }));
      return;
    } catch {
      if (log.entries.length === 0) {
        storage.removeItem(keyFor(draft));
        return;
      }
      const dropped = Math.ceil(log.entries.length / 2);
      log = { entries: log.entries.slice(dropped), done: Math.max(0, log.done - dropped) };
    }
  }
}

export const forgetKept = (storage: Storage | undefined, draft: string): void => storage?.removeItem(keyFor(draft));

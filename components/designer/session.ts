import type { Document, PropertyChange } from "#metadata";
import type { DocumentKey } from "./documents.ts";
import { type Log, emptyLog } from "./log.ts";

/** What was changed in one document and has not reached the server. */
export interface Edits {
  /** what is said otherwise, and what stood there before; the same on both sides: it meets somebody else's change and was not chosen yet */
  readonly changes: readonly PropertyChange[];
  /** what the server had when they were made; absent: nothing, or the browser had no room for it */
  readonly on?: Document;
}

/** What the server does not have yet, by document. */
export type Unsaved = Readonly<Record<DocumentKey, Edits>>;

/** What a reload must not lose: the log, and what the server does not have yet. */
export interface Kept {
  readonly log: Log;
  readonly unsaved: Unsaved;
}

/** The part of window.sessionStorage that is used. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const prefix = "armature.draft.";
const keyFor = (draft: string): string => `${prefix}${draft}`;
/** Documents are large and change seldom: what edits were made on is kept apart from the edits. */
const groundFor = (draft: string): string => `armature.ground.${draft}`;

/** A part of the browser's storage for one person of one tenant: what one has left there is never laid onto another's draft. */
export const storageOf = (whole: Storage, tenant: string, user: string): Storage => {
  const mine = `${tenant}/${user} `;
  const names = (): string[] =>
    Array.from({ length: whole.length }, (_, at) => whole.key(at) ?? "").flatMap((name) =>
      name.startsWith(mine) ? [name.slice(mine.length)] : [],
    );
  return {
    get length() {
      return names().length;
    },
    key: (at) => names()[at] ?? null,
    getItem: (name) => whole.getItem(mine + name),
    setItem: (name, value) => whole.setItem(mine + name, value),
    removeItem: (name) => whole.removeItem(mine + name),
  };
};

function parsed(storage: Storage | undefined, name: string): unknown {
  try {
    return JSON.parse(storage?.getItem(name) ?? "null");
  } catch {
    return undefined; // unreadable storage is an empty one
  }
}

/** What the browser has kept of the work on a draft; empty when there is nothing, or nothing readable. */
export function readKept(storage: Storage | undefined, draft: string): Kept {
  const kept = parsed(storage, keyFor(draft)) as { log?: Log; unsaved?: Record<DocumentKey, readonly PropertyChange[]> } | null | undefined;
  const { log, unsaved } = kept ?? {};
  const isReadable = Array.isArray(log?.entries) && typeof log.done === "number" && unsaved && Object.values(unsaved).every(Array.isArray);
  if (!isReadable) return { log: emptyLog, unsaved: {} };
  const ground = (parsed(storage, groundFor(draft)) ?? {}) as Record<DocumentKey, Document>;
  const edits = (Object.entries(unsaved) as [DocumentKey, readonly PropertyChange[]][]).map(([key, changes]) => {
    const on = Object.hasOwn(ground, key) ? ground[key] : undefined;
    return [key, on === undefined ? { changes } : { changes, on }] as const;
  });
  return { log, unsaved: Object.fromEntries(edits) };
}

/** Drafts of which the browser has kept something. */
export const draftsKept = (storage: Storage | undefined): string[] =>
  Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "").flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );

/**
 * Keeps the work on a draft, as much as fits: a full storage loses the oldest half of the log again and again, then what the edits were made
 * on, before it loses edits.
 */
export function keeper(storage: Storage | undefined, draft: string): (kept: Kept) => void {
  let grounds: Readonly<Record<DocumentKey, Document>> = {};
  return ({ log, unsaved }) => {
    if (storage === undefined) return;
    const entries = Object.entries(unsaved) as [DocumentKey, Edits][];
    const next = Object.fromEntries(entries.flatMap(([key, { on }]) => (on === undefined ? [] : [[key, on]])));
    const isSame = (Object.keys({ ...grounds, ...next }) as DocumentKey[]).every((key) => grounds[key] === next[key]);
    // what stays of before must not be taken for what these edits were made on
    if (!isSame) storage.removeItem(groundFor(draft));
    const changes = Object.fromEntries(entries.map(([key, each]) => [key, each.changes]));
    writeHalving(storage, keyFor(draft), log, changes, () => {
      storage.removeItem(groundFor(draft));
      grounds = {};
    });
    if (isSame) return;
    grounds = next;
    if (Object.keys(next).length === 0) return;
    try {
      storage.setItem(groundFor(draft), JSON.stringify(next));
    } catch {
      // no room: what does not fit is then told by the edits alone
    }
  };
}

function writeHalving(storage: Storage, name: string, whole: Log, unsaved: object, makeRoom: () => void): void {
  let log = whole;
  let isLast = false;
  for (;;) {
    try {
      storage.setItem(name, JSON.stringify({ log, unsaved }));
      return;
    } catch {
      if (isLast) {
        storage.removeItem(name);
        return;
      }
      if (log.entries.length === 0) {
        makeRoom();
        isLast = true;
      }
      const dropped = Math.ceil(log.entries.length / 2);
      log = { entries: log.entries.slice(dropped), done: Math.max(0, log.done - dropped) };
    }
  }
}

export function forgetKept(storage: Storage | undefined, draft: string): void {
  storage?.removeItem(keyFor(draft));
  storage?.removeItem(groundFor(draft));
}

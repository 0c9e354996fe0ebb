import type { Document, Problem } from "#metadata";
import { perform } from "./behaviours/index.ts";
import type { Command } from "./commands/index.ts";
import type { DocumentKey, Documents } from "./documents.ts";
import { type Log, type Sentence, canRedo, canUndo, record, redo, undo } from "./log.ts";
import { type Storage, forgetKept, readKept, withUnsaved, writeKept } from "./session.ts";

export interface Draft {
  readonly id: string;
  /** counted per tenant: "Draft 7" */
  readonly number: number;
  /** revision it stands on */
  readonly base: number;
}

/** What saving one document came to. A fault (no network) is thrown instead. */
export type Saved = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] };

export interface WorkspaceOptions {
  readonly draft: Draft;
  readonly documents: Documents;
  /** Stores a whole document, or takes it away (undefined). */
  readonly save: (key: DocumentKey, document: Document | undefined) => Promise<Saved>;
  /** After everything has reached the server. */
  readonly onSaved?: () => void;
  readonly storage?: Storage | undefined;
  /** epoch milliseconds */
  readonly now?: () => number;
  /** quiet time before a save, in milliseconds */
  readonly delay?: number;
}

/** "saved" everything is on the server · "waiting" or "saving" soon · "refused" a document has problems · "offline" will be tried again. */
export type Saving = "saved" | "waiting" | "saving" | "refused" | "offline";

export interface WorkspaceState {
  readonly draft: Draft;
  readonly documents: Documents;
  readonly log: Log;
  readonly saving: Saving;
  /** epoch milliseconds of the last save that reached the server */
  readonly savedAt: number | undefined;
  /** what the server refused, by document; paths point into the document */
  readonly problems: ReadonlyMap<DocumentKey, readonly Problem[]>;
  /** the last thing undone or done again, for the live region */
  readonly said: { readonly act: "undid" | "redid"; readonly did: Sentence; readonly at: number } | undefined;
}

export interface Workspace {
  readonly get: () => WorkspaceState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Does commands as one entry of the log. False when they cannot be done. */
  readonly run: (did: Sentence, commands: Command | readonly Command[], together?: string) => boolean;
  readonly undo: () => boolean;
  readonly redo: () => boolean;
  readonly canUndo: () => boolean;
  readonly canRedo: () => boolean;
  /** Saves now; resolves when the server has everything it accepts. */
  readonly flush: () => Promise<void>;
  /** Starts over with what the server holds now (after publish, discard or restore). */
  readonly reset: (draft: Draft, documents: Documents) => void;
  /** Leaves: stops timers, keeps what is unsaved for the next visit. */
  readonly close: () => void;
}

/** Waits between tries while the server cannot be reached, in milliseconds. */
const retryAfter = [1_000, 2_000, 5_000, 10_000, 30_000];

/** The draft in the browser: documents, one log for all rooms, autosave. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { save, onSaved, storage, now = Date.now, delay = 500 } = options;
  const kept = readKept(storage, options.draft.id);
  const listeners = new Set<() => void>();
  const dirty = new Set<DocumentKey>(Object.keys(kept.unsaved) as DocumentKey[]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let failures = 0;
  let closed = false;

  let state: WorkspaceState = {
    draft: options.draft,
    documents: withUnsaved(options.documents, kept.unsaved),
    log: kept.log,
    saving: dirty.size > 0 ? "waiting" : "saved",
    savedAt: undefined,
    problems: new Map(),
    said: undefined,
  };
  if (dirty.size > 0) schedule(delay);

  function set(next: Partial<WorkspaceState>): void {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  function keep(): void {
    const unsaved: Record<DocumentKey, Document | null> = {};
    for (const key of dirty) unsaved[key] = state.documents.get(key) ?? null;
    writeKept(storage, state.draft.id, { log: state.log, unsaved });
  }

  function schedule(wait: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void saveAll(), wait);
  }

  function took(documents: Documents, log: Log, said: WorkspaceState["said"]): void {
    for (const key of new Set([...state.documents.keys(), ...documents.keys()])) {
      if (state.documents.get(key) !== documents.get(key)) dirty.add(key);
    }
    set({ documents, log, said, saving: running ? "saving" : "waiting" });
    keep();
    schedule(delay);
  }

  /** One save at a time: a second request would overtake the first. */
  function saveAll(): Promise<void> {
    clearTimeout(timer);
    running ??= saveRound().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function saveRound(): Promise<void> {
    const refused = new Map(state.problems);
    try {
      while (dirty.size > 0) {
        set({ saving: "saving" });
        const [key] = dirty as Set<DocumentKey>;
        if (key === undefined) break;
        const document = state.documents.get(key);
        dirty.delete(key);
        let answer: Saved;
        try {
          answer = await save(key, document);
        } catch (fault) {
          dirty.add(key);
          throw fault;
        }
        if (closed) return;
        if (answer.ok) refused.delete(key);
        else refused.set(key, answer.problems);
        set({ problems: new Map(refused) });
      }
      failures = 0;
      // A refused document stays unsaved: kept over a reload, tried again with its next change.
      for (const key of refused.keys()) dirty.add(key);
      keep();
      set({ saving: refused.size > 0 ? "refused" : "saved", savedAt: refused.size > 0 ? state.savedAt : now() });
      onSaved?.();
    } catch {
      if (closed) return;
      set({ saving: "offline" });
      keep();
      schedule(retryAfter[Math.min(failures, retryAfter.length - 1)] as number);
      failures += 1;
    }
  }

  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: (did, commands, together) => {
      const done = perform(state.documents, Array.isArray(commands) ? commands : [commands as Command]);
      if (done === undefined) return false;
      if (done.changes.length === 0) return true;
      const entry = { did, at: now(), changes: done.changes, ...(together === undefined ? {} : { together }) };
      took(done.documents, record(state.log, entry), undefined);
      return true;
    },
    undo: () => {
      const step = undo(state.documents, state.log);
      if (step) took(step.documents, step.log, { act: "undid", did: step.entry.did, at: now() });
      return step !== undefined;
    },
    redo: () => {
      const step = redo(state.documents, state.log);
      if (step) took(step.documents, step.log, { act: "redid", did: step.entry.did, at: now() });
      return step !== undefined;
    },
    canUndo: () => canUndo(state.log),
    canRedo: () => canRedo(state.log),
    flush: async () => {
      if (running) await running;
      if (dirty.size > 0) await saveAll();
    },
    reset: (draft, documents) => {
      clearTimeout(timer);
      forgetKept(storage, state.draft.id);
      dirty.clear();
      failures = 0;
      set({ draft, documents, log: { entries: [], done: 0 }, saving: "saved", savedAt: undefined, problems: new Map(), said: undefined });
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      if (dirty.size > 0) keep();
    },
  };
}

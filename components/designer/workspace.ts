import { changesBetween, namesOf, type Document, type Json, type Problem } from "#metadata";
import { perform } from "./behaviours/index.ts";
import type { Command } from "./commands/index.ts";
import { type DocumentKey, type Documents, kindOf, sameJson } from "./documents.ts";
import { type Log, type Sentence, canRedo, canUndo, record, redo, undo } from "./log.ts";
import { type Arrival, type Conflicts, at, joinArrivals, put, withUnsaved, withoutConflicts } from "./merge.ts";
import { type Edits, type Storage, type Unsaved, draftsKept, forgetKept, keeper, readKept } from "./session.ts";

export interface Draft {
  readonly id: string;
  /** counted per tenant: "Draft 7" */
  readonly number: number;
  /** revision it stands on */
  readonly base: number;
}

/**
 * What saving one document came to. A fault (no network) is thrown instead. `met`: somebody else changed the same properties; it is tried
 * again when what they did has arrived.
 */
export type Saved =
  | { readonly ok: true; readonly version?: number; readonly differences?: number }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly met?: boolean };

/** What happened to the draft since a version of it. */
export interface News {
  readonly version: number;
  readonly status: "open" | "published" | "discarded";
  /** "user:…" of who published it or gave it up */
  readonly closedBy?: string;
  /** the revision it stands on, where somebody moved it; absent: the one it stood on */
  readonly base?: number;
  /** the revision that is live now */
  readonly revision: number;
  /** `documents` are all: what is not among them is gone */
  readonly whole: boolean;
  readonly documents: readonly (Arrival & { readonly by?: string; readonly differences?: number })[];
}

/** "{kind}/{id}" → how many of its properties the draft changes. */
export type Differences = ReadonlyMap<string, number>;

export interface WorkspaceOptions {
  readonly draft: Draft;
  readonly documents: Documents;
  /** version of the draft that the documents are of */
  readonly version?: number;
  readonly differences?: Differences;
  /** what another workspace could not save, and the draft it was of: that was closed */
  readonly left?: { readonly draft: string; readonly unsaved: Unsaved } | undefined;
  /** Stores what a document has become since it was `stored`; undefined: it is not there, or is taken away. */
  readonly save: (key: DocumentKey, document: Document | undefined, stored: Document | undefined) => Promise<Saved>;
  /** What others did since a version; absent: nobody else is there. */
  readonly news?: (since: number) => Promise<News>;
  /** After everything has reached the server. */
  readonly onSaved?: () => void;
  readonly storage?: Storage | undefined;
  /** epoch milliseconds */
  readonly now?: () => number;
  /** quiet time before a save, in milliseconds */
  readonly delay?: number;
}

/**
 * "saved" everything is on the server · "waiting" or "saving" soon · "refused" a document has problems · "conflict" somebody else changed
 * the same, and it is to be chosen · "offline" will be tried again.
 */
export type Saving = "saved" | "waiting" | "saving" | "refused" | "conflict" | "offline";

export interface WorkspaceState {
  readonly draft: Draft;
  readonly documents: Documents;
  readonly log: Log;
  readonly saving: Saving;
  /** epoch milliseconds of the last save that reached the server */
  readonly savedAt: number | undefined;
  /** what the server refused, by document; paths point into the document */
  readonly problems: ReadonlyMap<DocumentKey, readonly Problem[]>;
  readonly conflicts: Conflicts;
  /** undefined: not known */
  readonly differences: Differences | undefined;
  /** the last time that others' changes came; `by`: "user:…" of those who made them */
  readonly arrived: { readonly by: readonly string[]; readonly documents: readonly DocumentKey[]; readonly at: number } | undefined;
  /** the revision that is live now, as far as it was heard */
  readonly live: number;
  readonly status: News["status"];
  /** who closed it */
  readonly closedBy: string | undefined;
  /** edits that the server had not got when another draft was closed, and that were laid onto this one */
  readonly carried: number;
  /** the last thing undone, done again, or not to be undone, for the live region */
  readonly said: { readonly act: "undid" | "redid" | "stays"; readonly did: Sentence; readonly at: number } | undefined;
}

export interface Workspace {
  readonly get: () => WorkspaceState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Does commands as one entry of the log. False when they cannot be done. */
  readonly run: (did: Sentence, commands: Command | readonly Command[], together?: string) => boolean;
  /** False when there is nothing left. What others have changed since stays as it is and leaves the log: what was done before it can be undone. */
  readonly undo: () => boolean;
  readonly redo: () => boolean;
  readonly canUndo: () => boolean;
  readonly canRedo: () => boolean;
  /** Chooses between the two sides of a conflict. */
  readonly choose: (key: DocumentKey, path: string, side: "mine" | "theirs", did: Sentence) => void;
  /** Asks what others did; resolves when it is joined with what is here. */
  readonly refresh: () => Promise<void>;
  /** What the server does not have. */
  readonly unsaved: () => Unsaved;
  /** Saves now; resolves when the server has everything it accepts. */
  readonly flush: () => Promise<void>;
  /** Starts over with what the server holds now (after a rename or another type). */
  readonly reset: (draft: Draft, documents: Documents) => void;
  /** Its draft was published or given up from here: nothing is left to save, and that it is closed is no news. */
  readonly end: () => void;
  /** Leaves: stops timers, keeps what is unsaved for the next visit. */
  readonly close: () => void;
}

/** Waits between tries while the server cannot be reached, in milliseconds. */
const retryAfter = [1_000, 2_000, 5_000, 10_000, 30_000];

/** So often somebody may change the same while it is saved, before it is said that it was not saved. */
const mostMeetings = 5;

const same = (one: Document | undefined, other: Document | undefined): boolean => sameJson(one as never, other as never);
const asBoth = (value: Json | undefined): { readonly before?: Json; readonly after?: Json } =>
  value === undefined ? {} : { before: value, after: value };

/** What was not saved in drafts that are no longer worked on, the oldest first. */
function leftBehind(storage: Storage | undefined, draft: string, left: WorkspaceOptions["left"]): Map<string, Unsaved> {
  // ids are made in the order of time
  const found = new Map(
    draftsKept(storage)
      .toSorted()
      .map((each) => [each, readKept(storage, each).unsaved] as const),
  );
  if (left !== undefined) found.set(left.draft, left.unsaved);
  found.delete(draft);
  return found;
}

/** The draft in the browser: documents, one log for all rooms, autosave. What the browser has kept of drafts that are closed goes along. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { save, news, onSaved, storage, left, now = Date.now, delay = 500 } = options;
  const kept = readKept(storage, options.draft.id);
  const others = leftBehind(storage, options.draft.id, left);
  let write = keeper(storage, options.draft.id);
  const listeners = new Set<() => void>();
  const begun = withUnsaved(
    options.documents,
    ...others.values(),
    left !== undefined && left.draft === options.draft.id ? left.unsaved : kept.unsaved,
  );
  const dirty = new Set<DocumentKey>();
  for (const key of new Set([...begun.documents.keys(), ...begun.stored.keys()]))
    if (begun.documents.get(key) !== begun.stored.get(key)) dirty.add(key);
  let stored = begun.stored;
  let version = options.version ?? 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let failures = 0;
  let closed = false;
  let ended = false;

  let state: WorkspaceState = {
    draft: options.draft,
    documents: begun.documents,
    log: kept.log,
    saving: dirty.size > 0 ? "waiting" : "saved",
    savedAt: undefined,
    problems: new Map(),
    conflicts: begun.conflicts,
    differences: options.differences,
    arrived: undefined,
    live: options.draft.base,
    status: "open",
    closedBy: undefined,
    carried: [...others.values()].flatMap((unsaved) => Object.values(unsaved).flatMap(({ changes }) => changes)).length,
    said: undefined,
  };
  if (state.carried > 0) keep();
  for (const draft of others.keys()) forgetKept(storage, draft);
  if (dirty.size > 0) schedule(delay);

  function set(next: Partial<WorkspaceState>): void {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  function unsaved(): Unsaved {
    const found: Record<DocumentKey, Edits> = {};
    for (const key of new Set([...dirty, ...state.conflicts.keys()])) {
      const met = state.conflicts.get(key) ?? [];
      const changes = changesBetween(kindOf(key), stored.get(key) as never, state.documents.get(key) as never).filter(
        ({ path }) => !met.some((each) => each.path === "" || path === each.path || path.startsWith(`${each.path}/`)),
      );
      // what is not chosen yet held mine before, too: on anything else it meets it again
      for (const { path } of met) changes.push({ path, ...asBoth(at(state.documents.get(key), path)) });
      const on = stored.get(key);
      if (changes.length > 0) found[key] = on === undefined ? { changes } : { changes, on };
    }
    return found;
  }

  function keep(): void {
    write({ log: state.log, unsaved: unsaved() });
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

  /** One at a time, saves and news: a second would overtake the first. */
  function alone(round: () => Promise<void>): Promise<void> {
    const mine = (running ?? Promise.resolve()).then(round).finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
    return mine;
  }

  function saveAll(): Promise<void> {
    clearTimeout(timer);
    return alone(saveRound);
  }

  function knows(id: string | undefined, key: DocumentKey, count: number | undefined): void {
    if (state.differences === undefined || id === undefined || count === undefined) return;
    const differences = new Map(state.differences);
    if (count === 0) differences.delete(`${kindOf(key)}/${id}`);
    else differences.set(`${kindOf(key)}/${id}`, count);
    set({ differences });
  }

  async function saveRound(): Promise<void> {
    const refused = new Map(state.problems);
    /** somebody may change the same again and again while it is saved */
    let meetings = 0;
    try {
      while (dirty.size > 0) {
        const [key] = dirty as Set<DocumentKey>;
        if (key === undefined) break;
        dirty.delete(key);
        const before = stored.get(key);
        const document = withoutConflicts(state.documents.get(key), before, state.conflicts.get(key));
        if (same(document, before)) {
          refused.delete(key);
          continue;
        }
        set({ saving: "saving" });
        let answer: Saved;
        try {
          answer = await save(key, document, before);
        } catch (fault) {
          dirty.add(key);
          throw fault;
        }
        if (closed) return;
        if (!answer.ok && answer.met === true && news !== undefined && meetings++ < mostMeetings) {
          dirty.add(key);
          await hear();
          continue;
        }
        if (answer.ok) {
          refused.delete(key);
          const next = new Map(stored);
          if (document === undefined) next.delete(key);
          else next.set(key, document);
          stored = next;
          // another number: others edited too, and what they did is asked for
          if (answer.version === version + 1) version = answer.version;
          knows((document ?? before)?.id, key, answer.differences);
        } else refused.set(key, answer.problems);
        set({ problems: new Map(refused) });
      }
      failures = 0;
      // A refused document stays unsaved: kept over a reload, tried again with its next change.
      for (const key of refused.keys()) dirty.add(key);
      keep();
      const isDone = refused.size === 0 && state.conflicts.size === 0;
      set({
        saving: refused.size > 0 ? "refused" : state.conflicts.size > 0 ? "conflict" : "saved",
        savedAt: isDone ? now() : state.savedAt,
      });
      onSaved?.();
    } catch {
      if (closed) return;
      set({ saving: "offline" });
      keep();
      schedule(retryAfter[Math.min(failures, retryAfter.length - 1)] as number);
      failures += 1;
    }
  }

  /** Joins what others did with what is here. */
  async function hear(): Promise<void> {
    if (news === undefined || ended) return;
    const heard = await news(version);
    if (closed || ended) return;
    version = heard.version;
    const base = heard.base ?? state.draft.base;
    if (base !== state.draft.base) set({ draft: { ...state.draft, base } });
    if (heard.documents.length === 0) {
      if (heard.revision !== state.live || heard.status !== state.status)
        set({ live: heard.revision, status: heard.status, closedBy: heard.closedBy });
      return;
    }
    const gone = heard.whole
      ? [...stored.values()].filter(({ kind, id }) => !heard.documents.some((each) => each.kind === kind && each.id === id))
      : [];
    const arrivals = [...heard.documents, ...gone.map(({ kind, id }) => ({ kind, id }))];
    const joined = joinArrivals({ documents: state.documents, stored, conflicts: state.conflicts }, arrivals);
    stored = joined.stored;
    let differences = state.differences;
    if (differences !== undefined) {
      const counts = new Map(heard.whole ? [] : differences);
      for (const { kind, id, differences: count = 0 } of heard.documents) {
        if (count === 0) counts.delete(`${kind}/${id}`);
        else counts.set(`${kind}/${id}`, count);
      }
      differences = counts;
    }
    const by = [...new Set(heard.documents.flatMap((each) => each.by ?? []))];
    for (const key of joined.conflicts.keys()) dirty.add(key);
    // what is unsaved here goes along with a document that has another name now
    for (const key of joined.touched) if (!same(joined.documents.get(key), stored.get(key))) dirty.add(key);
    set({
      documents: joined.touched.length > 0 ? joined.documents : state.documents,
      conflicts: joined.conflicts,
      differences,
      live: heard.revision,
      status: heard.status,
      closedBy: heard.closedBy,
      ...(joined.touched.length > 0 ? { arrived: { by, documents: joined.touched, at: now() } } : {}),
    });
    if (joined.conflicts.size > 0 && state.saving === "saved") set({ saving: "conflict" });
    if (dirty.size > 0) keep();
  }

  function reset(draft: Draft, documents: Documents): void {
    clearTimeout(timer);
    forgetKept(storage, state.draft.id);
    write = keeper(storage, draft.id);
    dirty.clear();
    failures = 0;
    stored = documents;
    set({
      draft,
      documents,
      log: { entries: [], done: 0 },
      saving: "saved",
      savedAt: undefined,
      problems: new Map(),
      conflicts: new Map(),
      said: undefined,
    });
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
      else {
        const blocked = state.log.entries[state.log.done - 1];
        if (blocked === undefined) return false;
        const entries = state.log.entries.toSpliced(state.log.done - 1, 1);
        set({ log: { entries, done: state.log.done - 1 }, said: { act: "stays", did: blocked.did, at: now() } });
        keep();
      }
      return true;
    },
    redo: () => {
      const step = redo(state.documents, state.log);
      if (step) took(step.documents, step.log, { act: "redid", did: step.entry.did, at: now() });
      return step !== undefined;
    },
    canUndo: () => canUndo(state.log),
    canRedo: () => canRedo(state.log),
    choose: (key, path, side, did) => {
      const left = (state.conflicts.get(key) ?? []).filter((each) => each.path !== path);
      const conflicts = new Map(state.conflicts);
      if (left.length === 0) conflicts.delete(key);
      else conflicts.set(key, left);
      set({ conflicts });
      const before = at(state.documents.get(key), path);
      const after = side === "mine" ? before : at(stored.get(key), path);
      const documents = new Map(state.documents);
      const document = side === "mine" ? documents.get(key) : path === "" ? stored.get(key) : put(documents.get(key), path, after);
      if (document === undefined) documents.delete(key);
      else documents.set(key, document);
      const change = { document: key, path: namesOf(path), before, after };
      const log = side === "mine" || path === "" ? state.log : record(state.log, { did, at: now(), changes: [change] });
      dirty.add(key);
      took(documents, log, undefined);
    },
    refresh: () => alone(() => hear().catch(() => undefined)),
    unsaved,
    flush: async () => {
      if (running) await running;
      if (dirty.size > 0) await saveAll();
    },
    reset,
    end: () => {
      ended = true;
      reset(state.draft, state.documents);
    },
    close: () => {
      // what it leaves goes along into the next one: it must not be left a second time
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      if (dirty.size > 0) keep();
    },
  };
}

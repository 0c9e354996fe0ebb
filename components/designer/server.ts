import { changesBetween, type Document, type DocumentOf, type Kind, type Problem, type Text } from "#metadata";
import type { TableFinding } from "#runtime/rules";
import { ApiProblem, api, call, withQuery } from "../data/index.ts";
import { type DocumentKey, kindOf, nameOf } from "./documents.ts";
import type { Differences, Draft, News, Saved } from "./workspace.ts";

/** One property that the draft says otherwise than what is published. */
export interface DiffChange {
  readonly path: string;
  readonly change: "added" | "changed" | "removed";
  readonly before?: unknown;
  readonly after?: unknown;
}
export interface Impact {
  /** pointer in the changed document */
  readonly path: string;
  readonly what: "removed" | "retyped";
  readonly member?: string;
  /** records that hold a value; 10,000 means that many or more */
  readonly records?: number;
  readonly users: readonly { readonly kind: Kind; readonly name: string; readonly label: Text; readonly path?: string }[];
}
export interface DiffDocument {
  readonly kind: Kind;
  readonly name: string;
  readonly label: Text;
  readonly change: "added" | "changed" | "removed";
  readonly changes: readonly DiffChange[];
  readonly impact: readonly Impact[];
}
/** Something in a decision table that deserves a look, and that keeps nothing from being published. */
export interface Warning {
  readonly path: string;
  readonly message: string;
  readonly finding: TableFinding;
  /** the rows it speaks of → their places */
  readonly places: Readonly<Record<string, number>>;
}
export interface DraftDiff {
  readonly documents: readonly DiffDocument[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export interface Revision {
  readonly n: number;
  readonly message: string | null;
  readonly publishedBy: string | null;
  readonly publishedAt: string;
  readonly active: boolean;
}

const path = (key: DocumentKey): string => `${kindOf(key)}/${encodeURIComponent(nameOf(key))}`;

/**
 * The draft this tenant works on: the newest open one, else a new one.
 * An open one without changes that stands on an older revision is given up: it would show what no longer holds.
 */
export async function openDraft(): Promise<Draft> {
  const { body, revision } = await call<{ data: readonly (Draft & { readonly status: string; readonly changes: number })[] }>("/drafts");
  const newest = body.data.filter(({ status }) => status === "open").toSorted((one, other) => other.number - one.number)[0];
  const stale = newest !== undefined && newest.changes === 0 && revision !== undefined && newest.base < revision;
  if (stale) await discard(newest.id);
  return newest === undefined || stale ? api<Draft>("/drafts", { method: "POST", body: {} }) : newest;
}

/** All documents as a draft has them, by key, the version of the draft they are of, and what it changes. */
export async function readDraft(
  draft: string,
): Promise<{ readonly documents: Map<DocumentKey, Document>; readonly version: number; readonly differences: Differences }> {
  const { documents, version, differences } = await api<{
    documents: readonly Document[];
    version: number;
    differences: readonly { kind: Kind; id: string; count: number }[];
  }>(`/drafts/${draft}/documents`);
  return {
    documents: new Map(documents.map((document) => [`${document.kind}/${document.name}` as DocumentKey, document])),
    version,
    differences: new Map(differences.map(({ kind, id, count }) => [`${kind}/${id}`, count])),
  };
}

/** The documents alone. */
export const readDocuments = async (draft: string): Promise<Map<DocumentKey, Document>> => (await readDraft(draft)).documents;

/** What happened to a draft since a version of it. */
export const readNews = (draft: string, since: number): Promise<News> => api(withQuery(`/drafts/${draft}/news`, { since }));

/** Moves a draft onto the revision that is live now. */
export const rebase = (draft: string): Promise<Draft> => api(`/drafts/${draft}/rebase`, { method: "POST", body: {} });

/** Stores what a document has become since it was `stored`. Problems are an answer; anything else is thrown. */
export async function saveDocument(
  draft: string,
  key: DocumentKey,
  document: Document | undefined,
  stored: Document | undefined,
): Promise<Saved> {
  const address = `/drafts/${draft}/documents/${path(key)}`;
  const changes = changesBetween(kindOf(key), stored as never, document as never);
  if (changes.length === 0) return { ok: true };
  try {
    const { version, differences } = await api<{ version: number; differences: number }>(address, { method: "PATCH", body: { changes } });
    return { ok: true, version, differences };
  } catch (fault) {
    if (!(fault instanceof ApiProblem) || fault.status === 0 || fault.status >= 500 || fault.code === "draft_moved") throw fault;
    const only: Problem = { code: fault.code as Problem["code"], path: "", message: fault.message, help: "" };
    return { ok: false, problems: fault.problems.length > 0 ? fault.problems : [only], met: fault.code === "edit_conflict" };
  }
}

/** What a draft changes, and what is wrong with it. */
export async function readDiff(draft: string): Promise<DraftDiff> {
  const body = await api<Partial<DraftDiff>>(`/drafts/${draft}/diff`);
  return { documents: body.documents ?? [], problems: body.problems ?? [], warnings: body.warnings ?? [] };
}

export const publish = (draft: string, message: string): Promise<Published> =>
  api(`/drafts/${draft}/publish`, { method: "POST", body: message === "" ? {} : { message } });

export const discard = (draft: string): Promise<unknown> => api(`/drafts/${draft}/discard`, { method: "POST", body: {} });

/** Revisions of the tenant. */
export async function readRevisions(): Promise<readonly Revision[]> {
  return (await api<{ data: readonly Revision[] }>("/revisions")).data;
}

export const restore = (n: number): Promise<Published> => api(`/revisions/${n}/restore`, { method: "POST", body: {} });

/** What is published now, with the layer that set each property; undefined when there is none. */
export async function readPublished<K extends Kind>(
  kind: K,
  name: string,
): Promise<
  { readonly document: DocumentOf[K]; readonly origins: Readonly<Record<string, string>>; readonly revision: number } | undefined
> {
  try {
    const address = `/metadata/${kind}/${encodeURIComponent(name)}`;
    const [plain, withOrigins] = await Promise.all([
      call<DocumentOf[K]>(address),
      call<{ origin?: Record<string, string>; origins?: Record<string, string> }>(`${address}?origin=1`),
    ]);
    return { document: plain.body, origins: withOrigins.body.origins ?? withOrigins.body.origin ?? {}, revision: plain.revision ?? 0 };
  } catch (fault) {
    if (fault instanceof ApiProblem && fault.status === 404) return undefined;
    throw fault;
  }
}

export const readSchema = (kind: Kind): Promise<Readonly<Record<string, unknown>>> => api(`/schema/${kind}`);

/** A place that names an object or a field. */
export interface UsePlace {
  readonly kind: Kind;
  readonly name: string;
  readonly label: Text;
  readonly path: string;
}
export interface Uses {
  readonly users: readonly UsePlace[];
  /** the same word where nobody can say whether it is meant */
  readonly unsure: readonly UsePlace[];
  readonly records: number;
}

/** Who names an object or a field of a draft, and how many records hold something of it. */
export const readUses = (draft: string, object: string, field?: string): Promise<Uses> =>
  api(withQuery(`/drafts/${draft}/uses`, { object, field }));

export const renameIn = (
  draft: string,
  object: string,
  field: string | undefined,
  to: string,
): Promise<{ readonly changed: readonly unknown[] }> =>
  api(`/drafts/${draft}/rename`, { body: { object, ...(field === undefined ? {} : { field }), to } });

/** What another type would do to the records. */
export interface RetypePlan {
  readonly records: number;
  readonly empty: number;
  readonly unchanged: number;
  readonly converted: number;
  readonly loses: number;
  readonly samples: readonly { readonly id: string; readonly old: unknown; readonly becomes: unknown; readonly why: string }[];
  readonly values: readonly string[] | null;
}

interface Retype {
  readonly object: string;
  readonly field: string;
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Long work, as far as the studio tells of it. */
export interface StudioJob {
  readonly id: string;
  readonly kind: string;
  readonly state: "waiting" | "running" | "succeeded" | "failed" | "cancelled";
  readonly subject: string;
  readonly done: number;
  readonly failed: number;
  readonly total?: number;
  readonly result?: unknown;
  readonly problems?: readonly Problem[];
  readonly createdAt: string;
  readonly undoable: boolean;
}

export const readJob = (id: string): Promise<StudioJob> => api(`/jobs/${id}`);
export const cancelJob = (id: string): Promise<StudioJob> => api(`/jobs/${id}/cancel`, { body: {} });
export const undoJob = (id: string): Promise<StudioJob> => api(`/jobs/${id}/undo`, { body: {} });

/** Follows a job to its end. `seen`: told of every look; gives up when the signal says so. */
export async function followJob(id: string, seen: (job: StudioJob) => void, signal?: AbortSignal): Promise<StudioJob | undefined> {
  const isOver = () => signal?.aborted === true;
  for (let pause = 300; !isOver(); pause = Math.min(pause * 1.4, 2_000)) {
    const job = await readJob(id);
    if (isOver()) return undefined;
    seen(job);
    if (job.state !== "waiting" && job.state !== "running") return job;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return undefined;
}

/** The dry run of another type; `seen`: how far it is, where it takes a job. */
export async function planRetype(
  draft: string,
  change: Retype,
  seen: (job: StudioJob) => void,
  signal: AbortSignal,
): Promise<RetypePlan | undefined> {
  const answer = await api<{ plan?: RetypePlan; job?: StudioJob }>(`/drafts/${draft}/retype/plan`, { body: change });
  if (answer.plan !== undefined || answer.job === undefined) return answer.plan;
  const job = await followJob(answer.job.id, seen, signal);
  return job?.state === "succeeded" ? (job.result as RetypePlan) : undefined;
}

export const retypeIn = (draft: string, change: Retype): Promise<unknown> => api(`/drafts/${draft}/retype`, { body: change });

/** Something that was removed and can be brought back; field "" is the whole object. */
export interface Removal {
  readonly object: string;
  readonly field: string;
  readonly name: string;
  readonly objectName: string;
  readonly label?: Text;
  readonly type?: string;
  readonly replacedBy?: string;
  readonly records: number;
  readonly removedAt: string;
  readonly removedBy: string;
  readonly purgeAt: string;
}

export const readRemovals = async (): Promise<readonly Removal[]> => (await api<{ data: readonly Removal[] }>("/removals")).data;

export const restoreRemoval = ({ object, field }: Removal): Promise<Published> => api("/removals/restore", { body: { object, field } });

/** What a publish comes to; with a job it is live when that has ended. */
export interface Published {
  readonly revision: number;
  readonly job?: StudioJob;
}

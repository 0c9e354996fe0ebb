import {
  diffDocument,
  emptyPatch,
  foldLayers,
  isEmptyPatch,
  keyOf,
  ok,
  problem,
  refused,
  type Document,
  type DocumentKey,
  type Folded,
  type Kind,
  type Layer,
  type Patch,
  type Result,
} from "#metadata";
import type { Actor } from "../actor.ts";
import { layersOf } from "../effective/build-effective.ts";
import { readTenantState, type PackageName, type Release, type TenantState } from "../effective/load.ts";
import type { Platform } from "../platform.ts";
import { designProblem } from "./may-design.ts";

/** A change set, as people see it. */
export interface DraftInfo {
  readonly id: string;
  /** counts up per tenant: "draft 7" */
  readonly number: number;
  /** the revision it was begun on */
  readonly base: number;
  readonly status: "open" | "published" | "discarded";
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** counts its edits */
  readonly version: number;
  /** how many documents it changes */
  readonly changes: number;
}

/** A revision laid out: what is below the tenant, and the tenant on top. */
export interface Ground {
  readonly state: TenantState;
  readonly releases: readonly Release[];
  /** platform and packages */
  readonly below: Folded;
  /** with the tenant's layer */
  readonly published: Folded;
}

/** A draft laid on its base. */
export interface DraftState {
  readonly info: DraftInfo;
  readonly ground: Ground;
  /** what it changes: key → the tenant layer's whole patch of that document */
  readonly patches: ReadonlyMap<DocumentKey, Patch>;
  /** the tenant's documents as the draft sees them */
  readonly seen: Folded;
}

export const draftColumns = `d.id, d.number, d.base, d.status, d.version, d.created_by as "createdBy", d.created_at as "createdAt", d.updated_at as "updatedAt"`;
export const infoOf = (row: Record<string, unknown>): DraftInfo => ({
  id: row["id"] as string,
  number: row["number"] as number,
  base: row["base"] as number,
  status: row["status"] as DraftInfo["status"],
  createdBy: row["createdBy"] as string,
  createdAt: (row["createdAt"] as Date).toISOString(),
  updatedAt: (row["updatedAt"] as Date).toISOString(),
  version: row["version"] as number,
  changes: Number(row["changes"] ?? 0),
});

/** Ends with a refusal when the actor may not change this tenant's metadata. */
export async function asDesigner(platform: Platform, actor: Actor): Promise<Result<undefined>> {
  const refusal = designProblem(await platform.effectives.get(actor.tenantId), actor);
  return refusal === undefined ? ok(undefined) : refused(refusal);
}

/** A revision laid out; undefined when there is no such revision. Without `n` the active one, read now and not from the cache. */
export async function readGround(platform: Platform, tenantId: string, n?: number): Promise<Ground | undefined> {
  const state = await readTenantState(platform.db, tenantId, n);
  if (state === undefined) return undefined;
  const releases = await releasesOf(platform, tenantId, state.packages);
  return layOut(state, releases);
}

/** A tenant's state with the layers of its packages, as drafts look at it. */
export function layOut(state: TenantState, releases: readonly Release[]): Ground {
  const packages = releases.map((release) => release.layer);
  return {
    state,
    releases,
    below: foldLayers(layersOf(packages, new Map())),
    published: foldLayers(layersOf(packages, state.patches)),
  };
}

/** @throws when a package that a revision names was never registered */
export async function releasesOf(platform: Platform, tenantId: string, packages: readonly PackageName[]): Promise<Release[]> {
  return Promise.all(
    packages.map(async (name) => {
      const release = await platform.effectives.release(tenantId, name);
      if (release === undefined) throw new Error(`<${name.name}@${name.version}> is installed and not registered`);
      return release;
    }),
  );
}

export const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A draft for those who may design. Problems: forbidden, not_found, and draft_closed when it must still be open. */
export async function openedDraft(
  platform: Platform,
  actor: Actor,
  id: string,
  options: { readonly mustBeOpen: boolean },
): Promise<Result<DraftState>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  if (!isUuid.test(id)) return refused(problem("not_found", "", "There is no such draft"));
  const { tenantId } = actor;
  const [drafts, documents] = await platform.db.batch(
    tenantId,
    [
      { text: `select ${draftColumns} from draft d where d.tenant_id = $1 and d.id = $2`, params: [tenantId, id] },
      { text: "select kind, document_id, patch from draft_document where tenant_id = $1 and draft_id = $2", params: [tenantId, id] },
    ],
    { readOnly: true },
  );
  const row = drafts?.[0];
  if (row === undefined) return refused(problem("not_found", "", "There is no such draft"));
  const info = infoOf({ ...row, changes: documents!.length });
  if (options.mustBeOpen && info.status !== "open") {
    return refused(problem("draft_closed", "", `Draft ${info.number} is ${info.status}`, { details: { status: info.status } }));
  }
  const ground = await readGround(platform, tenantId, info.base);
  if (ground === undefined) throw new Error(`<draft ${info.number}> stands on revision ${info.base}, which is not there`);
  const patches = new Map(
    documents!.map((each) => [`${each["kind"] as "object"}/${each["document_id"] as string}` as DocumentKey, each["patch"] as Patch]),
  );
  return ok({ info, ground, patches, seen: foldLayers(layersOf(packageLayers(ground), over(ground.state.patches, patches))) });
}

export const packageLayers = (ground: Ground): readonly Layer[] => ground.releases.map((release) => release.layer);

/** A tenant's patches with a draft's in their place. */
export function over(patches: ReadonlyMap<DocumentKey, Patch>, changed: ReadonlyMap<DocumentKey, Patch>): ReadonlyMap<DocumentKey, Patch> {
  const result = new Map(patches);
  for (const [key, patch] of changed) {
    if (isEmptyPatch(patch)) result.delete(key);
    else result.set(key, patch);
  }
  return result;
}

export const patchOf = (patches: ReadonlyMap<DocumentKey, Patch>, key: DocumentKey): Patch => patches.get(key) ?? emptyPatch;

/** How many properties of a document are others than in the revision that a draft was begun on. */
export function differencesOf({ published }: Ground, kind: Kind, id: string | undefined, document: Document | undefined): number {
  const before = id === undefined ? undefined : published.byKey.get(keyOf(kind, id));
  const { set, remove } = diffDocument(kind, before as never, document as never);
  return remove.length + Object.keys(set).length;
}

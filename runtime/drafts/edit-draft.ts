import {
  applyPatch,
  diffDocument,
  emptyPatch,
  keyOf,
  ok,
  problem,
  refused,
  removal,
  sameJson,
  type Document,
  type DocumentKey,
  type DocumentOf,
  type Kind,
  type Patch,
  type Result,
} from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { lockProblems } from "./locks.ts";
import { openedDraft, patchOf, type DraftState } from "./state.ts";

/**
 * Puts a whole document into a draft. It is parsed, every problem told at once, and kept as a patch on platform and packages.
 * `id` and `kind` may be left out: the document of that name, or a new one. A `name` other than the address renames it.
 * @returns the document as the draft now sees it
 */
export async function putDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
  value: unknown,
): Promise<Result<Document>> {
  const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
  if (!draft.ok) return draft;
  const holder = draft.value.seen.documents[kind].get(name) as Document | undefined;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const parsed = platform.language.parse(kind, isObject ? { kind, id: holder?.id ?? name, name, ...value } : value);
  if (!parsed.ok) return parsed;
  const document = parsed.value as Document;

  const byId = draft.value.seen.byKey.get(keyOf(kind, document.id));
  if (holder !== undefined && holder.id !== document.id) {
    return refused(problem("invalid", "/id", `The id of ${kind} "${name}" is "${holder.id}" and never changes`));
  }
  if (holder === undefined && byId !== undefined) {
    return refused(problem("name_taken", "/id", `"${document.id}" is the id of ${kind} "${byId.name}"`));
  }
  if (holder === undefined && document.name !== name) {
    return refused(problem("invalid", "/name", `The address names it "${name}", the document "${document.name}"`));
  }
  if (document.name !== name && draft.value.seen.documents[kind].has(document.name)) {
    return refused(problem("name_taken", "/name", `There is a ${kind} "${document.name}" already`));
  }
  const key = keyOf(kind, document.id);
  const below = draft.value.ground.below.byKey.get(key);
  const patch = diffDocument(kind, below as DocumentOf[typeof kind] | undefined, document as never);
  const locked = lockProblems(key, below, patch, draft.value.ground.releases);
  if (locked.length > 0) return refused(...locked);
  return keepPatch(platform, actor, draft.value, key, patch, document);
}

/** Takes a document away in a draft. That others still refer to it is told at the diff and refused at publish. */
export async function deleteDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
): Promise<Result<undefined>> {
  const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
  if (!draft.ok) return draft;
  const document = draft.value.seen.documents[kind].get(name) as Document | undefined;
  if (document === undefined) return refused(problem("not_found", "", `There is no ${kind} "${name}" in draft ${draft.value.info.number}`));
  const key = keyOf(kind, document.id);
  const below = draft.value.ground.below.byKey.get(key);
  const locked = lockProblems(key, below, removal, draft.value.ground.releases);
  if (locked.length > 0) return refused(...locked);
  return keepPatch(platform, actor, draft.value, key, below === undefined ? emptyPatch : removal, undefined);
}

/**
 * Takes a document's changes back. To "published" (the default): the draft leaves it as the base has it.
 * To "package": the tenant's own changes go as well, and what the packages say stands.
 */
export async function resetDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
  options: { readonly to?: "published" | "package" } = {},
): Promise<Result<Document | undefined>> {
  const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
  if (!draft.ok) return draft;
  const { seen, ground, info } = draft.value;
  const document = (seen.documents[kind].get(name) ?? ground.published.documents[kind].get(name)) as Document | undefined;
  if (document === undefined) return refused(problem("not_found", "", `There is no ${kind} "${name}" in draft ${info.number}`));
  const key = keyOf(kind, document.id);
  const toPackage = options.to === "package";
  const after = (toPackage ? ground.below : ground.published).byKey.get(key);
  return keepPatch(platform, actor, draft.value, key, toPackage ? emptyPatch : patchOf(ground.state.patches, key), after);
}

async function keepPatch<Value>(
  platform: Platform,
  actor: Actor,
  draft: DraftState,
  key: DocumentKey,
  patch: Patch,
  value: Value,
): Promise<Result<Value>> {
  const kept = await keepPatches(platform, actor, draft, new Map([[key, patch]]));
  return kept.ok ? ok(value) : kept;
}

/** Keeps patches of documents in a draft, all or none. A change that changes nothing is no change: then the draft forgets the document. */
export async function keepPatches(
  platform: Platform,
  actor: Actor,
  { info, ground }: DraftState,
  patches: ReadonlyMap<DocumentKey, Patch>,
): Promise<Result<undefined>> {
  const { tenantId } = actor;
  const isOpen = "exists (select 1 from draft where tenant_id = $1 and id = $2 and status = 'open')";
  const statements = [...patches].map(([key, patch]) => {
    const [kind, id] = [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
    const before = ground.published.byKey.get(key);
    const after = applyPatch(kind as "object", ground.below.byKey.get(key) as never, patch).document;
    return sameJson(before, after)
      ? {
          text: `delete from draft_document where tenant_id = $1 and draft_id = $2 and kind = $3 and document_id = $4 and ${isOpen}`,
          params: [tenantId, info.id, kind, id],
        }
      : {
          text: `insert into draft_document (tenant_id, draft_id, kind, document_id, patch, updated_by)
            select $1::uuid, $2::uuid, $3, $4, $5::jsonb, $6 where ${isOpen}
            on conflict (tenant_id, draft_id, kind, document_id)
            do update set patch = excluded.patch, updated_by = excluded.updated_by, updated_at = now()`,
          params: [tenantId, info.id, kind, id, patch, actor.by],
        };
  });
  const [held] = await platform.db.batch(tenantId, [
    // the row's lock keeps a publish of the same draft waiting, or makes this too late
    {
      text: "update draft set updated_at = now() where tenant_id = $1 and id = $2 and status = 'open' returning id",
      params: [tenantId, info.id],
    },
    ...statements,
  ]);
  return held!.length > 0 ? ok(undefined) : refused(problem("draft_closed", "", `Draft ${info.number} is no longer open`));
}

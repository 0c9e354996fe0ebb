import {
  applyPatch,
  diffDocument,
  emptyPatch,
  keyOf,
  kindAndId,
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
import { openedDraft, patchOf, type DraftInfo, type DraftState } from "./state.ts";

/**
 * Puts a whole document into a draft. It is parsed, every problem told at once, and kept as a patch on platform and packages.
 * `id` and `kind` may be left out: the document of that name, or a new one. A `name` other than the address renames it.
 * @returns the document as the draft now sees it
 */
export function putDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
  value: unknown,
): Promise<Result<Document>> {
  return untilStill(async () => {
    const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
    if (!draft.ok) return draft;
    const holder = draft.value.seen.documents[kind].get(name) as Document | undefined;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const parsed = platform.language.parse(kind, isObject ? { kind, id: holder?.id ?? name, name, ...value } : value);
    return parsed.ok ? keepDocument(platform, actor, draft.value, name, parsed.value as Document) : parsed;
  });
}

/** Keeps a well-formed document under the name it was addressed by, whatever its new name is. */
export async function keepDocument(
  platform: Platform,
  actor: Actor,
  draft: DraftState,
  name: string,
  document: Document,
): Promise<Result<Document>> {
  const { kind } = document;
  const holder = draft.seen.documents[kind].get(name) as Document | undefined;
  const byId = draft.seen.byKey.get(keyOf(kind, document.id));
  if (holder !== undefined && holder.id !== document.id) {
    return refused(problem("invalid", "/id", `The id of ${kind} "${name}" is "${holder.id}" and never changes`));
  }
  if (holder === undefined && byId !== undefined) {
    return refused(problem("name_taken", "/id", `"${document.id}" is the id of ${kind} "${byId.name}"`));
  }
  if (holder === undefined && document.name !== name) {
    return refused(problem("invalid", "/name", `The address names it "${name}", the document "${document.name}"`));
  }
  if (document.name !== name && draft.seen.documents[kind].has(document.name)) {
    return refused(problem("name_taken", "/name", `There is a ${kind} "${document.name}" already`));
  }
  const key = keyOf(kind, document.id);
  const below = draft.ground.below.byKey.get(key);
  const patch = diffDocument(kind, below as DocumentOf[typeof kind] | undefined, document as never);
  const locked = lockProblems(key, below, patch, draft.ground.releases);
  if (locked.length > 0) return refused(...locked);
  return keepPatch(platform, actor, draft, key, patch, document);
}

/** Takes a document away in a draft. That others still refer to it is told at the diff and refused at publish. */
export function deleteDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
): Promise<Result<undefined>> {
  return untilStill(async () => {
    const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
    if (!draft.ok) return draft;
    const document = draft.value.seen.documents[kind].get(name) as Document | undefined;
    if (document === undefined) return noDocument(draft.value.info, kind, name);
    return takeAway(platform, actor, draft.value, document);
  });
}

/** Takes a document away that the draft sees. */
export async function takeAway(platform: Platform, actor: Actor, draft: DraftState, document: Document): Promise<Result<undefined>> {
  const key = keyOf(document.kind, document.id);
  const below = draft.ground.below.byKey.get(key);
  const locked = lockProblems(key, below, removal, draft.ground.releases);
  if (locked.length > 0) return refused(...locked);
  return keepPatch(platform, actor, draft, key, below === undefined ? emptyPatch : removal, undefined);
}

export const noDocument = (draft: DraftInfo, kind: Kind, name: string) =>
  refused(problem("not_found", "", `There is no ${kind} "${name}" in draft ${draft.number}`));

/**
 * Takes a document's changes back. To "published" (the default): the draft leaves it as the base has it.
 * To "package": the tenant's own changes go as well, and what the packages say stands.
 */
export function resetDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
  options: { readonly to?: "published" | "package" } = {},
): Promise<Result<Document | undefined>> {
  return untilStill(async () => {
    const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
    if (!draft.ok) return draft;
    const { seen, ground, info } = draft.value;
    const document = (seen.documents[kind].get(name) ?? ground.published.documents[kind].get(name)) as Document | undefined;
    if (document === undefined) return noDocument(info, kind, name);
    const key = keyOf(kind, document.id);
    const toPackage = options.to === "package";
    const after = (toPackage ? ground.below : ground.published).byKey.get(key);
    return keepPatch(platform, actor, draft.value, key, toPackage ? emptyPatch : patchOf(ground.state.patches, key), after);
  });
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

/**
 * Keeps patches of documents in a draft, all or none. A change that changes nothing is no change: then the draft forgets the document.
 * The draft stands on the ground that they are of, from then on.
 * Problems: draft_closed; draft_moved where the draft was edited since it was opened, for `untilStill`.
 */
export async function keepPatches(
  platform: Platform,
  actor: Actor,
  { info, ground }: Pick<DraftState, "info" | "ground">,
  patches: ReadonlyMap<DocumentKey, Patch>,
): Promise<Result<undefined>> {
  const { tenantId } = actor;
  const version = info.version + 1;
  const all = [...patches].map(([key, patch]) => {
    const { kind, id } = kindAndId(key);
    const after = applyPatch(kind, ground.below.byKey.get(key) as never, patch).document;
    return { kind, id, patch, isAsPublished: sameJson(ground.published.byKey.get(key), after) };
  });
  return platform.db.transaction(tenantId, async (tx) => {
    // the row's lock keeps a publish of the same draft waiting, or makes this too late
    const held = await tx.query(
      `update draft set updated_at = now(), version = $3::int, base = $5::int,
          forgot = case when $4::boolean or base <> $5::int then $3::int else forgot end
        where tenant_id = $1 and id = $2 and status = 'open' and version = $3::int - 1 returning id`,
      [tenantId, info.id, version, all.some(({ isAsPublished }) => isAsPublished), ground.state.revision],
    );
    if (held.length === 0) {
      const [now] = await tx.query<{ status: string }>("select status from draft where tenant_id = $1 and id = $2", [tenantId, info.id]);
      return refused(
        now?.status === "open"
          ? problem("draft_moved", "", `Draft ${info.number} was edited at the same moment`)
          : problem("draft_closed", "", `Draft ${info.number} is no longer open`),
      );
    }
    for (const { kind, id, patch, isAsPublished } of all) {
      if (isAsPublished)
        await tx.query("delete from draft_document where tenant_id = $1 and draft_id = $2 and kind = $3 and document_id = $4", [
          tenantId,
          info.id,
          kind,
          id,
        ]);
      else
        await tx.query(
          `insert into draft_document (tenant_id, draft_id, version, kind, document_id, patch, updated_by)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (tenant_id, draft_id, kind, document_id)
            do update set patch = excluded.patch, version = excluded.version, updated_by = excluded.updated_by, updated_at = now()`,
          [tenantId, info.id, version, kind, id, patch, actor.by],
        );
    }
    return ok(undefined);
  });
}

/** So many edits of a draft may come in between before somebody is told to try again. */
const mostTries = 20;
/** Longest pause before another try, in milliseconds; those who meet pause unequally. */
const longestPause = 60;

/** Does an edit again, from what is there then, where somebody else's came in between: nobody's is lost. */
export async function untilStill<Value>(edit: () => Promise<Result<Value>>): Promise<Result<Value>> {
  for (let tries = 1; ; tries++) {
    const done = await edit();
    if (done.ok || tries === mostTries || done.problems[0]?.code !== "draft_moved") return done;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longestPause));
  }
}

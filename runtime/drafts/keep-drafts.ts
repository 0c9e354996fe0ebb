import { kindAndId, kindNames, ok, problem, refused, type Document, type Kind, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { endWithDraft, lockPointer } from "../rollouts/end.ts";
import { asDesigner, differencesOf, draftColumns, infoOf, openedDraft, type DraftInfo } from "./state.ts";
import { newId } from "../uuid.ts";

const nextNumber = "(select coalesce(max(number), 0) + 1 from draft where tenant_id = $1)";

/** Begins a change set on the active revision. */
export async function openDraft(platform: Platform, actor: Actor): Promise<Result<DraftInfo>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const { tenantId } = actor;
  // two who begin at once want the same number: the key refuses the second, who asks again
  for (let attempt = 1; ; attempt++) {
    try {
      const [rows] = await platform.db.batch(tenantId, [
        {
          text: `insert into draft as d (tenant_id, id, number, base, status, created_by)
            values ($1, $2, ${nextNumber}, coalesce((select n from active_revision where tenant_id = $1), 0), 'open', $3)
            returning ${draftColumns}`,
          params: [tenantId, newId(), actor.by],
        },
      ]);
      return ok(infoOf(rows![0]!));
    } catch (fault) {
      if ((fault as { code?: string }).code !== "23505" || attempt === 5) throw fault;
    }
  }
}

/** The tenant's drafts, newest first, at most 200. */
export async function listDrafts(
  platform: Platform,
  actor: Actor,
  options: { readonly status?: DraftInfo["status"] } = {},
): Promise<Result<DraftInfo[]>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select ${draftColumns}, (select count(*) from draft_document c where c.tenant_id = d.tenant_id and c.draft_id = d.id)::int as changes
          from draft d where d.tenant_id = $1 and ($2::text is null or d.status = $2) order by d.number desc limit 200`,
        params: [actor.tenantId, options.status ?? null],
      },
    ],
    { readOnly: true },
  );
  return ok(rows!.map(infoOf));
}

export interface DraftContents extends DraftInfo {
  /** documents that it changes */
  readonly documents: readonly {
    readonly kind: Kind;
    readonly id: string;
    readonly name: string;
    readonly change: "added" | "changed" | "removed";
  }[];
}

/** A draft and which documents it changes. */
export async function readDraft(platform: Platform, actor: Actor, id: string): Promise<Result<DraftContents>> {
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: false });
  if (!draft.ok) return draft;
  const { info, patches, seen, ground } = draft.value;
  const documents = [...patches.keys()].flatMap((key) => {
    const before = ground.published.byKey.get(key);
    const after = seen.byKey.get(key);
    const known = after ?? before;
    if (known === undefined) return [];
    const change = before === undefined ? ("added" as const) : after === undefined ? ("removed" as const) : ("changed" as const);
    return [{ kind: known.kind, id: known.id, name: known.name, change }];
  });
  const place = (kind: Kind) => kindNames.indexOf(kind);
  return ok({ ...info, documents: documents.toSorted((a, b) => place(a.kind) - place(b.kind) || (a.name < b.name ? -1 : 1)) });
}

/** All documents of the tenant as the draft sees them. */
export async function readDraftDocuments(platform: Platform, actor: Actor, id: string): Promise<Result<Document[]>> {
  const whole = await readWholeDraft(platform, actor, id);
  return whole.ok ? ok([...whole.value.documents]) : whole;
}

/** All documents as a draft sees them, and which of them it changes. */
export interface WholeDraft {
  /** of the draft, that the documents are of */
  readonly version: number;
  readonly documents: readonly Document[];
  /** properties that are others than in the revision it was begun on, by document */
  readonly differences: readonly { readonly kind: Kind; readonly id: string; readonly count: number }[];
}

export async function readWholeDraft(platform: Platform, actor: Actor, id: string): Promise<Result<WholeDraft>> {
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: false });
  if (!draft.ok) return draft;
  const { info, seen, patches, ground } = draft.value;
  return ok({
    version: info.version,
    documents: kindNames.flatMap((kind) => [...seen.documents[kind].values()] as Document[]),
    differences: [...patches.keys()].map((key) => {
      const { kind, id: document } = kindAndId(key);
      return { kind, id: document, count: differencesOf(ground, kind, document, seen.byKey.get(key)) };
    }),
  });
}

/** One document as the draft sees it. */
export async function readDraftDocument(platform: Platform, actor: Actor, id: string, kind: Kind, name: string): Promise<Result<Document>> {
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: false });
  if (!draft.ok) return draft;
  const document = draft.value.seen.documents[kind].get(name) as Document | undefined;
  return document === undefined
    ? refused(problem("not_found", "", `There is no ${kind} "${name}" in draft ${draft.value.info.number}`))
    : ok(document);
}

/** Closes a draft without publishing it, and the rollout of what it holds. What it held can still be read. */
export async function discardDraft(platform: Platform, actor: Actor, id: string): Promise<Result<undefined>> {
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: true });
  if (!draft.ok) return draft;
  const { tenantId, by } = actor;
  const isDiscarded = await platform.db.transaction(tenantId, async (tx) => {
    await lockPointer(tx, tenantId);
    const closed = await tx.query(
      "update draft set status = 'discarded', closed_by = $3, updated_at = now() where tenant_id = $1 and id = $2 and status = 'open' returning id",
      [tenantId, id, by],
    );
    if (closed.length > 0) await endWithDraft(tx, tenantId, id, by);
    return closed.length > 0;
  });
  if (isDiscarded) platform.effectives.drop(tenantId);
  return isDiscarded ? ok(undefined) : refused(problem("draft_closed", "", `Draft ${draft.value.info.number} is no longer open`));
}

import { kindAndId, keyOf, ok, problem, refused, type Document, type Kind, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { asDesigner, differencesOf, isUuid, openedDraft, type DraftInfo } from "./state.ts";

/** What happened to a draft since a version of it. */
export interface DraftNews {
  readonly version: number;
  readonly status: DraftInfo["status"];
  /** who published it or gave it up */
  readonly closedBy?: string;
  /** the revision it stands on */
  readonly base: number;
  /** the revision that is live now */
  readonly revision: number;
  /** `documents` is all that the draft sees, and what is not among them is gone */
  readonly whole: boolean;
  /** as the draft sees them; without `document`: it is gone */
  readonly documents: readonly {
    readonly kind: Kind;
    readonly id: string;
    /** who edited it last in this draft */
    readonly by?: string;
    readonly document?: Document;
    /** properties that are others than in the revision the draft was begun on */
    readonly differences: number;
  }[];
}

/** Documents of a draft that were edited after version `since`, and what else who edits it should know. Asked often: one read where nothing happened. */
export async function draftNews(platform: Platform, actor: Actor, id: string, since: number): Promise<Result<DraftNews>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const { tenantId } = actor;
  const [rows, edited] = isUuid.test(id)
    ? await platform.db.batch(
        tenantId,
        [
          {
            text: `select d.version, d.status, d.closed_by as "closedBy", d.base, d.forgot, coalesce(a.n, 0) as revision
              from draft d left join active_revision a on a.tenant_id = d.tenant_id where d.tenant_id = $1 and d.id = $2`,
            params: [tenantId, id],
          },
          {
            text: `select kind, document_id as id, updated_by as by from draft_document
              where tenant_id = $1 and draft_id = $2 and version > $3 order by version, kind, document_id`,
            params: [tenantId, id, since],
          },
        ],
        { readOnly: true },
      )
    : [[], []];
  const row = rows?.[0] as
    | { version: number; status: DraftInfo["status"]; closedBy: string | null; base: number; forgot: number; revision: number }
    | undefined;
  if (row === undefined) return refused(problem("not_found", "", "There is no such draft"));
  const { version, status, base, revision, closedBy } = row;
  const heads = { version, status, ...(closedBy === null ? {} : { closedBy }), base, revision };
  if (version <= since) return ok({ ...heads, whole: false, documents: [] });
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: false });
  if (!draft.ok) return draft;
  const { seen, ground } = draft.value;
  const { byKey } = seen;
  // of what was forgotten nothing is kept, not even that it was
  const whole = row.forgot > since;
  const by = new Map(edited!.map((each) => [keyOf(each["kind"] as Kind, each["id"] as string), each["by"] as string]));
  const keys = whole ? new Set([...byKey.keys(), ...by.keys()]) : by.keys();
  const documents = [...keys].map((key) => {
    const document = byKey.get(key);
    const who = by.get(key);
    const { kind, id: documentId } = kindAndId(key);
    const differences = differencesOf(ground, kind, documentId, document);
    return {
      kind,
      id: documentId,
      differences,
      ...(who === undefined ? {} : { by: who }),
      ...(document === undefined ? {} : { document }),
    };
  });
  return ok({ ...heads, whole, documents });
}

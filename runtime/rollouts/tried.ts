import { keyOf, problem, sameJson, type Folded, type Problem, type TableDocument } from "#metadata";
import { versionIn } from "../decisions/table.ts";
import type { Platform } from "../platform.ts";

/** What was tried of a draft: the rollout that keeps it, a table by its id, and the content hash it had. Small: it travels in jobs. */
export interface Tried {
  readonly rollout: string;
  readonly table: string;
  readonly version: string;
}

/** The candidate as its rollout began, without examples. $1 tenant, $2 rollout */
const candidate = "select o.document -> 'document' as document from rollout o where o.tenant_id = $1::uuid and o.id = $2::uuid";

/** Why what is to be published is not what was tried; undefined: it is. */
export async function changedSince(
  { db, effectives }: Platform,
  tenantId: string,
  after: Folded,
  { rollout, table, version }: Tried,
): Promise<Problem | undefined> {
  const effective = await effectives.get(tenantId);
  const now = after.byKey.get(keyOf("table", table)) as TableDocument | undefined;
  const published = [...effective.documents.table.values()].find(({ id }) => id === table);
  const hash = now && versionIn(effective, now, published?.name ?? now.name).hash;
  if (hash === version) return undefined;
  const [rows] = await db.batch(tenantId, [{ text: candidate, params: [tenantId, rollout] }], { readOnly: true });
  const document = rows![0]?.["document"] as TableDocument | undefined;
  const name = published?.name ?? document?.name ?? table;
  const { examples: _, ...decides } = now ?? {};
  // the table itself is another when the draft was edited: another publish of it would have ended the rollout
  const message = sameJson(decides, document)
    ? `What the table "${name}" stands on, such as the options of a field, was published otherwise since the rollout began.`
    : `The draft was edited since the rollout began: its table "${name}" is no longer what was tried.`;
  return problem("candidate_changed", "", message, { details: { tried: version, now: hash ?? null } });
}

import { keyOf, problem, sameJson, type Folded, type Problem, type TableDocument } from "#metadata";
import { versionIn } from "../decisions/table.ts";
import type { Effective } from "../effective/effective.ts";

/** What was tried of a draft: a table by its id, what it was, and the content hash it had. */
export interface Tried {
  readonly table: string;
  readonly version: string;
  /** as the rollout began; without examples */
  readonly document: TableDocument;
}

/** Why what is to be published is not what was tried; undefined: it is. */
export function changedSince(effective: Effective, after: Folded, { table, version, document }: Tried): Problem | undefined {
  const now = after.byKey.get(keyOf("table", table)) as TableDocument | undefined;
  const published = [...effective.documents.table.values()].find(({ id }) => id === table);
  const hash = now && versionIn(effective, now, published?.name ?? now.name).hash;
  if (hash === version) return undefined;
  const name = published?.name ?? document.name;
  const { examples: _, ...decides } = now ?? {};
  // the table itself is another when the draft was edited: another publish of it would have ended the rollout
  const message = sameJson(decides, document)
    ? `What the table "${name}" stands on, such as the options of a field, was published otherwise since the rollout began.`
    : `The draft was edited since the rollout began: its table "${name}" is no longer what was tried.`;
  return problem("candidate_changed", "", message, { details: { tried: version, now: hash ?? null } });
}

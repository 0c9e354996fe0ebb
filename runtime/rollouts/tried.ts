import { keyOf, problem, type Folded, type Problem, type TableDocument } from "#metadata";
import { versionIn } from "../decisions/table.ts";
import type { Effective } from "../effective/effective.ts";

/** What was tried of a draft: a table by its id, and the content hash it had. */
export interface Tried {
  readonly table: string;
  readonly version: string;
}

/** Why what is to be published is not what was tried; undefined: it is. */
export function changedSince(effective: Effective, after: Folded, { table, version }: Tried): Problem | undefined {
  const document = after.byKey.get(keyOf("table", table)) as TableDocument | undefined;
  const published = [...effective.documents.table.values()].find(({ id }) => id === table);
  const now = document && versionIn(effective, document, published?.name ?? document.name).hash;
  if (now === version) return undefined;
  return problem("draft_conflict", "", `The table "${published?.name ?? table}" is no longer what was tried.`, {
    help: "Start another rollout of the draft as it is now, or publish the draft itself.",
    details: { tried: version, now: now ?? null },
  });
}

import type { TableDocument } from "#metadata";
import { evaluator, inOneBand, type Sharing, type VersionedTable } from "#runtime/rules";
import { bareTable, bareVersion } from "../decisions/bare-table.ts";
import type { Effective } from "../effective/effective.ts";

/**
 * The same with everything that it depends on beside its document, for who decides away from the server. Undefined also where this process has
 * another evaluator than the candidate was kept for.
 */
export function candidateVersion(effective: Effective, tableId: string): (Sharing & VersionedTable) | undefined {
  const rollout = effective.rollouts.get(tableId);
  if (rollout?.mode !== "canary" || rollout.candidate.needs.evaluator !== evaluator) return undefined;
  const { id, share, key, candidate } = rollout;
  return { id, share, key, ...bareVersion(candidate) };
}

/** What answers in the place of a published table for a share of the keys, for who decides elsewhere, a browser; undefined: nothing does. */
export function askedCandidate(effective: Effective, name: string): (Sharing & { readonly table: TableDocument }) | undefined {
  const rollout = effective.rollouts.get(effective.documents.table.get(name)?.id ?? "");
  if (rollout?.mode !== "canary") return undefined;
  const { id, share, key, candidate } = rollout;
  const table = effective.memo(`candidate asked:${id}`, () =>
    bareTable(inOneBand(candidate.document, (row) => candidate.needs.bands[row])),
  );
  return { id, share, key, table };
}

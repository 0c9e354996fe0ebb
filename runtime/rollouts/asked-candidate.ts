import type { TableDocument } from "#metadata";
import { inOneBand, type Sharing } from "#runtime/rules";
import { bareTable } from "../decisions/bare-table.ts";
import type { Effective } from "../effective/effective.ts";

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

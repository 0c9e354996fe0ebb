import { exportRecords } from "../export/export-job.ts";
import { importRows, rehearseImport } from "../import/import-job.ts";
import { recompute } from "../formulas/recompute-job.ts";
import { rehearseRetype } from "../retype/rehearse-work.ts";
import { retype } from "../retype/retype-work.ts";
import type { JobKind } from "./job.ts";
import { bulkDelete, bulkUpdate } from "./bulk.ts";
import { undo } from "./undo.ts";
import { reindex } from "../search/reindex-job.ts";
import { fillSlots } from "../slots/fill-slots.ts";

/**
 * Every kind of job. A function, because kinds start jobs of other kinds: the modules may refer to one another in a circle, and the
 * list is made when it is first asked for.
 */
export const jobKinds = (): readonly JobKind[] => [
  bulkUpdate,
  bulkDelete,
  exportRecords,
  importRows,
  rehearseImport,
  undo,
  reindex,
  fillSlots,
  recompute,
  retype,
  rehearseRetype,
];

/** @throws for a kind that nobody has listed. */
export function jobKind(name: string): JobKind {
  const kind = jobKinds().find((each) => each.name === name);
  if (kind === undefined) throw new Error(`no kind of job is named <${name}>: list it in runtime/jobs/kinds.ts`);
  return kind;
}

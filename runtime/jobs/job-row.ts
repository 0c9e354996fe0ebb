import type { JobRow } from "./job-columns.ts";
import { jobKinds } from "./kinds.ts";
import type { Job, JobState } from "./job.ts";

export const hasEnded = (state: JobState): boolean => state === "succeeded" || state === "failed" || state === "cancelled";

/** Whether what the job did can be undone as one act. */
export function isUndoable(row: Pick<JobRow, "kind" | "state" | "done" | "undoneBy">): boolean {
  const kind = jobKinds().find(({ name }) => name === row.kind);
  if (row.undoneBy !== null) return false;
  // what ends in one publish has done nothing until it has
  if (kind?.undo !== undefined) return row.state === "succeeded";
  return hasEnded(row.state) && row.done > 0 && kind?.undoable === true;
}

/** As people see it: without its input, which may name what they may not see. `sentShown`: whether they may see what was sent for it. */
export function showJob(row: JobRow, sentShown: boolean): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    subject: row.subject,
    done: row.done,
    failed: row.failed,
    ...(row.total === null ? {} : { total: row.total }),
    ...(row.result === null ? {} : { result: row.result }),
    ...(row.problems === null ? {} : { problems: row.problems }),
    by: row.actor.by,
    createdAt: row.createdAt.toISOString(),
    ...(row.startedAt === null ? {} : { startedAt: row.startedAt.toISOString() }),
    ...(row.finishedAt === null ? {} : { finishedAt: row.finishedAt.toISOString() }),
    ...(row.cancelling && !hasEnded(row.state) ? { cancelling: true as const } : {}),
    undoable: isUndoable(row),
    ...(row.undoneBy === null ? {} : { undoneBy: row.undoneBy }),
    sentShown,
  };
}

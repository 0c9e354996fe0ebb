import type { Json, Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import { jobKinds } from "./kinds.ts";
import type { Job, JobState } from "./job.ts";

/** A job as the database holds it. */
export interface JobRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly actor: Actor;
  readonly subject: string;
  readonly input: Json;
  readonly cursor: Json;
  readonly done: number;
  readonly failed: number;
  readonly total: number | null;
  readonly result: Json;
  readonly problems: readonly Problem[] | null;
  readonly cancelling: boolean;
  readonly undoneBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What a select of `job j` names, so that a row is a JobRow. */
export const jobColumns = `j.id, j.kind, j.state, j.actor, j.subject, j.input, j.cursor, j.done::float8 as done, j.failed::float8 as failed,
  j.total::float8 as total, j.result, j.problems, j.cancelling, j.undone_by as "undoneBy", j.created_at as "createdAt",
  j.started_at as "startedAt", j.finished_at as "finishedAt"`;

export const hasEnded = (state: JobState): boolean => state === "succeeded" || state === "failed" || state === "cancelled";

/** Whether what the job did can be undone as one act. */
export const isUndoable = (row: Pick<JobRow, "kind" | "state" | "done" | "undoneBy">): boolean =>
  hasEnded(row.state) && row.undoneBy === null && row.done > 0 && jobKinds().find(({ name }) => name === row.kind)?.undoable === true;

/** As people see it: without its input, which may name what they may not see. */
export function showJob(row: JobRow): Job {
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
  };
}

import type { Json, Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { JobState } from "./job.ts";

/*
 * Apart from what reads it: statements are spelled when their modules are first loaded, and kinds of jobs and those who start them refer
 * to one another in a circle.
 */

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

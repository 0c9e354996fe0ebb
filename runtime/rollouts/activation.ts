import type { Problem } from "#metadata";
import type { Actor } from "../actor.ts";

/** converting: its values are converted first, by a job. One that has ended stays as it ended. */
export type ActivationState = "waiting" | "converting" | "published" | "failed" | "cancelled";

/** A draft that is to be published at an instant, as people see it. */
export interface ActivationJson {
  readonly id: string;
  readonly draft: string;
  readonly at: string;
  readonly message: string;
  readonly state: ActivationState;
  /** why it failed */
  readonly problems: readonly Problem[];
  readonly job: string | null;
  readonly revision: number | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly endedAt: string | null;
}

export const activationColumns =
  "a.id, a.draft_id, a.at, a.message, a.state, a.actor, a.problems, a.job_id, a.revision, a.created_at, a.ended_at";

export interface ActivationRow extends Record<string, unknown> {
  readonly id: string;
  readonly draft_id: string;
  readonly at: Date;
  readonly message: string;
  readonly state: ActivationState;
  readonly actor: Actor;
  readonly problems: readonly Problem[] | null;
  readonly job_id: string | null;
  readonly revision: number | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

export const showActivation = (row: ActivationRow): ActivationJson => ({
  id: row.id,
  draft: row.draft_id,
  at: row.at.toISOString(),
  message: row.message,
  state: row.state,
  problems: row.problems ?? [],
  job: row.job_id,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
  createdBy: row.actor.by,
  endedAt: row.ended_at?.toISOString() ?? null,
});

import type { Json } from "#metadata";
import type { RolloutKey, Sharing } from "#runtime/rules";
import type { TableVersion } from "../decisions/version.ts";

/** shadow: the candidate is asked after the answer has left · canary: it answers for a share of the keys */
export type RolloutMode = "shadow" | "canary";

/** How a rollout stands. One that has ended stays as it ended. */
export type RolloutState = "running" | "promoted" | "stopped" | "rolled_back";

/** What a share of bad answers may come to, as parts of 1: at most, and more than the published table's. */
export interface Guard {
  readonly most?: number;
  readonly above?: number;
}

/** What a guard can look at. */
export const guarded = ["errors", "empty", "fallback"] as const;
export type Guarded = (typeof guarded)[number];

export interface Guards extends Readonly<Partial<Record<Guarded, Guard>>> {
  /** answers of the candidate before it is judged */
  readonly sample: number;
}

/** Answers of one variant. */
export interface Figures extends Readonly<Record<Guarded, number>> {
  readonly asked: number;
}

export interface Counts {
  readonly published: Figures;
  readonly candidate: Figures;
  /** facts that came out otherwise in the shadow */
  readonly different: number;
  /** facts that the shadow had no time for */
  readonly dropped: number;
}

/** What everybody who decides has to know of a rollout that runs. */
export interface KeptRollout extends Sharing {
  readonly tableId: string;
  readonly candidate: TableVersion;
  readonly mode: RolloutMode;
}

/** Why a rollout ended. Codes: stopped_by, table_changed, draft_discarded, and what a guard looked at. */
export interface Ending {
  readonly code: "stopped_by" | "table_changed" | "draft_discarded" | Guarded;
  readonly message: string;
  readonly details?: Readonly<Record<string, Json>>;
}

/** A rollout as people see it. */
export interface RolloutJson {
  readonly id: string;
  /** its name as the rollout began, and its id */
  readonly table: string;
  readonly tableId: string;
  readonly draft: string;
  readonly version: string;
  readonly base: number;
  readonly mode: RolloutMode;
  readonly percent: number | null;
  readonly key: RolloutKey | null;
  readonly guards: Guards;
  readonly state: RolloutState;
  readonly reason: Ending | null;
  readonly counts: Counts;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly changedAt: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly revision: number | null;
}

const noFigures: Figures = Object.freeze({ asked: 0, errors: 0, empty: 0, fallback: 0 });
export const noCounts: Counts = Object.freeze({ published: noFigures, candidate: noFigures, different: 0, dropped: 0 });

const add = (a: Figures, b: Figures): Figures => ({
  asked: a.asked + b.asked,
  errors: a.errors + b.errors,
  empty: a.empty + b.empty,
  fallback: a.fallback + b.fallback,
});

/** What was counted so far and what came since. */
export const addCounts = (a: Counts, b: Counts): Counts => ({
  published: add(a.published, b.published),
  candidate: add(a.candidate, b.candidate),
  different: a.different + b.different,
  dropped: a.dropped + b.dropped,
});

/** Everything but the candidate itself. */
export const rolloutColumns =
  "o.id, o.table_name, o.table_id, o.draft_id, o.version, o.base, o.mode, o.share, o.key, o.guards, o.state, o.reason, o.counts, o.created_at, o.created_by, o.changed_at, o.ended_at, o.ended_by, o.revision";

export interface RolloutRow extends Record<string, unknown> {
  readonly id: string;
  readonly table_name: string;
  readonly table_id: string;
  readonly draft_id: string;
  readonly version: string;
  readonly base: number;
  readonly mode: RolloutMode;
  readonly share: number | null;
  readonly key: RolloutKey | null;
  readonly guards: Guards;
  readonly state: RolloutState;
  readonly reason: Ending | null;
  readonly counts: Partial<Counts>;
  readonly created_at: Date;
  readonly created_by: string;
  readonly changed_at: Date;
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
  readonly revision: number | null;
}

export const showRollout = (row: RolloutRow): RolloutJson => ({
  id: row.id,
  table: row.table_name,
  tableId: row.table_id,
  draft: row.draft_id,
  version: row.version,
  base: row.base,
  mode: row.mode,
  percent: row.share === null ? null : row.share / 100,
  key: row.key,
  guards: row.guards,
  state: row.state,
  reason: row.reason,
  counts: { ...noCounts, ...row.counts },
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  changedAt: row.changed_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  endedBy: row.ended_by,
  revision: row.revision,
});

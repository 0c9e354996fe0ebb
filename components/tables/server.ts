import type { Json, Problem, Text } from "#metadata";
import { api, withQuery } from "../data/index.ts";
import type { Published } from "../designer/server.ts";
import type { FailingCell } from "./tester/words.ts";

/* What the rooms of a decision table ask the server. Shapes as api/tables, api/decisions and api/rollouts have them. */

export type Output = Readonly<Record<string, Json>>;
export type SampleFacts = Readonly<Record<string, Json>>;

/** Why one side does not give what the other does. */
export interface Why {
  readonly stage?: string;
  readonly code?: string;
  readonly row?: string;
  readonly failing?: readonly FailingCell[];
}
export interface Sample {
  readonly facts: SampleFacts;
  readonly at: string;
  readonly decisionId?: string;
  readonly row?: string | null;
  readonly why?: Why | null;
}
type Kinds<Value> = { readonly gained: Value; readonly lost: Value; readonly ranked: Value };
export interface OutputChange extends Kinds<number> {
  readonly output: Output;
  /** the same option with other terms */
  readonly changed: number;
  /** minor units */
  readonly amounts: Kinds<number>;
  readonly samples: Kinds<readonly Sample[]>;
}
interface Both {
  readonly published: number;
  readonly candidate: number;
}
export interface Simulation {
  readonly revision: number;
  readonly source: "facts" | "decisions" | "boundary";
  readonly considered: number;
  readonly changed: number;
  readonly unreadable: number;
  readonly stopped: boolean;
  /** personal inputs of which the log does not know enough */
  readonly unsure: readonly string[];
  readonly amount: { readonly input: string; readonly currency: string; readonly considered: number } | null;
  readonly empty: Both;
  readonly fallback: Both;
  readonly outputs: readonly OutputChange[];
  readonly segments: readonly {
    readonly input: string;
    readonly value: string;
    readonly considered: number;
    readonly changed: number;
    readonly gained: number;
    readonly lost: number;
  }[];
  readonly gaps: readonly { readonly facts: SampleFacts; readonly at: string; readonly publishedToo: boolean }[];
}

/** A draft against what is published, over so many stored decisions or over boundary points. */
export const simulate = (
  table: string,
  draft: string,
  over: { readonly decisions: number } | { readonly boundary: true },
  signal: AbortSignal,
): Promise<Simulation> => api(`/tables/${table}/simulate`, { body: { draft, ...over }, signal });

/** A decision as the log keeps it; personal facts are { personal: true }. */
export interface LoggedDecision {
  readonly id: string;
  readonly revision: number;
  readonly version: string | null;
  readonly variant: string | null;
  readonly keptAt: string;
  readonly at: string;
  readonly facts: SampleFacts;
  readonly personal: readonly string[];
  readonly outputs: readonly Output[];
  readonly hits: readonly string[];
  readonly arm: string | null;
  readonly fallback: boolean;
  readonly empty: boolean;
  readonly by: string;
}
export interface DecisionFilter {
  readonly option?: string | undefined;
  readonly variant?: string | undefined;
  readonly row?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly empty?: "true" | undefined;
  readonly fallback?: "true" | undefined;
}
export const readDecisions = (
  table: string,
  filter: DecisionFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly data: readonly LoggedDecision[]; readonly next: string | null }> =>
  api(withQuery(`/tables/${table}/decisions`, { ...filter, cursor, limit: "50" }), { signal });

interface HeldCell {
  readonly input: string;
  readonly actual: unknown;
  readonly expected: unknown;
  readonly personal?: true;
}
interface HiddenBy extends Why {
  readonly stage: string;
  readonly code: string;
  readonly note?: string;
  readonly cells?: readonly HeldCell[];
}
export interface Explanation {
  readonly decision: LoggedDecision;
  readonly output: string;
  readonly options: readonly { readonly option: string; readonly shown: boolean }[];
  readonly replay: "exact" | "stand_in" | "differs";
  readonly shown?: {
    readonly option: string;
    readonly row: string | null;
    readonly note?: string;
    readonly place: number;
    readonly of: number;
    readonly rank: number | null;
    readonly cells: readonly HeldCell[];
    readonly beat: readonly {
      readonly row: string;
      readonly option: string | null;
      readonly why: "earlier" | "rank" | "priority" | "hidden";
    }[];
    readonly split: { readonly arm: string; readonly bucket: number; readonly of: number; readonly instead?: string } | null;
    readonly fallback: boolean;
  };
  readonly hidden?: HiddenBy & {
    readonly option: string;
    readonly closest?: { readonly row: string; readonly note?: string; readonly failing: readonly FailingCell[] };
    readonly change: {
      readonly facts: SampleFacts;
      readonly at?: string;
      readonly row: string | null;
      readonly then?: HiddenBy;
    } | null;
  };
}
export const explain = (decision: string, option: string | undefined, signal: AbortSignal): Promise<Explanation> =>
  api(withQuery(`/decisions/${decision}/explanation`, { option }), { signal });

export interface Guard {
  readonly most?: number;
  readonly above?: number;
}
export type Guards = { readonly errors?: Guard; readonly empty?: Guard; readonly fallback?: Guard; readonly sample?: number };
interface Figures {
  readonly asked: number;
  readonly errors: number;
  readonly empty: number;
  readonly fallback: number;
}
export interface Rollout {
  readonly id: string;
  readonly draft: string;
  readonly version: string;
  readonly base: number;
  readonly mode: "shadow" | "canary";
  readonly percent: number | null;
  readonly key: { readonly input: string } | { readonly user: true } | null;
  readonly guards: Guards;
  readonly state: "running" | "promoted" | "stopped" | "rolled_back";
  readonly reason: { readonly code: string; readonly message: string; readonly details?: Readonly<Record<string, Json>> } | null;
  readonly counts: { readonly published: Figures; readonly candidate: Figures; readonly different: number; readonly dropped: number };
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly revision: number | null;
}
export interface Difference {
  readonly output: Json;
  readonly gained: number;
  readonly lost: number;
  readonly ranked: number;
  readonly changed: number;
  readonly samples: readonly {
    readonly change: "gained" | "lost" | "ranked" | "changed";
    readonly facts: SampleFacts;
    readonly at: string;
    readonly published: readonly Output[];
    readonly candidate: readonly Output[];
  }[];
}
export interface Activation {
  readonly id: string;
  readonly draft: string;
  readonly at: string;
  readonly message: string;
  readonly state: "waiting" | "converting" | "published" | "failed" | "cancelled";
  readonly problems: readonly { readonly message: string }[];
  readonly revision: number | null;
}
export interface NewRollout {
  readonly draft: string;
  readonly mode: "shadow" | "canary";
  readonly percent?: number;
  readonly key?: { readonly input: string } | { readonly user: true };
  readonly guards?: Guards;
}

export const readRollouts = async (table: string): Promise<readonly Rollout[]> =>
  (await api<{ data: readonly Rollout[] }>(`/tables/${table}/rollouts`)).data;
export const startRollout = (table: string, body: NewRollout): Promise<Rollout> => api(`/tables/${table}/rollouts`, { body });
export const readDifferences = async (rollout: string): Promise<readonly Difference[]> =>
  (await api<{ data: readonly Difference[] }>(`/rollouts/${rollout}/differences`)).data;
export const setPercent = (rollout: string, percent: number): Promise<Rollout> =>
  api(`/rollouts/${rollout}`, { method: "PATCH", body: { percent } });
/** What a draft carries besides a table. */
export interface Also {
  readonly kind: string;
  readonly name: string;
  readonly label: Text;
  readonly change: "added" | "changed" | "removed";
}
export const readPromotion = (rollout: string): Promise<{ readonly also: readonly Also[]; readonly problems: readonly Problem[] }> =>
  api(`/rollouts/${rollout}/promotion`);
export const promoteRollout = (rollout: string): Promise<Published> => api(`/rollouts/${rollout}/promote`, { body: {} });
export const stopRollout = (rollout: string): Promise<Rollout> => api(`/rollouts/${rollout}/stop`, { body: {} });
export const revertTable = (table: string): Promise<Published> => api(`/tables/${table}/revert`, { body: {} });

export const readActivations = async (): Promise<readonly Activation[]> =>
  (await api<{ data: readonly Activation[] }>("/activations")).data;
export const scheduleDraft = (draft: string, at: string): Promise<Activation> => api("/activations", { body: { draft, at } });
export const cancelActivation = (id: string): Promise<Activation> => api(`/activations/${id}/cancel`, { body: {} });

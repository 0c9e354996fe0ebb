import type { Tone } from "#components";

/** A run as the API sends it. */
export interface Run {
  readonly id: string;
  readonly flow: string;
  readonly name: string;
  readonly revision: number;
  readonly status: "running" | "succeeded" | "failed" | "timedOut" | "cancelled";
  readonly outcome: string | null;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
  readonly waitingFor: { readonly step: string; readonly for: string; readonly until: string | null } | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface RunEvent {
  readonly eventId: number;
  readonly type: string;
  readonly step: string | null;
  readonly attempt: number | null;
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const toneOfRun: Readonly<Record<Run["status"], Tone>> = {
  running: "info",
  succeeded: "success",
  failed: "danger",
  timedOut: "warning",
  cancelled: "neutral",
};

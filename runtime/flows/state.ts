import type { Data } from "../step.ts";

/** Statuses of a run. Everything but `running` is final, until somebody redrives it. */
export type RunStatus = "running" | "succeeded" | "failed" | "timedOut" | "cancelled";

/** A list of steps that is being worked through: the flow itself, or a branch of a step. */
export interface Frame {
  /** id of the step whose branch this is; null = the flow */
  readonly step: string | null;
  readonly branch: string | null;
  /** seq of the containing step's StepEntered; 0 for the flow */
  readonly entry: number;
  readonly input: Data;
  /** what its steps left so far */
  readonly local: Data;
}

/** The step the run stands at. */
export interface Standing {
  readonly step: string;
  /** seq of its StepEntered */
  readonly entry: number;
  /** 1 for the first try */
  readonly attempt: number;
  /** retries made so far, per policy */
  readonly tries: readonly number[];
  readonly input: Data;
  readonly phase: "executing" | "waiting" | "sleeping" | "retrying";
  /** id of this attempt: of its work row and of its token */
  readonly wait: string;
}

/** All there is to know about where a run is. JSON; the only thing the engine carries from one transition to the next. */
export interface RunState {
  /** hash of the flow document the run is pinned to */
  readonly flow: string;
  readonly frames: readonly Frame[];
  readonly at: Standing | null;
  /** steps entered so far */
  readonly entered: number;
  readonly outcome?: string | undefined;
  /** 0 for a run that a person or the outside started, else one more than that of the run whose change of a record started it */
  readonly depth?: number | undefined;
}

/** Names of history events, as FDL has them. */
export type EventType =
  | "StepEntered"
  | "StepSucceeded"
  | "StepFailed"
  | "StepExited"
  | "BranchEntered"
  | "BranchExited"
  | "TaskScheduled"
  | "TaskStarted"
  | "TaskSubmitted"
  | "TaskSucceeded"
  | "TaskFailed"
  | "TaskTimedOut"
  | "ExecutionStarted"
  | "ExecutionStopped"
  | "ExecutionSucceeded"
  | "ExecutionFailed"
  | "ExecutionTimedOut";

/** One line of a run's history. Every StepEntered is closed by exactly one StepExited or StepFailed. */
export interface HistoryEvent {
  /** dense, from 1 */
  readonly seq: number;
  readonly type: EventType;
  /** name of the step */
  readonly step: string | null;
  readonly attempt: number | null;
  readonly detail: Data;
}

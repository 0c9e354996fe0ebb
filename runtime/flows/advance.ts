import type { Await, Data, Outcome } from "../step.ts";
import type { Flow, Mapping, PlannedStep } from "./compile.ts";
import { waitId } from "./ids.ts";
import type { EventType, Frame, HistoryEvent, RunState, RunStatus, Standing } from "./state.ts";

/** What can happen to a run. */
export type Happening =
  | { readonly kind: "start"; readonly flow: string; readonly input: Data }
  /** the step in hand was executed */
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  /** what was waited for came in */
  | { readonly kind: "answer"; readonly output: Data }
  | { readonly kind: "refusal"; readonly error: string; readonly cause: string }
  /** a wait is over · the pause before a retry is over · the step has waited too long */
  | { readonly kind: "elapsed" }
  | { readonly kind: "again" }
  | { readonly kind: "late" }
  /** the whole run has taken too long · somebody stopped it */
  | { readonly kind: "expired" }
  | { readonly kind: "cancel"; readonly error: string; readonly cause: string }
  /** the failed step is tried once more */
  | { readonly kind: "redrive" }
  /** the engine gives up, e.g. after too many deliveries */
  | { readonly kind: "breakdown"; readonly error: string; readonly cause: string };

/** What must be done for the new state to hold. Closed; done in the same transaction that stores the state. */
export type Effect =
  /** execute the step the run stands at, now, and advance with its outcome */
  | { readonly kind: "execute" }
  | { readonly kind: "await"; readonly wait: string; readonly on: Await; readonly timeoutSeconds: number }
  | { readonly kind: "sleep"; readonly wait: string; readonly until: string }
  | { readonly kind: "retry"; readonly wait: string; readonly seconds: number }
  /** timer and token of this wait are void */
  | { readonly kind: "drop"; readonly wait: string }
  | {
      readonly kind: "finish";
      readonly status: Exclude<RunStatus, "running">;
      readonly outcome: string | null;
      readonly output: Data | null;
      readonly error: string | null;
      readonly cause: string | null;
    };

/** What holds for the run while it advances. Nothing is read from a clock or a random source. */
export interface Circumstances {
  readonly now: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly name: string;
  readonly revision: number;
  /** seq of the next event */
  readonly nextEvent: number;
}

export interface Advanced {
  readonly state: RunState;
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  readonly nextEvent: number;
}

/** Steps a run may enter: a loop that never ends is stopped here. */
export const mostSteps = 5_000;
/** One year: how long a wait lasts that names no time-out. */
const longestSeconds = 31_536_000;

const emptyState: RunState = { flow: "", frames: [], at: null, entered: 0 };

/** What expressions see as `context` while a step runs. */
export function contextOf(flow: Flow, at: Circumstances, step?: { name: string; entry: number; attempt: number; wait: string }): Data {
  return {
    ...(step === undefined
      ? {}
      : { task: { token: { $token: step.wait }, attempt: step.attempt }, step: { name: step.name, eventId: step.entry } }),
    execution: { id: at.runId, name: at.name },
    flow: { name: flow.document.name, version: at.revision },
    tenant: { id: at.tenantId },
    now: at.now,
  };
}

/** A mapping's values; a target whose source is absent is left out and named in `missing`. */
function map(mapping: Mapping, data: Data, now: string): { values: Data; missing: string[] } {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const { target, value } of mapping) {
    const result = value.evaluate(data, { now });
    if (result === undefined || result === null) missing.push(target);
    else values[target] = result;
  }
  return { values, missing };
}

const matches = (errors: readonly string[], error: string): boolean => errors.includes(error) || errors.includes("FnF.ALL");

/**
 * One transition of a run: pure. The same flow, state, happening and circumstances always give the same result, so that a
 * history can be folded again. Unknown or outdated happenings are the caller's to refuse; here they are faults and thrown.
 */
export function advance(flow: Flow, before: RunState | null, happening: Happening, at: Circumstances): Advanced {
  const events: HistoryEvent[] = [];
  const effects: Effect[] = [];
  let nextEvent = at.nextEvent;
  let { flow: pinned, entered, outcome } = before ?? emptyState;
  let frames: Frame[] = [...(before?.frames ?? [])];
  let standing: Standing | null = before?.at ?? null;

  const stepOf = (id: string): PlannedStep => {
    const step = flow.steps.get(id);
    if (step === undefined) throw new Error(`flow <${flow.document.name}> has no step <${id}>`);
    return step;
  };
  const top = (): Frame => frames.at(-1)!;
  const emit = (type: EventType, step: string | null, detail: Data = {}, attempt: number | null = null): number => {
    events.push({ seq: nextEvent, type, step, attempt, detail });
    return nextEvent++;
  };
  const leave = (local: Data): void => {
    frames = [...frames.slice(0, -1), { ...top(), local: { ...top().local, ...local } }];
  };
  const current = (): { step: PlannedStep; at: Standing } => {
    if (standing === null) throw new Error("the run stands at no step");
    return { step: stepOf(standing.step), at: standing };
  };
  const contextAt = (step: PlannedStep, standing: Pick<Standing, "entry" | "attempt" | "wait">): Data =>
    contextOf(flow, at, { name: step.name, entry: standing.entry, attempt: standing.attempt, wait: standing.wait });

  /** What the step is given: over what its list of steps was given and left so far. */
  function inputOf(step: PlannedStep, here: Pick<Standing, "entry" | "attempt" | "wait">): { values: Data; missing: string[] } {
    const { input, local } = top();
    if (step.input === undefined) return { values: { ...input, ...local }, missing: [] };
    return map(step.input, { input, local, context: contextAt(step, here) }, at.now);
  }

  function enter(id: string): void {
    const step = stepOf(id);
    entered++;
    const entry = nextEvent;
    const wait = waitId(at.runId, entry, 1);
    standing = { step: id, entry, attempt: 1, tries: step.retry.map(() => 0), input: {}, phase: "executing", wait };
    let mapped: { values: Data; missing: string[] };
    try {
      mapped = inputOf(step, standing);
    } catch (error) {
      emit("StepEntered", step.name, {});
      return fail("FnF.InvalidMapping", messageOf(error));
    }
    standing = { ...standing, input: mapped.values };
    emit("StepEntered", step.name, { input: mapped.values, ...(mapped.missing.length > 0 ? { missing: mapped.missing } : {}) });
    if (entered > mostSteps) return finishFailed("FnF.StepLimitExceeded", `More than ${mostSteps} steps were entered.`);
    if (step.task) emit("TaskScheduled", step.name, {}, 1);
    effects.push({ kind: "execute" });
  }

  /** The step in hand has a result. */
  function succeed(result: Data, goto?: string): void {
    const { step, at: here } = current();
    let output = result;
    try {
      if (step.output) output = map(step.output, { input: here.input, local: result, context: contextAt(step, here) }, at.now).values;
    } catch (error) {
      return fail("FnF.InvalidMapping", messageOf(error));
    }
    if (step.task) emit("TaskSucceeded", step.name, { output: result }, here.attempt);
    else emit("StepSucceeded", step.name, {});
    leaveStep(step, output);
    proceed(step, goto);
  }

  function leaveStep(step: PlannedStep, output: Data): void {
    emit("StepExited", step.name, { output });
    leave(output);
    if (step.outcome !== undefined) outcome = step.outcome;
    standing = null;
  }

  function proceed(step: PlannedStep, goto?: string): void {
    if (goto !== undefined) return enter(goto);
    if (step.end) return end();
    if (step.next !== undefined) return enter(step.next);
    return closeSeries();
  }

  /** The list of steps is done: on in the list that contains it, or the run is over. */
  function closeSeries(): void {
    const { step: container } = top();
    if (container === null) return finishSucceeded();
    const goto = stepOf(container).branches.get(top().branch ?? "")?.goto;
    const step = closeFrame();
    if (step !== undefined) proceed(step, goto);
  }

  /** Leaves a branch: its step is done. Undefined when its output mapping failed, which has been dealt with. */
  function closeFrame(): PlannedStep | undefined {
    const frame = top();
    const step = stepOf(frame.step!);
    emit("BranchExited", step.name, { branch: frame.branch });
    frames = frames.slice(0, -1);
    const here = { entry: frame.entry, attempt: 1, wait: waitId(at.runId, frame.entry, 1) };
    let output = frame.local;
    try {
      if (step.output) output = map(step.output, { input: frame.input, local: frame.local, context: contextAt(step, here) }, at.now).values;
    } catch (error) {
      standing = { ...here, step: step.id, tries: step.retry.map(() => 0), input: frame.input, phase: "executing" };
      fail("FnF.InvalidMapping", messageOf(error));
      return undefined;
    }
    emit("StepSucceeded", step.name, {});
    leaveStep(step, output);
    return step;
  }

  /** The run succeeds here, however deep it stands. */
  function end(): void {
    while (frames.length > 1) if (closeFrame() === undefined) return;
    finishSucceeded();
  }

  function finishSucceeded(): void {
    const [root] = frames;
    let output: Data;
    try {
      output = flow.output
        ? map(flow.output, { input: root!.input, local: root!.local, context: contextOf(flow, at) }, at.now).values
        : root!.local;
    } catch (error) {
      return finishFailed("FnF.InvalidMapping", messageOf(error));
    }
    emit("ExecutionSucceeded", null, { output, ...(outcome === undefined ? {} : { outcome }) });
    effects.push({ kind: "finish", status: "succeeded", outcome: outcome ?? null, output, error: null, cause: null });
  }

  /** Closes what is open in the history; the state keeps frames and step, so that the run can be redriven. */
  function finish(status: "failed" | "timedOut" | "cancelled", type: EventType, error: string, cause: string): void {
    if (standing !== null) emit("StepFailed", stepOf(standing.step).name, { error, cause }, standing.attempt);
    for (const frame of frames.toReversed()) {
      if (frame.step === null) continue;
      const { name } = stepOf(frame.step);
      emit("BranchExited", name, { branch: frame.branch });
      emit("StepFailed", name, { error, cause });
    }
    emit(type, null, { error, cause });
    effects.push({ kind: "finish", status, outcome: outcome ?? null, output: null, error, cause });
  }
  const finishFailed = (error: string, cause: string): void => finish("failed", "ExecutionFailed", error, cause);

  /** The step in hand has failed: tried again, caught, or the end of the run. */
  function fail(error: string, cause: string, type: EventType = "TaskFailed"): void {
    const { step, at: here } = current();
    if (step.task) emit(type, step.name, { error, cause }, here.attempt);

    // the first policy that names the error decides; when it is used up, no other is asked
    const policy = step.retry.findIndex(({ errors }) => matches(errors, error));
    const tried = here.tries[policy] ?? 0;
    const retry = step.retry[policy];
    if (retry !== undefined && tried < retry.maxAttempts) {
      const attempt = here.attempt + 1;
      const wait = waitId(at.runId, here.entry, attempt);
      const seconds = Math.min(retry.intervalSeconds * retry.multiplier ** tried, retry.maxIntervalSeconds);
      standing = { ...here, attempt, wait, tries: here.tries.with(policy, tried + 1), phase: "retrying" };
      effects.push({ kind: "retry", wait, seconds });
      return;
    }

    for (const caught of step.catch) {
      if (!matches(caught.errors, error)) continue;
      let output: Data = {};
      try {
        // `code` is what some pages of the FDL call the error
        const local = { error, code: error, cause };
        if (caught.output) output = map(caught.output, { input: here.input, local, context: contextAt(step, here) }, at.now).values;
      } catch (problem) {
        return finishFailed("FnF.InvalidMapping", messageOf(problem));
      }
      emit("StepExited", step.name, { error, cause, goto: stepOf(caught.goto).name, output });
      leave(output);
      standing = null;
      return enter(caught.goto);
    }
    finishFailed(error, cause);
  }

  /** What the step in hand waits for no longer matters. */
  function drop(): void {
    if (standing !== null && standing.phase !== "executing") effects.push({ kind: "drop", wait: standing.wait });
  }

  function conclude(outcome: Outcome): void {
    const { step, at: here } = current();
    if ("done" in outcome) return succeed(outcome.done);
    if ("failed" in outcome) return fail(outcome.failed.code, outcome.failed.message);
    if ("goTo" in outcome) {
      const target = step.siblings.get(outcome.goTo);
      return target === undefined ? fail("FnF.RuntimeError", `There is no step <${outcome.goTo}> to go to.`) : succeed({}, target);
    }
    if ("end" in outcome) return finishHere(outcome.end.outcome);
    if ("enter" in outcome) {
      const branch = step.branches.get(outcome.enter);
      if (branch === undefined) return fail("FnF.RuntimeError", `<${step.name}> has no branch <${outcome.enter}>.`);
      const { found = {} } = outcome;
      if (step.task) emit("TaskSucceeded", step.name, { output: found }, here.attempt);
      emit("BranchEntered", step.name, { branch: outcome.enter });
      frames = [...frames, { step: step.id, branch: outcome.enter, entry: here.entry, input: here.input, local: found }];
      standing = null;
      return branch.first === undefined ? closeSeries() : enter(branch.first);
    }
    if ("until" in outcome.wait) {
      standing = { ...here, phase: "sleeping" };
      effects.push({ kind: "sleep", wait: here.wait, until: outcome.wait.until });
      return;
    }
    emit("TaskSubmitted", step.name, {}, here.attempt);
    standing = { ...here, phase: "waiting" };
    effects.push({ kind: "await", wait: here.wait, on: outcome.wait.callback, timeoutSeconds: step.timeoutSeconds ?? longestSeconds });
  }

  function finishHere(label: string | undefined): void {
    const { step } = current();
    emit("StepSucceeded", step.name, {});
    leaveStep(step, {});
    if (label !== undefined) outcome = label;
    end();
  }

  switch (happening.kind) {
    case "start":
      pinned = happening.flow;
      frames = [{ step: null, branch: null, entry: 0, input: happening.input, local: {} }];
      emit("ExecutionStarted", null, { input: happening.input });
      if (flow.first === undefined) finishSucceeded();
      else enter(flow.first);
      break;
    case "outcome":
      conclude(happening.outcome);
      break;
    case "answer":
      drop();
      succeed(happening.output);
      break;
    case "elapsed":
      drop();
      succeed({});
      break;
    case "refusal":
      drop();
      fail(happening.error, happening.cause);
      break;
    case "late":
      drop();
      fail("FnF.TaskTimeout", "The step waited too long.", "TaskTimedOut");
      break;
    case "again": {
      const { step, at: here } = current();
      drop();
      standing = { ...here, phase: "executing" };
      if (step.task) emit("TaskScheduled", step.name, {}, here.attempt);
      // each attempt has a token of its own, which the input may carry
      try {
        standing = { ...standing, input: inputOf(step, here).values };
      } catch (error) {
        fail("FnF.InvalidMapping", messageOf(error));
        break;
      }
      effects.push({ kind: "execute" });
      break;
    }
    case "expired":
      drop();
      finish("timedOut", "ExecutionTimedOut", "FnF.FlowTimeout", "The run took too long.");
      break;
    case "cancel":
      drop();
      finish("cancelled", "ExecutionStopped", happening.error, happening.cause);
      break;
    case "breakdown":
      drop();
      finishFailed(happening.error, happening.cause);
      break;
    case "redrive": {
      const again = standing?.step;
      emit("ExecutionStarted", null, { redrive: true });
      // the branches were closed in the history when the run ended: they are entered once more
      frames = frames.map((frame) => {
        if (frame.step === null) return frame;
        const { name } = stepOf(frame.step);
        const entry = emit("StepEntered", name, { input: frame.input });
        emit("BranchEntered", name, { branch: frame.branch });
        return { ...frame, entry };
      });
      standing = null;
      if (again === undefined) finishSucceeded();
      else enter(again);
      break;
    }
  }

  return {
    state: {
      flow: pinned,
      frames,
      at: standing,
      entered,
      ...(outcome === undefined ? {} : { outcome }),
      ...(before?.depth === undefined ? {} : { depth: before.depth }),
    },
    events,
    effects,
    nextEvent,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 4_096);

import type { Tx } from "#db";
import { ok, problem, refused, type Result } from "#metadata";
import { uuidv7 } from "uuidv7";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import type { Data } from "../step.ts";
import { deadlineId } from "./ids.ts";
import { currentFlow, keepDocument } from "./pin.ts";
import { readRun, seesRuns, type RunJson } from "./runs.ts";
import type { RunStatus } from "./state.ts";
import { addWork } from "./transition.ts";

export interface StartOptions {
  /** unique among the runs of the flow; absent = the run's id */
  readonly name?: string | undefined;
  /** who or what started it, for the record */
  readonly by: string;
  /** the record the run is about */
  readonly record?: { readonly objectId: string; readonly recordId: string } | undefined;
  /** how many runs, each started by a change that the one before made, came before this one */
  readonly depth?: number | undefined;
}

export interface Started {
  readonly id: string;
  readonly status: RunStatus;
  /** false: a run of this name was running already, and this is it */
  readonly isNew: boolean;
}

/** A run's name may begin with a digit: ids are names. */
const runName = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}$/;

/**
 * Starts a run in the caller's transaction: a row and the work to begin it. The first step is executed by a worker, after the commit.
 * Problems: not_found (no such flow), the flow's own when it does not compile, run_ended when a run of this name is over.
 */
export async function startRun(
  tx: Tx,
  effective: Effective,
  flowName: string,
  input: Data,
  options: StartOptions,
): Promise<Result<Started>> {
  const pinned = currentFlow(effective, flowName);
  if (pinned === undefined) return refused(problem("not_found", "", `There is no flow <${flowName}>.`));
  if (!pinned.ok) return pinned;
  const { document } = pinned.value.flow;
  const { tenantId, revision } = effective;
  const id = uuidv7();
  const name = options.name ?? id;
  if (!runName.test(name)) {
    return refused(
      problem("invalid", "/name", "A run's name has up to 128 letters, digits, _ . : and -, and begins with a letter, digit or _."),
    );
  }

  const made = await tx.query<{ kept: boolean }>(
    `insert into run (tenant_id, id, flow_id, revision, name, status, rev, next_event, state, input, object_id, record_id, deadline)
     values ($1, $2, $3, $4, $5, 'running', 0, 1, $6, $7, $8, $9, now() + $10::float8 * interval '1 second')
     on conflict (tenant_id, flow_id, name) do nothing
     returning exists (select 1 from document_patch where tenant_id = $1 and hash = $11) as kept`,
    [
      tenantId,
      id,
      document.id,
      revision,
      name,
      { flow: pinned.value.hash, frames: [], at: null, entered: 0, ...(options.depth ? { depth: options.depth } : {}) },
      input,
      options.record?.objectId ?? null,
      options.record?.recordId ?? null,
      document.timeoutSeconds ?? null,
      pinned.value.hash,
    ],
  );
  if (made.length === 0) {
    const [there] = await tx.query<{ id: string; status: RunStatus }>(
      `select id, status from run where tenant_id = $1 and flow_id = $2 and name = $3`,
      [tenantId, document.id, name],
    );
    if (there?.status === "running") return ok({ ...there, isNew: false });
    return refused(problem("run_ended", "/name", `A run named <${name}> has already ended.`, { details: { id: there?.id } }));
  }
  await Promise.all([
    made[0]!.kept ? undefined : keepDocument(tx, tenantId, pinned.value),
    addWork(tx, tenantId, { id: uuidv7(), runId: id, kind: "run" }),
    document.timeoutSeconds === undefined
      ? undefined
      : addWork(tx, tenantId, { id: deadlineId(id), runId: id, kind: "flow_timeout", seconds: document.timeoutSeconds }),
  ]);
  return ok({ id, status: "running", isNew: true });
}

/** Bytes of JSON that a run may be given. */
const mostInput = 65_536;

/** Somebody starts a flow. `waitSeconds` (0 to 60): the answer comes when the run has ended, or after that time. */
export async function startFlow(
  platform: Platform,
  actor: Actor,
  flowName: string,
  input: unknown,
  options: { readonly name?: string | undefined; readonly waitSeconds?: number | undefined } = {},
): Promise<Result<RunJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!seesRuns(actor, effective)) return refused(problem("not_found", "", `There is no flow <${flowName}>.`));
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return refused(problem("wrong_type", "/input", "A run's input is a JSON object."));
  }
  if (JSON.stringify(input).length > mostInput) {
    return refused(problem("too_large", "/input", `A run's input has ${mostInput} bytes at most.`));
  }
  const started = await platform.db.transaction(actor.tenantId, (tx) =>
    startRun(tx, effective, flowName, input as Data, { name: options.name, by: actor.by }),
  );
  if (!started.ok) return started;
  platform.wake();
  const until = Date.now() + Math.min(Math.max(options.waitSeconds ?? 0, 0), 60) * 1_000;
  for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
    const run = await readRun(platform.db, actor.tenantId, started.value.id);
    if (run === undefined) throw new Error("the run that was just started is gone");
    if (run.status !== "running" || Date.now() >= until) return ok(run);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

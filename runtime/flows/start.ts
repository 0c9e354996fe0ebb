import type { Tx } from "#db";
import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import type { Data } from "../step.ts";
import { deadlineId } from "./ids.ts";
import { currentFlow, keepDocument, type Pinned } from "./pin.ts";
import { readRun, seesRuns, type RunJson } from "./runs.ts";
import type { RunStatus } from "./state.ts";
import { addWork, type NewWork } from "./transition.ts";
import { newId } from "../uuid.ts";

export interface StartOptions {
  /** unique among the runs of the flow; absent = the run's id */
  readonly name?: string | undefined;
  /** who or what started it, for the record */
  readonly by: string;
  /** the record the run is about */
  readonly record?: RunRecord | undefined;
  /** how many runs, each started by a change that the one before made, came before this one */
  readonly depth?: number | undefined;
}

interface RunRecord {
  readonly objectId: string;
  readonly recordId: string;
}

/** One of many runs that start together. */
export interface Starting {
  readonly name: string;
  readonly input: Data;
  readonly record?: RunRecord | undefined;
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
  const pinned = pinnedFlow(effective, flowName);
  if (!pinned.ok) return pinned;
  const id = newId();
  const name = options.name ?? id;
  if (!runName.test(name)) {
    return refused(
      problem("invalid", "/name", "A run's name has up to 128 letters, digits, _ . : and -, and begins with a letter, digit or _."),
    );
  }
  const isNew = await insertRuns(tx, effective, pinned.value, [{ id, name, input, record: options.record }], options.depth);
  if (isNew.has(name)) return ok({ id, status: "running", isNew: true });
  const [there] = await tx.query<{ id: string; status: RunStatus }>(
    `select id, status from run where tenant_id = $1 and flow_id = $2 and name = $3`,
    [effective.tenantId, pinned.value.flow.document.id, name],
  );
  if (there?.status === "running") return ok({ ...there, isNew: false });
  return refused(problem("run_ended", "/name", `A run named <${name}> has already ended.`, { details: { id: there?.id } }));
}

/** Starts many runs of one flow in the caller's transaction, by as many statements as one takes. One whose name is there already is left alone. */
export async function startRuns(
  tx: Tx,
  effective: Effective,
  flowName: string,
  starting: readonly Starting[],
  depth?: number,
): Promise<Result<{ readonly started: number }>> {
  const pinned = pinnedFlow(effective, flowName);
  if (!pinned.ok) return pinned;
  const runs = starting.map((each) => ({ ...each, id: newId() }));
  return ok({ started: (await insertRuns(tx, effective, pinned.value, runs, depth)).size });
}

function pinnedFlow(effective: Effective, name: string): Result<Pinned> {
  return currentFlow(effective, name) ?? refused(problem("not_found", "", `There is no flow <${name}>.`));
}

/** The runs with the work to begin them; names of those that are new. */
async function insertRuns(
  tx: Tx,
  { tenantId, revision }: Effective,
  pinned: Pinned,
  runs: readonly (Starting & { readonly id: string })[],
  depth: number | undefined,
): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const { document } = pinned.flow;
  const rows = runs.map(({ id, name, input, record }) => ({
    id,
    name,
    input,
    object: record?.objectId ?? null,
    record: record?.recordId ?? null,
  }));
  const made = await tx.query<{ id: string; name: string; kept: boolean }>(
    `insert into run (tenant_id, id, flow_id, revision, name, status, rev, next_event, state, input, object_id, record_id, deadline)
     select $1, x.id, $2, $3, x.name, 'running', 0, 1, $4, x.input, x.object, x.record, now() + $5::float8 * interval '1 second'
       from jsonb_to_recordset($7::jsonb) as x(id uuid, name text, input jsonb, object text, record uuid) order by x.name
     on conflict (tenant_id, flow_id, name) do nothing
     returning id, name, exists (select 1 from document_patch where tenant_id = $1 and hash = $6) as kept`,
    [
      tenantId,
      document.id,
      revision,
      { flow: pinned.hash, frames: [], at: null, entered: 0, ...(depth ? { depth } : {}) },
      document.timeoutSeconds ?? null,
      pinned.hash,
      rows,
    ],
  );
  if (made.length === 0) return new Set();
  const { timeoutSeconds } = document;
  await Promise.all([
    made[0]!.kept ? undefined : keepDocument(tx, tenantId, pinned),
    addWork(
      tx,
      tenantId,
      ...made.flatMap(({ id }): NewWork[] => [
        { id: newId(), runId: id, kind: "run" },
        ...(timeoutSeconds === undefined
          ? []
          : [{ id: deadlineId(id), runId: id, kind: "flow_timeout" as const, seconds: timeoutSeconds }]),
      ]),
    ),
  ]);
  return new Set(made.map(({ name }) => name));
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

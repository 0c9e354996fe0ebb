import type { Database, Row } from "#db";
import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { mayDesign, mayOperate } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import type { Data } from "../step.ts";
import { deadlineId } from "./ids.ts";
import { runFlow } from "./ground.ts";
import type { RunStatus } from "./state.ts";
import { addWork, lockRun } from "./transition.ts";

/** What a run waits for, and until when (RFC 3339). */
export interface Waiting {
  readonly step: string;
  readonly for: "answer" | "callback" | "time" | "retry" | "worker";
  readonly until: string | null;
  readonly field?: string;
  readonly objectId?: string;
  readonly recordId?: string;
}

/** A run as it goes out. */
export interface RunJson {
  readonly id: string;
  readonly flow: string;
  readonly name: string;
  /** revision of the tenant's metadata it started at, and whose flow document it keeps to */
  readonly revision: number;
  readonly status: RunStatus;
  readonly outcome: string | null;
  readonly input: Data;
  readonly output: Data | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly waitingFor: Waiting | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface EventJson {
  readonly eventId: number;
  readonly type: string;
  readonly step: string | null;
  readonly attempt: number | null;
  readonly at: string;
  readonly detail: Data;
}

/** Runs are for those who design flows or operate them; for everybody else they do not exist. */
export const seesRuns = (actor: Actor, effective: Effective): boolean => mayOperate(actor, effective) || mayDesign(actor, effective);

const noRun = (id: string) => refused(problem("not_found", "", `There is no run <${id}>.`));
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const iso = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const runColumns = `r.id, r.flow_id as flow, r.name, r.revision, r.status, r.outcome, r.input, r.output, r.error, r.cause,
  ${iso("r.created_at")} as created_at, ${iso("r.finished_at")} as finished_at,
  r.state #>> '{at,phase}' as phase,
  coalesce(c.step, w.step) as step, c.field, c.object_id, c.record_id, ${iso("coalesce(c.expires_at, w.due_at)")} as until`;
/** the token or the timer of the step the run stands at */
const runTables = `run r
  left join callback c on c.tenant_id = r.tenant_id and c.run_id = r.id and c.work_id = (r.state #>> '{at,wait}')::uuid
  left join work w on w.tenant_id = r.tenant_id and w.id = (r.state #>> '{at,wait}')::uuid`;

function showRun(row: Row): RunJson {
  const text = (column: string) => (row[column] ?? null) as string | null;
  const phase = text("phase");
  const kinds = {
    waiting: row["field"] == null ? "callback" : "answer",
    sleeping: "time",
    retrying: "retry",
    executing: "worker",
  } as const;
  const waitingFor: Waiting | null =
    row["status"] !== "running" || phase === null
      ? null
      : {
          step: text("step") ?? "",
          for: kinds[phase as keyof typeof kinds],
          until: text("until"),
          ...(row["field"] == null
            ? {}
            : { field: row["field"] as string, objectId: row["object_id"] as string, recordId: row["record_id"] as string }),
        };
  return {
    id: row["id"] as string,
    flow: row["flow"] as string,
    name: row["name"] as string,
    revision: Number(row["revision"]),
    status: row["status"] as RunStatus,
    outcome: text("outcome"),
    input: row["input"] as Data,
    output: (row["output"] ?? null) as Data | null,
    error: text("error"),
    cause: text("cause"),
    waitingFor,
    createdAt: text("created_at")!,
    finishedAt: text("finished_at"),
  };
}

/** A run, without a look at who asks; undefined when there is none. */
export async function readRun(db: Database, tenantId: string, id: string): Promise<RunJson | undefined> {
  if (!uuid.test(id)) return undefined;
  const [rows] = await db.batch(
    tenantId,
    [{ text: `select ${runColumns} from ${runTables} where r.tenant_id = $1 and r.id = $2`, params: [tenantId, id] }],
    { readOnly: true },
  );
  return rows?.[0] === undefined ? undefined : showRun(rows[0]);
}

/** A run, for those who see runs. Problems: not_found. */
export async function getRun(platform: Platform, actor: Actor, id: string): Promise<Result<RunJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const run = seesRuns(actor, effective) ? await readRun(platform.db, actor.tenantId, id) : undefined;
  return run === undefined ? noRun(id) : ok(run);
}

export interface RunQuery {
  /** API name of the flow */
  readonly flow?: string | undefined;
  readonly status?: RunStatus | undefined;
  /** API name of the object of the record the run is about, and that record's id */
  readonly object?: string | undefined;
  readonly record?: string | undefined;
  /** `next` of an earlier answer */
  readonly cursor?: string | undefined;
  /** 1 to 500; default 50 */
  readonly limit?: number | undefined;
}

/** The latest runs first. */
export async function listRuns(
  platform: Platform,
  actor: Actor,
  query: RunQuery = {},
): Promise<Result<{ readonly data: readonly RunJson[]; readonly next: string | null }>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!seesRuns(actor, effective)) return refused(problem("not_found", "", "There are no runs."));
  if (query.record !== undefined && !uuid.test(query.record))
    return refused(problem("invalid_query", "/record", "A record's id is a UUID."));
  const after = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(query.cursor ?? "");
  if (query.cursor !== undefined && (after === null || Number.isNaN(Date.parse(after[1]!)) || !uuid.test(after[2]!))) {
    return refused(problem("invalid_cursor", "/cursor", "The cursor is none that a list of runs gave."));
  }
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), 500);
  const [rows = []] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select ${runColumns}, to_char(r.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place from ${runTables}
                where r.tenant_id = $1 and ($2::text is null or r.flow_id = $2) and ($3::text is null or r.status = $3)
                  and ($4::text is null or r.object_id = $4) and ($5::text is null or r.record_id = $5::text::uuid)
                  and ($6::text is null or (r.created_at, r.id) < ($6::text::timestamptz, $7::text::uuid))
                order by r.created_at desc, r.id desc limit $8`,
        params: [
          actor.tenantId,
          query.flow === undefined ? null : (effective.documents.flow.get(query.flow)?.id ?? query.flow),
          query.status ?? null,
          query.object === undefined ? null : (effective.objects.get(query.object)?.id ?? query.object),
          query.record ?? null,
          after?.[1] ?? null,
          after?.[2] ?? null,
          limit + 1,
        ],
      },
    ],
    { readOnly: true },
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return ok({ data: page.map(showRun), next: rows.length > limit && last ? `${String(last["place"])}_${String(last["id"])}` : null });
}

/** The history of a run, dense from event 1. `after`: the last event seen. */
export async function runHistory(
  platform: Platform,
  actor: Actor,
  id: string,
  options: { readonly after?: number; readonly limit?: number } = {},
): Promise<Result<readonly EventJson[]>> {
  const found = await getRun(platform, actor, id);
  if (!found.ok) return found;
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select seq, type, step, attempt, ${iso("at")} as at, detail from event
                where tenant_id = $1 and run_id = $2 and seq > $3 order by seq limit $4`,
        params: [actor.tenantId, id, Math.trunc(options.after ?? 0), Math.min(Math.max(Math.trunc(options.limit ?? 1_000), 1), 5_000)],
      },
    ],
    { readOnly: true },
  );
  return ok(
    (rows ?? []).map((row) => ({
      eventId: Number(row["seq"]),
      type: row["type"] as string,
      step: row["step"] as string | null,
      attempt: row["attempt"] as number | null,
      at: row["at"] as string,
      detail: row["detail"] as Data,
    })),
  );
}

/** Stops a run where it stands: its timers and tokens are void, what it did stays. */
export async function cancelRun(
  platform: Platform,
  actor: Actor,
  id: string,
  reason: { readonly error?: string; readonly cause?: string } = {},
): Promise<Result<RunJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!seesRuns(actor, effective) || !uuid.test(id)) return noRun(id);
  const refusal = await platform.db.transaction(actor.tenantId, async (tx) => {
    const run = await lockRun(tx, actor.tenantId, id);
    if (run === undefined) return noRun(id);
    if (run.status === "cancelled") return undefined;
    if (run.status !== "running") return refused(problem("run_ended", "", `The run has ended: ${run.status}.`));
    const { error = "FnF.Cancelled", cause = `Stopped by ${actor.by}.` } = reason;
    await runFlow(platform, tx, effective, run, { kind: "cancel", error: error.slice(0, 128), cause: cause.slice(0, 4_096) });
    return undefined;
  });
  if (refusal !== undefined) return refusal;
  return ok((await readRun(platform.db, actor.tenantId, id))!);
}

/** Tries the failed step once more; what earlier steps left is kept. Only runs that failed, timed out or were cancelled. */
export async function redriveRun(platform: Platform, actor: Actor, id: string): Promise<Result<RunJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!seesRuns(actor, effective) || !uuid.test(id)) return noRun(id);
  const refusal = await platform.db.transaction(actor.tenantId, async (tx) => {
    const run = await lockRun(tx, actor.tenantId, id);
    if (run === undefined) return noRun(id);
    if (run.status === "running" || run.status === "succeeded") {
      return refused(problem("run_ended", "", `A run that ${run.status === "running" ? "is running" : "succeeded"} cannot be redriven.`));
    }
    const started = run.state.frames.length > 0;
    const { flow } = await runFlow(
      platform,
      tx,
      effective,
      run,
      started ? { kind: "redrive" } : { kind: "start", flow: run.state.flow, input: run.input },
    );
    if (flow.document.timeoutSeconds !== undefined) {
      await tx.query(`delete from work where tenant_id = $1 and id = $2`, [actor.tenantId, deadlineId(id)]);
      const { status } = (
        await tx.query<{ status: string }>(`select status from run where tenant_id = $1 and id = $2`, [actor.tenantId, id])
      )[0]!;
      if (status === "running") {
        await addWork(tx, actor.tenantId, { id: deadlineId(id), runId: id, kind: "flow_timeout", seconds: flow.document.timeoutSeconds });
      }
    }
    return undefined;
  });
  if (refusal !== undefined) return refusal;
  platform.wake();
  return ok((await readRun(platform.db, actor.tenantId, id))!);
}

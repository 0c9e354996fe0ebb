import { randomBytes } from "node:crypto";
import type { Tx } from "#db";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Data, Outcome } from "../step.ts";
import { EvaluationError } from "../rules/index.ts";
import { executorOf } from "../steps/executors.ts";
import { advance, contextOf, type Advanced, type Circumstances, type Effect, type Happening } from "./advance.ts";
import type { Flow } from "./compile.ts";
import { computedId, deadlineId } from "./ids.ts";
import { publishMessage } from "./outbox.ts";
import type { HistoryEvent, RunState, RunStatus } from "./state.ts";
import { deriveToken, sha256 } from "./token.ts";

/** Class of work that flows make. */
export const flowWork = "flow";

/** Steps executed in one transaction before the run is handed back to the queue. */
export const mostInline = 64;

/** ms after which the rest of a run is handed back to the queue, so that no transaction comes near its deadline. */
const longestInline = 250;

/** State, locals and inputs of a run together, in bytes of JSON. */
const mostBytes = 262_144;

/** A run as it stands in the database, locked until the transaction ends. */
export interface LockedRun {
  readonly id: string;
  readonly flow_id: string;
  readonly revision: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly rev: number;
  readonly next_event: number;
  readonly state: RunState;
  readonly input: Data;
  readonly now: string;
}

/**
 * Locks a run. Whoever changes a run locks it first and its other rows (work, token, records) after, so that nobody waits in a ring.
 */
export async function lockRun(tx: Tx, tenantId: string, runId: string): Promise<LockedRun | undefined> {
  const [run] = await tx.query<LockedRun & Record<string, unknown>>(
    `select ${runColumns} from run r where r.tenant_id = $1 and r.id = $2 for update`,
    [tenantId, runId],
  );
  return run;
}

export interface WorkOfRun {
  readonly kind: string;
  readonly deliveries: number;
}

/** Locks the run that a piece of leased work belongs to; undefined when `lease` does not hold the work any more. */
export async function lockRunOf(
  tx: Tx,
  tenantId: string,
  workId: string,
  lease: string,
): Promise<(LockedRun & { readonly work: WorkOfRun }) | undefined> {
  const [row] = await tx.query<LockedRun & { kind: string; deliveries: number } & Record<string, unknown>>(
    `select ${runColumns}, w.kind, w.deliveries
       from work w join run r on r.tenant_id = w.tenant_id and r.id = w.run_id
      where w.tenant_id = $1 and w.id = $2 and w.state = 1 and w.lease_owner = $3
        for update of r`,
    [tenantId, workId, lease],
  );
  return row && { ...row, work: { kind: row.kind, deliveries: row.deliveries } };
}

const runColumns = `r.id, r.flow_id, r.revision, r.name, r.status, r.rev, r.next_event, r.state, r.input,
  to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`;

export interface Ground {
  readonly tx: Tx;
  readonly secret: string;
  readonly effective: Effective;
  readonly flow: Flow;
  /** steps to execute at most in this transaction */
  readonly inline?: number | undefined;
  /** whoever goes on with what is left over; absent = any worker */
  readonly lease?: Lease | undefined;
}

export interface Lease {
  readonly owner: string;
  readonly seconds: number;
}

/** Carried out: where the run stands now, and what was written into its history. */
export interface Carried {
  readonly state: RunState;
  readonly events: readonly HistoryEvent[];
  /** work that the lease given with the ground holds already: the rest of what can be done at once */
  readonly continues: string | undefined;
}

/**
 * One transition: the happening and every step that can be executed at once after it, until the run waits for the outside or ends.
 * State, history, timers, tokens, messages and record changes are written in the caller's transaction, or none of them.
 * `resume`: execute the step the run stands at.
 */
export async function carryOut(ground: Ground, run: LockedRun, happening: Happening | { readonly kind: "resume" }): Promise<Carried> {
  const { tx, effective, flow } = ground;
  const { tenantId } = effective;
  const at = (nextEvent: number): Circumstances => ({
    now: run.now,
    tenantId,
    runId: run.id,
    name: run.name,
    revision: run.revision,
    nextEvent,
  });
  const events: HistoryEvent[] = [];
  const effects: Effect[] = [];
  let continues: string | undefined;
  let state = run.state;
  let nextEvent = run.next_event;
  let execute = happening.kind === "resume";
  let executed = 0;
  const begun = performance.now();

  const take = (advanced: Advanced): void => {
    ({ state, nextEvent } = advanced);
    events.push(...advanced.events);
    effects.push(...advanced.effects.filter(({ kind }) => kind !== "execute"));
    execute = advanced.effects.some(({ kind }) => kind === "execute");
  };

  if (happening.kind !== "resume") take(advance(flow, state, happening, at(nextEvent)));
  while (execute) {
    if (executed >= (ground.inline ?? mostInline) || (executed > 0 && performance.now() - begun > longestInline)) {
      // the rest in a transaction of its own: none grows without bound, and a crash repeats little
      continues = computedId(run.id, "run", nextEvent);
      break;
    }
    executed++;
    const outcome = await executeStep(ground, run, state);
    take(advance(flow, state, { kind: "outcome", outcome }, at(nextEvent)));
  }
  if (JSON.stringify(state).length > mostBytes && !effects.some(({ kind }) => kind === "finish")) {
    take(
      advance(
        flow,
        state,
        { kind: "breakdown", error: "FnF.DataLimitExceeded", cause: `The run holds more than ${mostBytes} bytes.` },
        at(nextEvent),
      ),
    );
  }

  const finish = effects.find((effect) => effect.kind === "finish");
  // sent together: one round trip for all of them
  const writes: Promise<unknown>[] = [
    tx.query(
      `update run set state = $3, next_event = $4, rev = rev + 1, status = $5, outcome = $6, output = $7, error = $8, cause = $9,
              finished_at = case when $5 = 'running' then null else now() end
        where tenant_id = $1 and id = $2`,
      [
        tenantId,
        run.id,
        state,
        nextEvent,
        finish?.status ?? "running",
        finish?.outcome ?? null,
        finish?.output ?? null,
        finish?.error ?? null,
        finish?.cause ?? null,
      ],
    ),
  ];
  if (events.length > 0) {
    writes.push(
      tx.query(
        `insert into event (tenant_id, run_id, seq, type, step, attempt, at, detail)
         select $1, $2, e.seq, e.type, e.step, e.attempt, now(), e.detail
           from jsonb_to_recordset($3::jsonb) as e(seq int, type text, step text, attempt int, detail jsonb)`,
        [tenantId, run.id, events],
      ),
    );
  }
  if (continues !== undefined) writes.push(addWork(tx, tenantId, { id: continues, runId: run.id, kind: "run", lease: ground.lease }));
  for (const effect of effects) writes.push(...fulfil(effect));
  await Promise.all(writes);
  return { state, events, continues: ground.lease === undefined ? undefined : continues };

  function fulfil(effect: Effect): Promise<unknown>[] {
    switch (effect.kind) {
      case "execute":
        return [];
      case "sleep":
        return [addWork(tx, tenantId, { id: effect.wait, runId: run.id, kind: "wait", until: effect.until })];
      case "retry":
        return [addWork(tx, tenantId, { id: effect.wait, runId: run.id, kind: "retry", seconds: effect.seconds })];
      case "drop":
        return [
          tx.query(`delete from work where tenant_id = $1 and id = $2`, [tenantId, effect.wait]),
          tx.query(
            `update callback set expires_at = now()
              where tenant_id = $1 and run_id = $2 and work_id = $3 and used_at is null and expires_at > now()`,
            [tenantId, run.id, effect.wait],
          ),
        ];
      case "await":
        return giveToken(effect);
      case "finish":
        return [tx.query(`delete from work where tenant_id = $1 and id = $2`, [tenantId, deadlineId(run.id)])];
    }
  }

  /** Token, its timer and the message that carries it. */
  function giveToken({ wait, on, timeoutSeconds }: Extract<Effect, { kind: "await" }>): Promise<unknown>[] {
    const standing = state.at!;
    const nonce = randomBytes(16);
    const token = deriveToken(ground.secret, { tenantId, wait, attempt: standing.attempt }, nonce);
    return [
      tx.query(
        `insert into callback (tenant_id, token_sha256, run_id, work_id, step, attempt, nonce, object_id, record_id, field, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + $11 * interval '1 second')`,
        [
          tenantId,
          sha256(token),
          run.id,
          wait,
          flow.steps.get(standing.step)!.name,
          standing.attempt,
          nonce,
          on.field?.objectId ?? null,
          on.field?.recordId ?? null,
          on.field?.name ?? null,
          timeoutSeconds,
        ],
      ),
      addWork(tx, tenantId, { id: wait, runId: run.id, kind: "timeout", seconds: timeoutSeconds }),
      ...(on.publish ? [publishMessage(tx, tenantId, computedId(wait, "message"), on.publish.topic, on.publish.body)] : []),
    ];
  }
}

/** Executes the step the run stands at. What it wrote is undone when it fails; faults of the database are thrown on. */
async function executeStep(ground: Ground, run: LockedRun, state: RunState): Promise<Outcome> {
  const { tx, effective, flow } = ground;
  const standing = state.at!;
  const step = flow.steps.get(standing.step)!;
  const context = contextOf(
    flow,
    {
      now: run.now,
      tenantId: effective.tenantId,
      runId: run.id,
      name: run.name,
      revision: run.revision,
      nextEvent: 0,
    },
    { name: step.name, entry: standing.entry, attempt: standing.attempt, wait: standing.wait },
  );
  const execute = executorOf(step.type);
  if (execute === undefined) return { failed: { code: "FnF.RuntimeError", message: `No step type <${step.type}>.` } };
  const local = state.frames.at(-1)!.local;
  const actor: Actor = {
    tenantId: effective.tenantId,
    userId: null,
    by: `flow:${run.id}`,
    roles: [],
    locale: "en",
    unrestricted: true,
  };
  const perform = () =>
    execute({
      config: step.config,
      input: standing.input,
      evaluate: (logic) => flow.expression(logic).evaluate({ input: standing.input, local, context }, { now: run.now }),
      evaluateOver: (logic, data) => flow.expression(logic).evaluate(data, { now: run.now }),
      now: run.now,
      tx,
      secret: ground.secret,
      effective,
      actor,
      document: flow.document,
      idempotencyKey: standing.wait,
    });
  try {
    if (!step.task) return await perform();
    return await tx.savepoint(async () => {
      const outcome = await perform();
      if ("failed" in outcome) throw new Undone(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    if (!(error instanceof EvaluationError)) throw error;
    return { failed: { code: step.task ? "FnF.RuntimeError" : "FnF.ConditionError", message: error.message.slice(0, 4_096) } };
  }
}

/** Carries a failure out of a savepoint, so that what the step wrote before it is undone. */
class Undone extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super("undone");
    this.outcome = outcome;
  }
}

export interface NewWork {
  readonly id: string;
  readonly runId: string;
  readonly kind: "run" | "wait" | "timeout" | "retry" | "flow_timeout" | "answered";
  /** due in so many seconds, or at an instant */
  readonly seconds?: number;
  readonly until?: string;
  /** claimed from the start */
  readonly lease?: Lease | undefined;
}

/**
 * Puts work into the queue. The same id twice is the same work. vft: µs since 1970 when it may begin, so that a claim, which goes by vft,
 * never walks over timers that are not due.
 */
export async function addWork(tx: Tx, tenantId: string, ...works: readonly NewWork[]): Promise<void> {
  if (works.length === 0) return;
  const rows = works.map(({ id, runId, kind, seconds = 0, until = null, lease }) => ({
    id,
    run: runId,
    kind,
    until,
    seconds,
    owner: lease?.owner ?? null,
    lease: lease?.seconds ?? null,
  }));
  await tx.query(
    `insert into work (tenant_id, id, run_id, kind, class, due_at, vft, state, deliveries, lease_owner, lease_until)
     select $1, x.id, x.run, x.kind, $2, due, (extract(epoch from greatest(due, clock_timestamp())) * 1000000)::int8,
             case when x.owner is null then 0 else 1 end, case when x.owner is null then 0 else 1 end,
             x.owner, now() + x.lease * interval '1 second'
       from jsonb_to_recordset($3::jsonb) as x(id uuid, run uuid, kind text, until timestamptz, seconds float8, owner uuid, lease float8)
      cross join lateral (select coalesce(x.until, now() + x.seconds * interval '1 second') as due) d
      order by x.id
     on conflict do nothing`,
    [tenantId, flowWork, rows],
  );
}

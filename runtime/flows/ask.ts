import type { Tx } from "#db";
import { problem, refused, sameJson, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import type { RecordJson } from "../records/record.ts";
import { readRecord, writeRecord } from "../records/write.ts";
import type { Data } from "../step.ts";
import { willAsk } from "./early.ts";
import { runFlow } from "./ground.ts";
import { lockRun, type LockedRun } from "./transition.ts";

/** A field of a record that a run waits for. */
export interface Asked {
  readonly runId: string;
  /** name of the step */
  readonly step: string;
  /** API name of the field */
  readonly field: string;
  /** RFC 3339 */
  readonly expiresAt: string;
}

interface AskedRow extends Record<string, unknown> {
  readonly run_id: string;
  readonly work_id: string;
  readonly token_sha256: Uint8Array;
  readonly step: string;
  readonly field: string;
  readonly expires_at: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const openAsks = (tenantId: string, objectId: string, recordId: string) => ({
  text: `select c.run_id, c.work_id, c.token_sha256, c.step, c.field,
            to_char(c.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as expires_at
       from callback c join run r on r.tenant_id = c.tenant_id and r.id = c.run_id
      where c.tenant_id = $1 and c.object_id = $2 and c.record_id = $3 and c.used_at is null and c.expires_at > now()
        and c.field is not null and r.status = 'running'
      order by c.run_id`,
  params: [tenantId, objectId, recordId],
});

/** What the runs of a record wait for people to fill in. Empty when nothing waits. `object`: its API name. */
export async function waitingOf(
  platform: Pick<Platform, "db" | "effectives">,
  actor: Pick<Actor, "tenantId">,
  object: string,
  recordId: string,
): Promise<readonly Asked[]> {
  const objectId = (await platform.effectives.get(actor.tenantId)).objects.get(object)?.id;
  if (objectId === undefined || !uuid.test(recordId)) return [];
  const { text, params } = openAsks(actor.tenantId, objectId, recordId);
  const [rows = []] = await platform.db.batch(actor.tenantId, [{ text, params }], { readOnly: true });
  return (rows as AskedRow[]).map(({ run_id, step, field, expires_at }) => ({ runId: run_id, step, field, expiresAt: expires_at }));
}

async function wasAsked(tx: Tx, tenantId: string, objectId: string, recordId: string, fields: readonly string[]): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from callback
      where tenant_id = $1 and object_id = $2 and record_id = $3 and used_at is not null and field = any($4::text[]) limit 1`,
    [tenantId, objectId, recordId, fields],
  );
  return rows.length > 0;
}

/** Rolls a transaction back because somebody's input is wrong. */
class Refused extends Error {
  override readonly name = "Refused";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("refused");
    this.problems = problems;
  }
}

/**
 * A person or a customer fills in what a run asks for. The record changes and the run goes on in one transaction; a value that the
 * record refuses leaves both as they were. Problems: those of the write; required when a run waits for a field that is not among these;
 * callback_early when no run waits and one that the record started has still to ask; callback_expired when none will.
 */
export async function answerStep(
  platform: Pick<Platform, "db" | "effectives" | "secret" | "log" | "wake">,
  actor: Actor,
  { object, recordId, values }: { readonly object: string; readonly recordId: string; readonly values: Data },
): Promise<Result<RecordJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const resolved = effective.objects.get(object);
  if (resolved === undefined) return refused(problem("not_found", "", `There is no object <${object}>.`));
  const objectId = resolved.id;
  if (!uuid.test(recordId)) return refused(problem("not_found", "", "There is no such record."));
  try {
    const written = await platform.db.transaction(actor.tenantId, async (tx): Promise<Result<RecordJson>> => {
      // who may not read the record learns nothing, not even whether something waits
      const seen = await readRecord(tx, effective, actor, object, recordId);
      if (!seen.ok) return seen;
      const isAnswered = ({ field }: AskedRow) => Object.hasOwn(values, field) && values[field] != null;
      const { text, params } = openAsks(actor.tenantId, objectId, recordId);
      const open = await tx.query<AskedRow>(text, params);
      const asks = open.filter(isAnswered);
      const answered: { run: LockedRun; ask: AskedRow }[] = [];
      for (const ask of asks) {
        const run = await lockRun(tx, actor.tenantId, ask.run_id);
        if (run?.status === "running" && run.state.at?.phase === "waiting" && run.state.at.wait === ask.work_id)
          answered.push({ run, ask });
      }
      if (answered.length === 0) {
        // the same answer again, e.g. a button pressed twice, is the same answer
        const after = await readRecord(tx, effective, actor, object, recordId);
        const again = after.ok && Object.entries(values).every(([field, value]) => sameJson(after.value[field], value));
        if (again && (await wasAsked(tx, actor.tenantId, objectId, recordId, Object.keys(values)))) return after;
        if (asks.length === 0 && open.length > 0)
          return refused(...open.map(({ field }) => problem("required", `/${field}`, `"${field}" is required.`, { details: { field } })));
        // a field that has its value by now is not asked for
        const empty = Object.keys(values).filter((field) => seen.value[field] == null);
        if (await willAsk(tx, effective, resolved, recordId, empty))
          return refused(problem("callback_early", "", "The run has not come to this question yet."));
        return refused(problem("callback_expired", "", "Nobody waits for this answer any more."));
      }
      for (const { ask } of answered) {
        await tx.query(`update callback set used_at = now() where tenant_id = $1 and token_sha256 = $2`, [
          actor.tenantId,
          ask.token_sha256,
        ]);
      }
      const changed = await writeRecord(tx, effective, actor, { act: "update", object, id: recordId, values });
      if (!changed.ok) throw new Refused(changed.problems);
      for (const { run, ask } of answered) {
        await runFlow(platform, tx, effective, run, { kind: "answer", output: { [ask.field]: changed.value[ask.field] } });
      }
      // steps that ran at once may have changed the record further
      return (await readRecord(tx, effective, actor, object, recordId)) as Result<RecordJson>;
    });
    if (written.ok) platform.wake();
    return written;
  } catch (error) {
    if (error instanceof Refused) return refused(...error.problems);
    throw error;
  }
}

/** Completes a wait whose field was filled in by an ordinary change of the record. Undefined: it waits no longer, or still does. */
export async function answerOf(tx: Tx, effective: Effective, actor: Actor, run: LockedRun): Promise<Data | undefined> {
  const { at } = run.state;
  if (run.status !== "running" || at?.phase !== "waiting") return undefined;
  const [ask] = await tx.query<{ object_id: string; record_id: string; field: string; token_sha256: Uint8Array }>(
    `select object_id, record_id, field, token_sha256 from callback
      where tenant_id = $1 and run_id = $2 and work_id = $3 and used_at is null and field is not null`,
    [effective.tenantId, run.id, at.wait],
  );
  if (ask === undefined) return undefined;
  const object = [...effective.objects.values()].find(({ id }) => id === ask.object_id);
  if (object === undefined) return undefined;
  const record = await readRecord(tx, effective, actor, object.name, ask.record_id);
  if (!record.ok || record.value[ask.field] == null) return undefined;
  await tx.query(`update callback set used_at = now() where tenant_id = $1 and token_sha256 = $2`, [effective.tenantId, ask.token_sha256]);
  return { [ask.field]: record.value[ask.field] };
}

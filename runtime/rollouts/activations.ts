import type { Tx } from "#db";
import { instantMs, ok, problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { draftRevision } from "../drafts/publish-draft.ts";
import { asDesigner } from "../drafts/state.ts";
import type { Platform } from "../platform.ts";
import { activationColumns, showActivation, type ActivationJson, type ActivationRow } from "./activation.ts";
import { newId } from "../uuid.ts";

/** The class of work that publishes drafts at their instants. */
export const activationWork = "activation";

/** Drafts of one tenant that wait for their instants. */
const mostWaiting = 100;
/** How far ahead one may be scheduled, in days. */
const mostDays = 366;
const mostListed = 200;

const insert = `insert into activation as a (tenant_id, id, draft_id, at, message, actor)
select $1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5, $6::jsonb
where (select count(*) from activation w where w.tenant_id = $1::uuid and w.state = 'waiting') < $7::int8
on conflict (tenant_id, draft_id) where state in ('waiting', 'converting') do nothing returning ${activationColumns}`;

const queue = `insert into work (tenant_id, id, kind, class, due_at) values ($1::uuid, $2::uuid, 'activation', $3, $4::timestamptz)`;

/**
 * Has a draft published at an instant (RFC 3339). It is checked whole now, and again at the time with the rights that the actor has then.
 * Problems: everything that keeps a draft from being published; out_of_range for an instant that has passed or is more than a year away.
 */
export async function scheduleDraft(
  platform: Platform,
  actor: Actor,
  { draft, at, message = "" }: { readonly draft: string; readonly at: string; readonly message?: string },
): Promise<Result<ActivationJson>> {
  const ms = instantMs(at);
  if (ms === undefined) return refused(problem("wrong_type", "/at", 'Must be an instant such as "2026-03-19T06:30:00Z".'));
  if (ms <= Date.now() || ms > Date.now() + mostDays * 86_400_000)
    return refused(problem("out_of_range", "/at", `A draft is scheduled for an instant to come, at most ${mostDays} days ahead.`));
  const ready = await draftRevision(platform, actor, draft, message);
  if (!ready.ok) return ready;
  const { tenantId } = actor;
  const { standing: _, ...stored } = actor;
  const scheduled = await platform.db.transaction(tenantId, async (tx): Promise<Result<ActivationJson>> => {
    const id = newId();
    const when = new Date(ms).toISOString();
    const [row] = await tx.query<ActivationRow>(insert, [tenantId, id, draft, when, message, stored as unknown as Json, mostWaiting]);
    if (row === undefined) return whyNot(tx, tenantId, draft);
    await tx.query(queue, [tenantId, id, activationWork, when]);
    return ok(showActivation(row));
  });
  if (scheduled.ok) platform.wake();
  return scheduled;
}

async function whyNot(tx: Tx, tenantId: string, draft: string): Promise<Result<never>> {
  const [open] = await tx.query<{ id: string }>(
    "select id from activation where tenant_id = $1::uuid and draft_id = $2::uuid and state in ('waiting', 'converting')",
    [tenantId, draft],
  );
  return refused(
    open === undefined
      ? problem("limit_exceeded", "", `${mostWaiting} drafts wait for their instants already.`, { details: { limit: mostWaiting } })
      : problem("activation_waiting", "", "The draft is scheduled already.", { details: { id: open.id } }),
  );
}

/** Scheduled publishes: those that wait first, by their instants, then the latest. */
export async function listActivations(platform: Platform, actor: Actor): Promise<Result<ActivationJson[]>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const text = `select ${shown} order by a.state <> 'waiting', case when a.state = 'waiting' then a.at end, a.created_at desc limit $2`;
  const [rows] = await platform.db.batch(actor.tenantId, [{ text, params: [actor.tenantId, mostListed] }], { readOnly: true });
  return ok((rows as ActivationRow[]).map(showActivation));
}

/** A conversion that failed or was cancelled left the draft unpublished. */
const shown = `a.id, a.draft_id, a.at, a.message, a.actor, a.job_id, a.revision, a.created_at,
   case when a.state = 'converting' and j.state in ('failed', 'cancelled') then 'failed' else a.state end as state,
   coalesce(a.problems, j.problems) as problems, coalesce(a.ended_at, j.finished_at) as ended_at
 from activation a left join job j on j.tenant_id = a.tenant_id and j.id = a.job_id where a.tenant_id = $1::uuid`;

/** Calls a scheduled publish off. One that was called off before is given as it is. Problems: activation_ended (409) where it is too late. */
export async function cancelActivation(platform: Platform, actor: Actor, id: string): Promise<Result<ActivationJson>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const { tenantId } = actor;
  return platform.db.transaction(tenantId, async (tx): Promise<Result<ActivationJson>> => {
    const [row] = await tx.query<ActivationRow>(
      `update activation a set state = 'cancelled', ended_at = clock_timestamp()
       where a.tenant_id = $1::uuid and a.id = $2::uuid and a.state = 'waiting' returning ${activationColumns}`,
      [tenantId, id],
    );
    if (row !== undefined) {
      await tx.query("delete from work where tenant_id = $1::uuid and id = $2::uuid and state = 0", [tenantId, id]);
      return ok(showActivation(row));
    }
    const [now] = await tx.query<ActivationRow>(`select ${shown} and a.id = $2::uuid`, [tenantId, id]);
    if (now === undefined) return refused(problem("not_found", "", "There is no such scheduled publish."));
    if (now.state === "cancelled") return ok(showActivation(now));
    return refused(problem("activation_ended", "", `The scheduled publish is ${now.state}.`, { details: { state: now.state } }));
  });
}

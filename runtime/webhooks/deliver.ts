import { Webhook } from "standardwebhooks";
import type { Tx } from "#db";
import type { Platform } from "../platform.ts";
import { publishMessage } from "../flows/outbox.ts";
import { materialiseTokens } from "../flows/token.ts";
import { AddressForbidden, type Incoming } from "../safe-fetch/safe-fetch.ts";
import { nextPause, readRetryAfter } from "./retry.ts";
import { unseal } from "./secret.ts";
import { disabledTopic, isRecordTopic, overlapHours, type Payload, type WebhookProblem } from "./webhook.ts";
import { newId } from "../uuid.ts";

/** One try, as the log of a delivery shows it. `response`: the beginning of what the receiver said. */
export interface Attempt {
  readonly at: string;
  readonly ms: number;
  readonly status?: number;
  /** the last three: before anything was sent, because it could not be found out what may be */
  readonly error?: "timeout" | "address_forbidden" | "unreachable" | "secret_unreadable" | "too_slow" | "not_found_out" | "event_gone";
  readonly response?: string;
}

/** ms a receiver has to answer, all in all. */
const timeoutMs = 10_000;
/** Bytes of its answer that are kept. */
const mostKept = 1_024;
/** Attempts that are kept of one delivery. */
const mostAttemptsKept = 10;
/** Days after which a webhook that nothing reaches is disabled. */
export const failingDays = 3;

export interface DeliveryRow extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly webhook_id: string;
  readonly topic: string;
  readonly body: Payload;
  /** what the webhook may have of the event is not known yet */
  readonly held: boolean;
  readonly state: "waiting" | "delivered" | "failed";
  readonly attempts: number;
  readonly url: string;
  readonly secret: Uint8Array;
  readonly previous_secret: Uint8Array | null;
  readonly hook_state: "active" | "disabled";
}

/** $1 tenant, $2 delivery, $3 lease: what is to be sent where, if it holds */
export const selectDelivery = `select d.id, d.event_id, d.webhook_id, d.topic, d.body, d.held, d.state, d.attempts, h.url, h.secret,
   case when h.rotated_at > now() - interval '${overlapHours} hours' then h.previous_secret end as previous_secret,
   h.state as hook_state
 from work w join webhook_delivery d on d.tenant_id = w.tenant_id and d.id = w.id
   join webhook h on h.tenant_id = d.tenant_id and h.id = d.webhook_id
 where w.tenant_id = $1::uuid and w.id = $2::uuid and w.state = 1 and w.lease_owner = $3::uuid`;

/** What came of an attempt. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly arrived: boolean;
  /** the receiver wants nothing more, ever */
  readonly gone: boolean;
  /** seconds after which it asked to be tried again */
  readonly retryAfter?: number | undefined;
  /** the receiver was not asked, and is not to blame: this time, or never will be */
  readonly unasked?: "yet" | "ever";
}

/** Sends one event to one address, signed by Standard Webhooks; never throws for what the receiver does. */
export async function attemptDelivery(platform: Platform, tenantId: string, row: DeliveryRow): Promise<Outcome> {
  const begun = performance.now();
  const at = new Date();
  const ended = (rest: Omit<Attempt, "at" | "ms">): Attempt => ({
    at: at.toISOString(),
    ms: Math.round(performance.now() - begun),
    ...rest,
  });
  let secrets: readonly string[];
  try {
    const sealed = [row.secret, ...(row.previous_secret === null ? [] : [row.previous_secret])];
    secrets = sealed.map((each) => unseal(platform.secret, tenantId, row.webhook_id, each));
  } catch {
    // the installation's SECRET is another than it was
    return { attempt: ended({ error: "secret_unreadable" }), arrived: false, gone: false };
  }
  // whole tokens are in what is sent and nowhere else
  const body = isRecordTopic(row.topic)
    ? row.body
    : await platform.db.transaction(tenantId, (tx) => materialiseTokens(tx, platform.secret, tenantId, row.body), { readOnly: true });
  const text = JSON.stringify(body);
  try {
    const answer = await platform.safeFetch({
      url: row.url,
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Armature-Webhooks",
        "webhook-id": row.event_id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(row.event_id, at, text)).join(" "),
      },
      body: text,
      timeoutMs,
      mostBytes: mostKept,
    });
    const attempt = ended({ status: answer.status, response: textOf(answer) });
    return {
      attempt,
      arrived: answer.status >= 200 && answer.status < 300,
      gone: answer.status === 410,
      retryAfter: readRetryAfter(answer.headers["retry-after"], Date.now()),
    };
  } catch (error) {
    return { attempt: ended({ error: reasonOf(error) }), arrived: false, gone: false };
  }
}

/** Of a receiver's bytes what is text; a NUL is none, and the database takes none. */
const textOf = ({ body }: Incoming): string => new TextDecoder().decode(body).replaceAll("\u0000", "\uFFFD");

function reasonOf(error: unknown): NonNullable<Attempt["error"]> {
  if (error instanceof AddressForbidden) return "address_forbidden";
  return error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError") ? "timeout" : "unreachable";
}

/** $1 tenant, $2 delivery, $3 lease: nothing comes back when the work is somebody else's by now */
const finishWork = `delete from work where tenant_id = $1::uuid and id = $2::uuid and state = 1 and lease_owner = $3::uuid returning id`;
/** $4 seconds */
const postponeWork = `update work set state = 0, lease_owner = null, lease_until = null, deliveries = 0, due_at = now() + make_interval(secs => $4::float8),
   vft = (extract(epoch from now() + make_interval(secs => $4::float8)) * 1000000)::int8
 where tenant_id = $1::uuid and id = $2::uuid and state = 1 and lease_owner = $3::uuid returning id`;

/** $1 tenant, $2 delivery, $3 state, $4 attempt, $5 seconds until the next */
const logAttempt = `update webhook_delivery set state = $3, attempts = attempts + 1,
   log = case when jsonb_array_length(log) >= ${mostAttemptsKept} then (log - 0) else log end || jsonb_build_array($4::jsonb),
   due_at = now() + make_interval(secs => $5::float8), delivered_at = case when $3 = 'delivered' then now() else delivered_at end
 where tenant_id = $1::uuid and id = $2::uuid`;

/** $1 tenant, $2 webhook */
const wentWell = `update webhook set failing_since = null where tenant_id = $1::uuid and id = $2::uuid and failing_since is not null`;
const wentWrong = `update webhook set failing_since = now() where tenant_id = $1::uuid and id = $2::uuid and failing_since is null`;
const disabled = `returning problem, failing_since as since`;
const disableGone = `update webhook set state = 'disabled', problem = 'gone', updated_at = now()
 where tenant_id = $1::uuid and id = $2::uuid and state = 'active' ${disabled}`;
const disableFailing = `update webhook set state = 'disabled', problem = 'failing', updated_at = now()
 where tenant_id = $1::uuid and id = $2::uuid and state = 'active' and failing_since < now() - interval '${failingDays} days' ${disabled}`;

interface Stopped extends Record<string, unknown> {
  readonly problem: WebhookProblem;
  readonly since: Date | null;
}

/** Tells those who look after webhooks, by the topic that their other webhooks and programs may listen to. The address may hold a secret: its host alone is told. */
async function giveNotice(platform: Platform, tx: Tx, tenantId: string, row: DeliveryRow, { problem, since }: Stopped): Promise<void> {
  const body = { webhook: row.webhook_id, host: URL.parse(row.url)?.host ?? "", problem, since: since?.toISOString() ?? null };
  await publishMessage(tx, tenantId, newId(), disabledTopic, body);
  platform.log.warn({ tenantId, webhook: row.webhook_id, problem }, "a webhook was disabled");
}

/** Keeps what came of an attempt, in one transaction with the work. → false: the work was somebody else's by then, who says what came of it. */
export async function settleAttempt(
  platform: Platform,
  tenantId: string,
  lease: string,
  row: DeliveryRow,
  outcome: Outcome,
): Promise<boolean> {
  const isOver = outcome.arrived || outcome.gone || outcome.unasked === "ever";
  const pause = isOver ? undefined : nextPause(row.attempts + 1, outcome.retryAfter, Math.random());
  const state = outcome.arrived ? "delivered" : pause === undefined ? "failed" : "waiting";
  let noticed = false;
  const settled = await platform.db.transaction(tenantId, async (tx) => {
    const mine = [tenantId, row.id, lease];
    const held = await (pause === undefined ? tx.query(finishWork, mine) : tx.query(postponeWork, [...mine, pause]));
    if (held.length === 0) return false;
    const hook = [tenantId, row.webhook_id];
    await tx.query(logAttempt, [tenantId, row.id, state, { ...outcome.attempt }, pause ?? 0]);
    if (outcome.unasked !== undefined) return true;
    await tx.query(outcome.arrived ? wentWell : wentWrong, hook);
    if (outcome.arrived) return true;
    const [stopped] = await tx.query<Stopped>(outcome.gone ? disableGone : disableFailing, hook);
    noticed = stopped !== undefined;
    if (stopped !== undefined) await giveNotice(platform, tx, tenantId, row, stopped);
    return true;
  });
  if (noticed) platform.told?.(tenantId);
  return settled;
}

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "#db";
import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";

/** What is answered, as far as it has to be the same when it is answered again. */
export interface Answer {
  readonly body?: unknown;
  /** absent = the call's usual one */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request under a key. */
export interface KeyedRequest {
  /** method and pattern of the call: keys of two calls have nothing to do with each other */
  readonly route: string;
  readonly key: string;
  readonly method: string;
  /** with its query */
  readonly path: string;
  readonly body: Uint8Array;
}

/** The right to do the work of a key, once. */
export interface Claim {
  /**
   * Keeps the answer in the transaction that has the effect: both are there or neither is. Last in it.
   * @throws when the claim was lost to a later request, which undoes the transaction
   */
  readonly settle: (tx: Tx, answer: Answer) => Promise<void>;
}

/** How long an answer is kept. */
export const keptHours = 24;
/** A request is answered or given up within seconds; a claim older than this belongs to a process that is gone. */
const abandonedSeconds = 60;

/** $1 tenant, $2 actor, $3 route, $4 key, $5 fingerprint. One row when the claim is ours. */
const claimKey = `insert into idempotency as i (tenant_id, actor, route, key, fingerprint) values ($1::uuid, $2::text, $3::text, $4::text, $5::bytea)
on conflict (tenant_id, actor, route, key) do update
  set fingerprint = excluded.fingerprint, status = null, response = null, headers = null, created_at = excluded.created_at
  where i.created_at < now() - interval '${keptHours} hours'
     or (i.status is null and i.fingerprint = excluded.fingerprint and i.created_at < now() - interval '${abandonedSeconds} seconds')
returning created_at::text as claimed`;
const readKey = `select fingerprint, status, response, headers from idempotency
where tenant_id = $1::uuid and actor = $2::text and route = $3::text and key = $4::text`;
/** $5 the claim, $6 status (0: the call's usual one), $7 response, $8 headers */
const keepAnswer = `update idempotency set status = $6::int, response = $7::jsonb, headers = $8::jsonb
where tenant_id = $1::uuid and actor = $2::text and route = $3::text and key = $4::text and status is null and created_at = $5::text::timestamptz
returning key`;
const dropClaim = `delete from idempotency
where tenant_id = $1::uuid and actor = $2::text and route = $3::text and key = $4::text and status is null and created_at = $5::text::timestamptz`;

/**
 * Does the work of a key once. The same request again gets the first answer; another request under the key is refused
 * (idempotency_mismatch), and so is the same one when the first still runs after a short wait (idempotency_in_progress). What was refused had no
 * effect and is not kept. Work that takes the claim into its own transaction has its effect exactly once, whatever breaks.
 */
export async function withIdempotency(
  platform: Platform,
  actor: Actor,
  request: KeyedRequest,
  work: (claim: Claim) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const key = [actor.tenantId, actor.by, request.route, request.key];
  const fingerprint = createHash("sha256").update(`${request.method} ${request.path}\n`).update(request.body).digest();
  const [claimed, found] = await platform.db.batch(actor.tenantId, [
    { text: claimKey, params: [...key, fingerprint] },
    { text: readKey, params: key },
  ]);
  if (claimed![0] === undefined) return awaited(platform, actor.tenantId, key, found![0]!, fingerprint);

  const at = claimed![0]["claimed"] as string;
  let settled = false;
  const keep = ({ status, body, headers }: Answer) => ({
    text: keepAnswer,
    params: [...key, at, status ?? 0, { body: body ?? null, none: body === undefined }, headers ?? {}],
  });
  const claim: Claim = {
    async settle(tx, answer) {
      const { text, params } = keep(answer);
      const [row] = await tx.query(text, params);
      if (row === undefined) throw new Error("the claim of an idempotency key was lost");
      settled = true;
    },
  };
  try {
    const result = await work(claim);
    if (!result.ok) await platform.db.batch(actor.tenantId, [{ text: dropClaim, params: [...key, at] }]);
    else if (!settled) await platform.db.batch(actor.tenantId, [keep(result.value)]);
    return result;
  } catch (fault) {
    // the claim may stand in a database that cannot be reached: then it is given up after a minute
    await platform.db.batch(actor.tenantId, [{ text: dropClaim, params: [...key, at] }]).catch(() => undefined);
    throw fault;
  }
}

/** How long the same request waits for the answer of the first that is still under way, and ms between looks. */
const awaitMs = 2_000;
const lookMs = 40;

async function awaited(
  platform: Platform,
  tenantId: string,
  key: readonly string[],
  found: Record<string, unknown>,
  fingerprint: Buffer,
): Promise<Result<Answer>> {
  const until = performance.now() + awaitMs;
  let row: Record<string, unknown> | undefined = found;
  while (row !== undefined && row["status"] === null && fingerprint.equals(row["fingerprint"] as Buffer) && performance.now() < until) {
    await sleep(lookMs);
    const [rows] = await platform.db.batch(tenantId, [{ text: readKey, params: key }], { readOnly: true, share: "byKey" });
    row = rows![0];
  }
  // gone: the first was refused and kept nothing; whoever asks again does the work
  return row === undefined ? earlier(found, fingerprint) : earlier(row, fingerprint);
}

function earlier(row: Record<string, unknown>, fingerprint: Buffer): Result<Answer> {
  if (!fingerprint.equals(row["fingerprint"] as Buffer)) {
    return refused(problem("idempotency_mismatch", "", "This Idempotency-Key was used with another request."));
  }
  if (row["status"] === null)
    return refused(problem("idempotency_in_progress", "", "The first request with this Idempotency-Key is still running."));
  const { body, none } = row["response"] as { body: unknown; none: boolean };
  const status = row["status"] as number;
  const headers = row["headers"] as Record<string, string>;
  return ok({ ...(none ? {} : { body }), ...(status === 0 ? {} : { status }), headers });
}

import { canonicalJson, ok, problem, refused, type Json, type Result } from "#metadata";
import type { Platform } from "../platform.ts";
import type { Data } from "../step.ts";
import { runFlow } from "./ground.ts";
import { deriveToken, openToken, sameToken, sha256 } from "./token.ts";
import { lockRun } from "./transition.ts";

/** Bytes of JSON that an answer may have. */
const mostAnswer = 65_536;

export interface Answered {
  readonly runId: string;
  /** seq of the event that the answer became */
  readonly eventId: number;
}

interface CallbackRow extends Record<string, unknown> {
  readonly work_id: string;
  readonly attempt: number;
  readonly nonce: Uint8Array;
  readonly used: boolean;
  readonly late: boolean;
  readonly result_sha256: Uint8Array | null;
  readonly answer: Answered | null;
}

type Answer = { readonly output: Data } | { readonly error: string; readonly cause: string };

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function readAnswer(body: unknown): Result<Answer> {
  if (!isMap(body)) return refused(problem("wrong_type", "", "Send a JSON object with output, or with error and cause."));
  if (JSON.stringify(body).length > mostAnswer) return refused(problem("too_large", "", `An answer has ${mostAnswer} bytes at most.`));
  const problems = Object.keys(body)
    .filter((key) => key !== "output" && key !== "error" && key !== "cause")
    .map((key) => problem("unknown_key", `/${key}`, `An answer has no <${key}>.`));
  const { output, error, cause = "" } = body;
  if (Object.hasOwn(body, "output") === Object.hasOwn(body, "error")) problems.push(problem("invalid", "", "Send either output or error."));
  else if (Object.hasOwn(body, "output") && !isMap(output)) problems.push(problem("wrong_type", "/output", "The output is a JSON object."));
  else if (Object.hasOwn(body, "error") && (typeof error !== "string" || error.length < 1 || error.length > 128))
    problems.push(problem("out_of_range", "/error", "An error has 1 to 128 characters."));
  if (typeof cause !== "string" || cause.length > 4_096)
    problems.push(problem("out_of_range", "/cause", "A cause has 4,096 characters at most."));
  if (problems.length > 0) return refused(...problems);
  return ok(isMap(output) ? { output } : { error: error as string, cause: cause as string });
}

const unknownToken = () => refused(problem("not_found", "", "There is no such callback."));

/**
 * The outside answers a waiting step: `{ output }` or `{ error, cause? }`. The token is all the proof there is.
 * The first answer moves the run on; the same again gets the same answer and does nothing; another one is refused (callback_used);
 * one that comes after the step stopped waiting too (callback_expired); an unknown token answers not_found.
 */
export async function answerCallback(
  platform: Pick<Platform, "db" | "effectives" | "secret" | "log" | "wake">,
  token: string,
  body: unknown,
): Promise<Result<Answered>> {
  const opened = openToken(platform.secret, token);
  if (opened === undefined) return unknownToken();
  const { tenantId } = opened;
  const answer = readAnswer(body);
  if (!answer.ok) return answer;
  const effective = await platform.effectives.get(tenantId);
  const hash = sha256(token);
  const result = sha256(canonicalJson(body as Json));

  const answered = await platform.db.transaction(tenantId, async (tx): Promise<Result<Answered>> => {
    const [row] = await tx.query<{ run_id: string }>(`select run_id from callback where tenant_id = $1 and token_sha256 = $2`, [
      tenantId,
      hash,
    ]);
    const run = row && (await lockRun(tx, tenantId, row.run_id));
    if (run === undefined) return unknownToken();
    const [found] = await tx.query<CallbackRow>(
      `select work_id, attempt, nonce, used_at is not null as used, coalesce(expires_at <= now(), false) as late, result_sha256, answer
         from callback where tenant_id = $1 and token_sha256 = $2 for update`,
      [tenantId, hash],
    );
    if (found === undefined) return unknownToken();
    const derived = deriveToken(platform.secret, { tenantId, wait: found.work_id, attempt: found.attempt }, found.nonce);
    if (!sameToken(derived, token)) return unknownToken();

    if (found.used) {
      if (found.answer !== null && found.result_sha256 !== null && result.equals(found.result_sha256)) return ok(found.answer);
      return refused(problem("callback_used", "", "The callback was answered already, and otherwise."));
    }
    const { at } = run.state;
    if (found.late || run.status !== "running" || at?.phase !== "waiting" || at.wait !== found.work_id) {
      return refused(problem("callback_expired", "", "The step no longer waits for this callback."));
    }
    // used before the run moves on: whatever that voids, this answer stands
    await tx.query(`update callback set used_at = now(), result_sha256 = $3 where tenant_id = $1 and token_sha256 = $2`, [
      tenantId,
      hash,
      result,
    ]);
    const given = answer.value;
    const carried = await runFlow(
      platform,
      tx,
      effective,
      run,
      "output" in given ? { kind: "answer", output: given.output } : { kind: "refusal", ...given },
    );
    const becomes: Answered = { runId: run.id, eventId: carried.events[0]!.seq };
    await tx.query(`update callback set answer = $3 where tenant_id = $1 and token_sha256 = $2`, [tenantId, hash, becomes]);
    return ok(becomes);
  });
  if (answered.ok) platform.wake();
  return answered;
}

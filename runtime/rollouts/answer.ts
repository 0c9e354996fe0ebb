import { canonicalJson, type Result } from "#metadata";
import type { DecideOptions, Decision } from "#runtime/rules";
import type { AskableTable } from "../decisions/table.ts";
import type { Effective } from "../effective/effective.ts";
import { candidateOf } from "./candidate.ts";
import { compareOutputs } from "./compare.ts";
import type { Guarded } from "./rollout.ts";
import type { RunningRollout } from "./running.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What was decided, and by which table. */
export interface Answer {
  readonly decision: Decision;
  readonly by: AskableTable;
  /** what is tried beside the published table answered */
  readonly variant?: "candidate";
}

export interface Asking extends DecideOptions {
  /** who asks, where a rollout goes by people */
  readonly userId?: string | null | undefined;
  /** false: what was answered and counted before is looked at again */
  readonly counts?: boolean;
}

/**
 * Decides by the published table, or by its candidate where a canary gives it these facts. A candidate that fails where the published table answers is
 * counted, and the published table answers: nobody is worse off. In a shadow the candidate is asked behind the answer.
 */
export function answer(effective: Effective, published: AskableTable, facts: Facts, asking: Asking = {}): Result<Answer> {
  const { userId, counts = true, ...options } = asking;
  const rollout = effective.rollouts.get(published.table.document.id);
  if (rollout === undefined) return saidBy(published, published.table.decide(facts, options));
  if (rollout.mode === "shadow") {
    const at = options.at ?? new Date().toISOString();
    const decided = published.table.decide(facts, { ...options, at });
    if (counts) lookBehind(effective, rollout, published, facts, at, decided);
    return saidBy(published, decided);
  }
  const { tally } = rollout;
  const isCandidates = rollout.answers(facts, userId);
  const variant = isCandidates ? "candidate" : "published";
  const candidate = () => decideByCandidate(effective, rollout, facts, options);
  const decided = isCandidates ? candidate() : published.table.decide(facts, options);
  if (decided.ok) {
    if (counts) tally.count(variant, badOf(decided));
    return isCandidates
      ? { ok: true, value: { decision: decided.value, by: candidateOf(effective, rollout)!, variant: "candidate" } }
      : saidBy(published, decided);
  }
  // facts that neither can read are nobody's error
  const other = isCandidates ? published.table.decide(facts, options) : counts ? candidate() : decided;
  if (counts && other.ok) tally.count(variant, badOf(decided));
  return saidBy(published, isCandidates ? other : decided);
}

const saidBy = (by: AskableTable, decided: Result<Decision>): Result<Answer> =>
  decided.ok ? { ok: true, value: { decision: decided.value, by } } : decided;

/** As the decision log tells them. */
const badOf = (decided: Result<Decision>): Record<Guarded, boolean> => ({
  errors: !decided.ok,
  empty: decided.ok && decided.value.outputs.length === 0,
  fallback: decided.ok && decided.value.fallback === true,
});

const failed: Result<Decision> = Object.freeze({ ok: false, problems: [] });

/** Whatever is wrong with a candidate is its own matter. */
function decideByCandidate(effective: Effective, rollout: RunningRollout, facts: Facts, options: DecideOptions): Result<Decision> {
  try {
    return candidateOf(effective, rollout)?.table.decide(facts, options) ?? failed;
  } catch {
    return failed;
  }
}

/** Longest facts that are looked at behind an answer, in characters of JSON: what waits is held in memory. */
const mostFacts = 16_384;

/** Asks the candidate the same when there is time for it, and writes down what comes out otherwise. */
function lookBehind(
  effective: Effective,
  rollout: RunningRollout,
  published: AskableTable,
  facts: Facts,
  at: string,
  decided: Result<Decision>,
): void {
  const { tally } = rollout;
  const bad = badOf(decided);
  // what waits holds nothing of why
  const given = decided.ok ? { outputs: decided.value.outputs, bucket: decided.value.split?.bucket } : undefined;
  const look = (): void => {
    const fresh = decideByCandidate(effective, rollout, facts, { at });
    if (given === undefined && !fresh.ok) return;
    tally.count("published", bad);
    tally.count("candidate", badOf(fresh));
    if (given === undefined || !fresh.ok) return;
    const { routing, outputs } = published.table.document;
    const option = routing === undefined ? undefined : outputs[routing.option]?.name;
    const differences = compareOutputs(given.outputs, fresh.value.outputs, option);
    if (differences.length === 0) return;
    const conceal = rollout.concealing(published.version, candidateOf(effective, rollout)!.version);
    const told = { published: conceal.outputs(given.outputs), candidate: conceal.outputs(fresh.value.outputs) };
    const sample = { facts: conceal.facts(facts, given.bucket), at, keptAt: new Date().toISOString(), ...told };
    tally.differs(
      differences.map(({ change, of, place }) => {
        const shown = told[of][place]!;
        const output = option === undefined ? shown : (shown[option] ?? null);
        return { change, output, key: canonicalJson(output) };
      }),
      sample,
    );
  };
  if (JSON.stringify(facts).length > mostFacts || !rollout.later(look)) tally.dropped();
}

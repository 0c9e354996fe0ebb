/**
 * Decisions away from the server, such as in a merchant's page without a network: built by itself into one ES module. It evaluates no
 * text as code, so it runs under `default-src 'none'; script-src 'self'`.
 *
 *     import { decide } from "/evaluator.js";
 *     const decided = decide(version, { amount: "19.90", channel: "app" }); // version: what GET /tables/{name}/version answered
 *     if (decided.ok) show(decided.value.outputs);
 */
import type { Result } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { isChosen, type Sharing } from "./splits/is-chosen.ts";
import { compileVersion, evaluator, type VersionedTable } from "./tables/version.ts";
import type { DecideOptions, Decision, DecisionTable } from "./tables/compile-table.ts";

/** What GET /tables/{name}/version answers, as far as it decides. */
export interface GivenVersion extends VersionedTable {
  /** what is tried in its place for some of the keys, while a canary runs */
  readonly candidate?: (Sharing & VersionedTable) | null;
}

/** A decision, and whether what is tried made it. */
export interface Answered extends Decision {
  readonly variant?: "candidate";
}

const compiled = new WeakMap<VersionedTable, DecisionTable>();

/**
 * What a version of a table gives for facts by input name: what the server answers for the same facts at the same instant. Facts that are
 * unknown or of another type are problems, all at once. A version is compiled when it is first seen; hand in the same object to ask it again.
 * While a canary runs its candidate answers the same keys as on the server; `userId`: who asks, where it goes by people.
 * @throws an Error for a version made by a server whose evaluator is another one: fetch both anew
 */
export function decide(
  version: GivenVersion,
  facts: Readonly<Record<string, unknown>>,
  { userId, ...options }: DecideOptions & { readonly userId?: string } = {},
): Result<Answered> {
  const published = tableOf(version);
  const tried =
    version.candidate != null && isChosen(version.candidate, facts, userId) ? byCandidate(version.candidate, facts, options) : undefined;
  return tried ?? published.decide(facts, options);
}

/** Undefined where it does not answer: the published table does, then. */
function byCandidate(
  candidate: VersionedTable,
  facts: Readonly<Record<string, unknown>>,
  options: DecideOptions,
): Result<Answered> | undefined {
  try {
    const decided = tableOf(candidate).decide(facts, options);
    return decided.ok ? { ok: true, value: { ...decided.value, variant: "candidate" } } : undefined;
  } catch {
    return undefined;
  }
}

function tableOf(version: VersionedTable): DecisionTable {
  let table = compiled.get(version);
  if (table === undefined) {
    if (version.needs.evaluator !== evaluator)
      throw new Error(`This is evaluator ${evaluator}; the table was given for evaluator ${version.needs.evaluator}. Fetch both anew.`);
    compiled.set(version, (table = compileVersion(version, operators)));
  }
  return table;
}

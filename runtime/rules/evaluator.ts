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
import { compileVersion, evaluator, type VersionedTable } from "./tables/version.ts";
import type { DecideOptions, Decision, DecisionTable } from "./tables/compile-table.ts";

const compiled = new WeakMap<VersionedTable, DecisionTable>();

/**
 * What a version of a table gives for facts by input name: what the server answers for the same facts at the same instant. Facts that are
 * unknown or of another type are problems, all at once. A version is compiled when it is first seen; hand in the same object to ask it again.
 * @throws an Error for a version made by a server whose evaluator is another one: fetch both anew
 */
export function decide(version: VersionedTable, facts: Readonly<Record<string, unknown>>, options?: DecideOptions): Result<Decision> {
  let table = compiled.get(version);
  if (table === undefined) {
    if (version.needs.evaluator !== evaluator)
      throw new Error(`This is evaluator ${evaluator}; the table was given for evaluator ${version.needs.evaluator}. Fetch both anew.`);
    compiled.set(version, (table = compileVersion(version, operators)));
  }
  return table.decide(facts, options);
}

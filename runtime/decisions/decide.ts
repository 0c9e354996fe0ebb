import type { Tx } from "#db";
import { ok, pointer, problem, refused, type Json, type Problem, type Result } from "#metadata";
import { limits, type Because, type Hidden, type SplitTaken, type Work } from "#runtime/rules";
import { newId } from "../uuid.ts";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { guardJson } from "../records/guard.ts";
import type { Platform } from "../platform.ts";
import { answer } from "../rollouts/answer.ts";
import { keepDecisions, keepDecisionsWithin, type KeptDecision } from "./keep-decisions.ts";
import { seesDecisions } from "./log.ts";
import { maskDecision } from "./mask.ts";
import { askableTable, tableReady, type AskableTable } from "./table.ts";

export interface DecideRequest {
  /** instant at which rows must hold; absent = now */
  readonly at?: string;
  /** say why each other output was not given */
  readonly explain?: boolean;
  /** keep the decision in the log */
  readonly log?: boolean;
}

export interface Decided {
  /** by output name; none, one (hit F) or one per row that hit (hit C), in the rows' order */
  readonly outputs: readonly Readonly<Record<string, Json>>[];
  /** ids of the rows that hit */
  readonly hits: readonly string[];
  readonly revision: number;
  /** a canary's: not the published table answered, but what is tried beside it */
  readonly variant?: "candidate";
  /** under which it stands in the log; absent when it was not kept */
  readonly decisionId?: string;
  /** content hash of the table that answered, as the log has it; there with the decisionId */
  readonly version?: string;
  readonly because?: readonly Because[];
  /** of a table that routes: the options that are not offered, and why */
  readonly hidden?: readonly Hidden[];
  readonly split?: SplitTaken;
  readonly fallback?: true;
}

type Facts = Readonly<Record<string, unknown>>;

/** Most facts of one batch. */
export const mostFacts = 10_000;
/** Facts for which it is worth to wait for a table's index. */
const indexedFrom = 100;

/** Decides by the table as it is published now. Facts by input name; what is not an input is refused, so nothing else is logged. */
export async function decideTable(
  platform: Platform,
  actor: Actor,
  tableName: string,
  facts: Facts,
  request: DecideRequest = {},
): Promise<Result<Decided>> {
  const effective = await platform.effectives.get(actor.tenantId);
  await tableReady(effective, tableName);
  const table = reachable(effective, actor, tableName);
  if (!table.ok) return table;
  // the log names the very instant that was decided for
  const at = request.at ?? new Date().toISOString();
  const decided = decideBy(effective, actor, table.value, facts, { ...request, at });
  if (!decided.ok) return decided;
  const { said, by } = decided.value;
  if (request.log !== true) return ok(said);
  const entry = logEntry(by, facts, said, at);
  await keepDecisions(platform, actor, [entry]);
  return ok({ ...said, decisionId: entry.id, version: by.version.hash });
}

/** The same inside an open transaction. `secret`: the installation's. */
export async function decideWithin(
  { tx, secret }: { readonly tx: Tx; readonly secret: string },
  effective: Effective,
  actor: Actor,
  tableName: string,
  facts: Facts,
  request: DecideRequest = {},
): Promise<Result<Decided>> {
  await tableReady(effective, tableName);
  const table = reachable(effective, actor, tableName);
  if (!table.ok) return table;
  // the log names the very instant that was decided for
  const at = request.at ?? new Date().toISOString();
  const decided = decideBy(effective, actor, table.value, facts, { ...request, at });
  if (!decided.ok) return decided;
  const { said, by } = decided.value;
  if (request.log !== true) return ok(said);
  const entry = logEntry(by, facts, said, at);
  await keepDecisionsWithin(tx, secret, actor, [entry]);
  return ok({ ...said, decisionId: entry.id, version: by.version.hash });
}

/** Many facts by one table at one instant. All or nothing: facts the table cannot read are problems at their index. */
export async function decideBatch(
  platform: Platform,
  actor: Actor,
  tableName: string,
  facts: readonly Facts[],
  request: DecideRequest = {},
): Promise<Result<{ readonly results: readonly Omit<Decided, "revision">[]; readonly revision: number }>> {
  const effective = await platform.effectives.get(actor.tenantId);
  await tableReady(effective, tableName);
  const table = reachable(effective, actor, tableName);
  if (!table.ok) return table;
  if (facts.length > mostFacts) return refused(problem("too_large", "/facts", `Decide for at most ${mostFacts} facts at once.`));
  const at = request.at ?? new Date().toISOString();
  const { tables, language } = effective;
  if (facts.length >= indexedFrom) await tables.tableIndexed(table.value.version, language.operators);
  const results: Omit<Decided, "revision">[] = [];
  const by: AskableTable[] = [];
  const problems: Problem[] = [];
  let index = 0;
  /** units of work of expressions that are left to all of them */
  let left: number = limits.decisions;
  const decideNext = (): boolean => {
    if (index === facts.length || problems.length >= 100) return false;
    const here = pointer("facts", index);
    const work = { left: Math.min(limits.decision, left) };
    const given = work.left;
    const decided = decideBy(effective, actor, table.value, facts[index++]!, { ...request, at }, work);
    left -= given - work.left;
    if (decided.ok) {
      const { revision: _, ...result } = decided.value.said;
      results.push(result);
      by.push(decided.value.by);
    } else problems.push(...decided.problems.map((found) => ({ ...found, path: `${here}${found.path}` })));
    return true;
  };
  await tables.slices.run(decideNext);
  if (problems.length > 0) return refused(...problems);
  if (request.log === true) {
    const entries = facts.map((each, place) => logEntry(by[place]!, each, { ...results[place]!, revision: effective.revision }, at));
    await keepDecisions(platform, actor, entries, tables.slices);
  }
  return ok({ results, revision: effective.revision });
}

/** The holder of a link is offered choices on its page and may ask no table by itself. */
function reachable(effective: Effective, actor: Actor, name: string): Result<AskableTable> {
  const table = actor.only === undefined ? askableTable(effective, name) : undefined;
  return table === undefined ? refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`)) : ok(table);
}

/** By the published table, or by what is tried beside it. */
function decideBy(
  effective: Effective,
  actor: Actor,
  table: AskableTable,
  facts: Facts,
  { at, explain = false }: DecideRequest,
  work?: Work,
): Result<{ readonly said: Decided; readonly by: AskableTable }> {
  const unfit = guardJson(facts, "/facts", { depth: 8, size: 10_000 });
  if (unfit.length > 0) return refused(...unfit);
  const decided = answer(effective, table, facts, { ...(at === undefined ? {} : { at }), explain, userId: actor.userId, work });
  if (!decided.ok) return decided;
  const { decision, by, variant } = decided.value;
  const told = maskDecision(by.version.document, decision, { notes: explain && seesDecisions(actor, effective) });
  return ok({ said: { ...told, revision: effective.revision, ...(variant === undefined ? {} : { variant }) }, by });
}

/** Only what the table's inputs name is kept: a fact that is none was refused before. */
const logEntry = ({ version }: AskableTable, facts: Facts, decided: Decided, at: string): KeptDecision => ({
  id: newId(),
  version,
  revision: decided.revision,
  at,
  facts,
  decided,
  variant: decided.variant,
});

import type { Tx } from "#db";
import { ok, pointer, problem, refused, type Json, type Result } from "#metadata";
import type { Because, DecisionTable, Hidden, SplitTaken } from "#runtime/rules";
import { uuidv7 } from "uuidv7";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { guardJson } from "../records/guard.ts";
import type { Platform } from "../platform.ts";
import { tableOf } from "./table.ts";

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
  /** under which it stands in the log; absent when it was not kept */
  readonly decisionId?: string;
  readonly because?: readonly Because[];
  /** of a table that routes: the options that are not offered, and why */
  readonly hidden?: readonly Hidden[];
  readonly split?: SplitTaken;
  readonly fallback?: true;
}

type Facts = Readonly<Record<string, unknown>>;

/** $1 tenant, $2 rows { id, table, revision, at, facts, outputs, hits }, $3 by */
const insertDecisions = `insert into decision (tenant_id, id, table_id, revision, at, facts, outputs, hits, by)
select $1::uuid, x.id, x.table_id, x.revision, x.at, x.facts, x.outputs, x.hits, $3::text
from jsonb_to_recordset($2::jsonb) as x(id uuid, table_id text, revision int, at timestamptz, facts jsonb, outputs jsonb, hits text[])`;

/** Most facts of one batch. */
export const mostFacts = 10_000;
const logChunk = 1_000;

/** Decides by the table as it is published now. Facts by input name; what is not an input is refused, so nothing else is logged. */
export async function decideTable(
  platform: Platform,
  actor: Actor,
  tableName: string,
  facts: Facts,
  request: DecideRequest = {},
): Promise<Result<Decided>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const table = reachable(effective, actor, tableName);
  if (!table.ok) return table;
  const decided = decideBy(effective, table.value, facts, request);
  if (!decided.ok || request.log !== true) return decided;
  const entry = logEntry(table.value, facts, decided.value, request.at);
  await platform.db.batch(actor.tenantId, [{ text: insertDecisions, params: [actor.tenantId, [entry], actor.by] }]);
  return ok({ ...decided.value, decisionId: entry.id });
}

/** The same inside an open transaction. */
export async function decideWithin(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  tableName: string,
  facts: Facts,
  request: DecideRequest = {},
): Promise<Result<Decided>> {
  const table = reachable(effective, actor, tableName);
  if (!table.ok) return table;
  const decided = decideBy(effective, table.value, facts, request);
  if (!decided.ok || request.log !== true) return decided;
  const entry = logEntry(table.value, facts, decided.value, request.at);
  await tx.query(insertDecisions, [actor.tenantId, [entry], actor.by]);
  return ok({ ...decided.value, decisionId: entry.id });
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
  const table = reachable(effective, actor, tableName);
  if (!table.ok) return table;
  if (facts.length > mostFacts) return refused(problem("too_large", "/facts", `Decide for at most ${mostFacts} facts at once.`));
  const at = request.at ?? new Date().toISOString();
  const results: Omit<Decided, "revision">[] = [];
  const problems = [];
  for (const [index, each] of facts.entries()) {
    const decided = decideBy(effective, table.value, each, { ...request, at });
    if (decided.ok) {
      const { revision: _, ...result } = decided.value;
      results.push(result);
    } else problems.push(...decided.problems.map((found) => ({ ...found, path: `${pointer("facts", index)}${found.path}` })));
    if (problems.length >= 100) break;
  }
  if (problems.length > 0) return refused(...problems);
  if (request.log === true) {
    const entries = facts.map((each, index) => logEntry(table.value, each, { ...results[index]!, revision: effective.revision }, at));
    const statements = [];
    for (let from = 0; from < entries.length; from += logChunk) {
      statements.push({ text: insertDecisions, params: [actor.tenantId, entries.slice(from, from + logChunk), actor.by] });
    }
    if (statements.length > 0) await platform.db.batch(actor.tenantId, statements, { class: "batch" });
  }
  return ok({ results, revision: effective.revision });
}

/** The holder of a link is offered choices on its page and may ask no table by itself. */
function reachable(effective: Effective, actor: Actor, name: string): Result<DecisionTable> {
  const table = actor.only === undefined ? tableOf(effective, name) : undefined;
  return table === undefined ? refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`)) : ok(table);
}

function decideBy(effective: Effective, table: DecisionTable, facts: Facts, { at, explain = false }: DecideRequest): Result<Decided> {
  const unfit = guardJson(facts, "/facts", { depth: 8, size: 10_000 });
  if (unfit.length > 0) return refused(...unfit);
  const decided = table.decide(facts, { ...(at === undefined ? {} : { at }), explain });
  return decided.ok ? ok({ ...decided.value, revision: effective.revision }) : decided;
}

/** Only what the table's inputs name is kept: a fact that is none was refused before. */
const logEntry = (table: DecisionTable, facts: Facts, decided: Decided, at: string | undefined) => ({
  id: uuidv7(),
  table_id: table.document.id,
  revision: decided.revision,
  at: at ?? new Date().toISOString(),
  facts: Object.fromEntries(
    table.inputs.filter((name) => Object.hasOwn(facts, name) && facts[name] != null).map((name) => [name, facts[name]]),
  ),
  outputs: decided.outputs,
  hits: decided.hits,
});

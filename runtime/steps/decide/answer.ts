import { ok, problem, refused, type Json, type Logic, type Result, type TableDocument } from "#metadata";
import { decideWithin } from "../../decisions/decide.ts";
import { withTurn } from "../../decisions/turn.ts";
import type { Execution } from "../../step.ts";
import { evaluateAll, pick } from "../outcome.ts";

interface Asking {
  readonly table: string;
  readonly facts?: Readonly<Record<string, Logic>> | undefined;
}

/** What a table answered to a step: kept in the run's history and found by the steps after it. */
export interface Answer {
  readonly outputs: readonly Readonly<Record<string, Json>>[];
  /** ids of the rows it comes from */
  readonly hits: readonly string[];
  /** under which it stands in the log of decisions */
  readonly decisionId: string;
  /** of the table, as the log has it: what answers the same facts with the same again */
  readonly version: string;
}

const inputsOf = ({ inputs }: TableDocument): readonly string[] => Object.values(inputs).map(({ name }) => name);

/**
 * Asks a table as it stands now, takes a turn where it hands work round, and keeps the decision in the log, within the transition: all of it
 * stands once the transition does, and a transition is never replayed.
 */
export async function answerOf(execution: Execution<Asking>): Promise<Result<Answer>> {
  const { config, input, effective, actor, now } = execution;
  const table = effective.documents.table.get(config.table);
  if (table === undefined) return refused(problem("unknown_name", "", `There is no table <${config.table}>.`));
  const facts = config.facts === undefined ? pick(inputsOf(table), input) : evaluateAll(execution, config.facts);
  const turned = await withTurn(execution.tx, effective, actor, config.table, facts, now);
  if (!turned.ok) return turned;
  const decided = await decideWithin(execution, effective, actor, config.table, turned.value, { at: now, log: true });
  if (!decided.ok) return decided;
  const { outputs, hits, decisionId, version } = decided.value;
  return ok({ outputs, hits, decisionId: decisionId!, version: version! });
}

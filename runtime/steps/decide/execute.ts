import type { Logic } from "#metadata";
import { decideWithin } from "../../decisions/decide.ts";
import type { Execute } from "../../step.ts";
import { evaluateAll, failedBy, pick } from "../outcome.ts";

/** Decides by the table as it stands now, and keeps the decision in the log, within the transition. */
export const executeDecide: Execute<{ table: string; facts?: Readonly<Record<string, Logic>> | undefined }> = async (execution) => {
  const { config, input, effective, actor, now } = execution;
  const table = effective.documents.table.get(config.table);
  if (table === undefined) return { failed: { code: "Table.unknown_name", message: `There is no table <${config.table}>.` } };
  const facts =
    config.facts === undefined
      ? pick(
          Object.values(table.inputs).map(({ name }) => name),
          input,
        )
      : evaluateAll(execution, config.facts);
  const decided = await decideWithin(execution, effective, actor, config.table, facts, { at: now, log: true });
  if (!decided.ok) return failedBy("Table", decided.problems);
  const { outputs, hits, decisionId } = decided.value;
  return { done: { outputs, hits, decisionId } };
};

import type { Logic } from "#metadata";
import { writeRecord } from "../../records/write.ts";
import type { Execute } from "../../step.ts";
import { evaluateAll, failedBy } from "../outcome.ts";

export const executeCreateRecord: Execute<{ object: string; values: Readonly<Record<string, Logic>> }> = async (execution) => {
  const { config, tx, effective, actor } = execution;
  const values = evaluateAll(execution, config.values);
  const written = await writeRecord(tx, effective, actor, { act: "create", object: config.object, values });
  return written.ok ? { done: written.value } : failedBy("Record", written.problems);
};

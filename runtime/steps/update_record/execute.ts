import type { Logic } from "#metadata";
import { writeRecord } from "../../records/write.ts";
import type { Execute } from "../../step.ts";
import { evaluateAll, failedBy, noRecord, recordIdOf } from "../outcome.ts";

export const executeUpdateRecord: Execute<{ object: string; record: Logic; values: Readonly<Record<string, Logic>> }> = async (
  execution,
) => {
  const { config, tx, effective, actor } = execution;
  const id = recordIdOf(execution, config.record);
  if (id === undefined) return noRecord(config.object);
  const values = evaluateAll(execution, config.values);
  const written = await writeRecord(tx, effective, actor, { act: "update", object: config.object, id, values });
  return written.ok ? { done: written.value } : failedBy("Record", written.problems);
};

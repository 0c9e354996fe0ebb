import type { Logic } from "#metadata";
import { readRecord } from "../../records/write.ts";
import type { Execute } from "../../step.ts";
import { failedBy, noRecord, recordIdOf } from "../outcome.ts";

export const executeAsk: Execute<{ object: string; record: Logic; field: string }> = async (execution) => {
  const { config, tx, effective, actor } = execution;
  const id = recordIdOf(execution, config.record);
  const object = effective.objects.get(config.object);
  if (object === undefined || id === undefined) return noRecord(config.object);
  if (!object.byName.has(config.field)) {
    return { failed: { code: "Record.unknown_field", message: `<${config.object}> has no field <${config.field}>.` } };
  }
  const record = await readRecord(tx, effective, actor, config.object, id);
  if (!record.ok) return failedBy("Record", record.problems);
  const answer = record.value[config.field];
  if (answer !== undefined && answer !== null) return { done: { [config.field]: answer } };
  return { wait: { callback: { field: { objectId: object.id, recordId: id, name: config.field } } } };
};

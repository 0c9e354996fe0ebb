import type { Logic } from "#metadata";
import type { Execute } from "../../step.ts";
import { topicOf } from "../outcome.ts";

export const executeCallback: Execute<{ topic: string; message?: Logic | undefined }> = (execution) => {
  const { config, input, evaluate, idempotencyKey } = execution;
  const message = config.message === undefined ? input : evaluate(config.message);
  return { wait: { callback: { publish: { topic: topicOf(execution, config.topic), body: { message, key: idempotencyKey } } } } };
};

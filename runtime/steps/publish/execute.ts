import type { Logic } from "#metadata";
import type { Execute } from "../../step.ts";
import { publishMessage } from "../../flows/outbox.ts";
import { topicOf } from "../outcome.ts";

export const executePublish: Execute<{ topic: string; message?: Logic | undefined }> = async (execution) => {
  const { config, input, evaluate, idempotencyKey, tx, effective } = execution;
  const message = config.message === undefined ? input : evaluate(config.message);
  await publishMessage(tx, effective.tenantId, idempotencyKey, topicOf(execution, config.topic), { message, key: idempotencyKey });
  return { done: { messageId: idempotencyKey } };
};

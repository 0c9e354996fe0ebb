import { defineStep, logicSchema } from "#metadata";
import * as z from "zod";

/**
 * Publishes a message that may carry a one-time token (`context.task.token`), then waits until the token is answered.
 * Result: the answer's output.
 */
export const callback = defineStep({
  name: "callback",
  label: { en: "Send and wait for an answer", zh: "发送并等待回调" },
  icon: "webhook",
  task: true,
  waits: true,
  config: z.strictObject({
    /** a topic, or a name in the flow's bindings */
    topic: z.string().min(1).max(300),
    /** expression; absent = the step's input */
    message: logicSchema.optional(),
  }),
});

import { defineStep, logicSchema } from "#metadata";
import * as z from "zod";

/** Puts a message on a topic in the same commit as the transition. Result: `{ messageId }`. */
export const publish = defineStep({
  name: "publish",
  label: { en: "Publish a message", zh: "发布消息" },
  icon: "megaphone",
  task: true,
  config: z.strictObject({
    /** a topic, or a name in the flow's bindings */
    topic: z.string().min(1).max(300),
    /** expression; absent = the step's input */
    message: logicSchema.optional(),
  }),
});

import { defineStep, logicSchema, nameSchema } from "#metadata";
import * as z from "zod";

/**
 * Waits until somebody has answered a field of a record; a field that already has a value is answered.
 * Result: `{ <field name>: value }`. `timeoutSeconds` of the step bounds the wait: FnF.TaskTimeout.
 */
export const ask = defineStep({
  name: "ask",
  label: { en: "Ask", zh: "等待填写" },
  icon: "message-circle-question",
  task: true,
  waits: true,
  config: z.strictObject({
    object: nameSchema,
    /** expression that gives the record's id */
    record: logicSchema,
    field: nameSchema,
  }),
  refersTo: ({ object, field }) => [
    { kind: "object", name: object, path: "/object" },
    { kind: "object", name: object, path: "/field", member: field },
  ],
});

import { defineStep, logicSchema, nameSchema } from "#metadata";
import * as z from "zod";

/** Changes a record in the commit of the transition. Result: the record after the change. */
export const updateRecord = defineStep({
  name: "update_record",
  label: { en: "Change a record", zh: "更新记录" },
  icon: "file-pen-line",
  task: true,
  config: z.strictObject({
    object: nameSchema,
    /** expression that gives the record's id */
    record: logicSchema,
    /** field name → expression; an absent result leaves the field as it is */
    values: z.record(nameSchema, logicSchema),
  }),
  refersTo: ({ object, values }) => [
    { kind: "object", name: object, path: "/object" },
    ...Object.keys(values).map((member) => ({ kind: "object", name: object, path: `/values/${member}`, member })),
  ],
});

import { defineStep, logicSchema, nameSchema } from "#metadata";
import * as z from "zod";

/** Makes a record in the commit of the transition. Result: the record. */
export const createRecord = defineStep({
  name: "create_record",
  label: { en: "Create a record", zh: "新建记录" },
  icon: "file-plus-2",
  task: true,
  config: z.strictObject({
    object: nameSchema,
    /** field name → expression; an absent result leaves the field out */
    values: z.record(nameSchema, logicSchema),
  }),
  refersTo: ({ object, values }) => [
    { kind: "object", name: object, path: "/object" },
    ...Object.keys(values).map((member) => ({ kind: "object", name: object, path: `/values/${member}`, member })),
  ],
});

import { defineStep, idSchema, inOrder, logicSchema, nameSchema, orderSchema, stepNameSchema } from "#metadata";
import * as z from "zod";
import { defaultBranch } from "../choice/definition.ts";
import { routeProblems } from "./check.ts";

/**
 * Asks a decision table and runs the steps of the branch that is named after what an output of it says, then goes to the branch's `goto`,
 * or on. Where several rows answer, the first counts. Steps of the branch find `{ outputs, hits, decisionId, version }` among what was
 * left. Nothing given, or something no branch is for: the default branch.
 */
export const route = defineStep({
  name: "route",
  label: { en: "Branch by table", zh: "按决策表分支" },
  icon: "signpost",
  task: true,
  config: z.strictObject({
    table: nameSchema,
    /** fact name → expression; absent = the step's input values that bear the name of an input of the table */
    facts: z.record(nameSchema, logicSchema).optional(),
    /** the output that says which way */
    output: nameSchema,
    branches: z.record(
      idSchema,
      z.strictObject({
        /** what the output says where this is the way: texts, numbers, true or false */
        is: z
          .array(z.union([z.string().max(1_000), z.number(), z.boolean()]))
          .min(1)
          .max(200),
        order: orderSchema,
        goto: stepNameSchema.optional(),
      }),
    ),
    /** steps stand in it by `branch: "default"`; needed unless the branches are for everything that the table can say */
    default: z.strictObject({ goto: stepNameSchema.optional() }).optional(),
  }),
  branches: ({ branches, default: otherwise }) => [
    ...inOrder(branches).map(({ id, goto }) => ({ id, goto })),
    ...(otherwise === undefined ? [] : [{ id: defaultBranch, goto: otherwise.goto }]),
  ],
  refersTo: ({ table, output, facts = {} }) => [
    { kind: "table", name: table, path: "/table" },
    { kind: "table", name: table, path: "/output", member: output },
    ...Object.keys(facts).map((member) => ({ kind: "table", name: table, path: `/facts/${member}`, member })),
  ],
  check: routeProblems,
});

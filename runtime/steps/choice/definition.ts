import { defineStep, idSchema, logicSchema, orderSchema, stepNameSchema } from "#metadata";
import * as z from "zod";

/** The branch that runs when no other does; steps stand in it by `branch: "default"`. */
export const defaultBranch = "default";

/**
 * Runs the steps of the first branch whose condition holds, then goes to the branch's `goto`, or on.
 * Steps stand in a branch by `parent` (this step's id) and `branch` (the branch's id, or "default").
 * No branch holds and no default: on to the next step. Result: what the branch's steps left.
 */
export const choice = defineStep({
  name: "choice",
  label: { en: "Choice", zh: "条件分支" },
  icon: "split",
  config: z.strictObject({
    branches: z.record(idSchema, z.strictObject({ when: logicSchema, order: orderSchema, goto: stepNameSchema.optional() })),
    default: z.strictObject({ goto: stepNameSchema.optional() }).optional(),
  }),
  branches: ({ branches, default: otherwise }) => [
    ...Object.entries(branches)
      .sort(([a, { order: x }], [b, { order: y }]) => (x < y || (x === y && a < b) ? -1 : 1))
      .map(([id, { goto }]) => ({ id, goto })),
    { id: defaultBranch, goto: otherwise?.goto },
  ],
});

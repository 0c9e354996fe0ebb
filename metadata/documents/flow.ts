import * as z from "zod";
import { byId, documentBase, idSchema, logicSchema, nameSchema, orderSchema } from "./parts.ts";

/** Name of a step: people and imported flows address steps by it. */
export const stepNameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/);

/** target → expression over { input, local, context }. A result that is absent leaves the target out. */
const mappingSchema = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/), logicSchema);

export const stepSchema = z
  .strictObject({
    type: z.string(),
    name: stepNameSchema,
    order: orderSchema,
    /** the choice, parallel or foreach step that contains this one, and which of its branches; absent = top */
    parent: idSchema.optional(),
    branch: idSchema.optional(),
    /** the type's own settings */
    config: z.record(z.string(), z.json()).optional(),
    /** what the step is given; absent = the run's input with what earlier steps left laid over it */
    input: mappingSchema.optional(),
    /** what the step leaves behind; absent = its whole result */
    output: mappingSchema.optional(),
    /** do not go on to the next step of this list */
    end: z.boolean().optional(),
    /** what the run's outcome is once this step has succeeded, e.g. "cancelled" where the flow itself succeeds */
    outcome: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/)
      .optional(),
    timeoutSeconds: z.int().min(1).max(31_536_000).optional(),
    retry: z
      .array(
        z.strictObject({
          errors: z.array(z.string().max(128)).min(1).max(50),
          intervalSeconds: z.number().min(0).max(86_400).optional(),
          maxIntervalSeconds: z.number().min(0).max(86_400).optional(),
          maxAttempts: z.int().min(0).max(100).optional(),
          multiplier: z.number().min(1).max(10).optional(),
        }),
      )
      .max(20)
      .optional(),
    catch: z
      .array(
        z.strictObject({
          errors: z.array(z.string().max(128)).min(1).max(50),
          /** name of a sibling step */
          goto: stepNameSchema,
          output: mappingSchema.optional(),
        }),
      )
      .max(20)
      .optional(),
  })
  .meta({ id: "Step" });

export const flowSchema = z
  .strictObject({
    kind: z.literal("flow"),
    ...documentBase,
    /** starts a run in the transaction that writes a record */
    trigger: z.strictObject({ object: nameSchema, on: z.enum(["create", "update"]), when: logicSchema.optional() }).optional(),
    timeoutSeconds: z.int().min(1).max(31_536_000).optional(),
    steps: byId(stepSchema),
    /** what the run gives back, over { input, local, context }; absent = everything the steps left */
    output: mappingSchema.optional(),
    /**
     * Names an imported flow uses for outside things → our functions and topics.
     * `input` (over { input }: what the step sends) and `output` (over { input, local }: local is what the function gave)
     * translate between the names of the two sides.
     */
    bindings: z
      .record(
        z.string().max(300),
        z.strictObject({
          function: nameSchema.optional(),
          topic: z.string().max(256).optional(),
          input: mappingSchema.optional(),
          output: mappingSchema.optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: "flow", title: "Flow" });

export type FlowStep = z.infer<typeof stepSchema>;
export type FlowDocument = z.infer<typeof flowSchema>;
export const flowAtoms = [
  "/trigger/when",
  "/steps/*/input/*",
  "/steps/*/output/*",
  "/steps/*/config/*",
  "/steps/*/retry",
  "/steps/*/catch",
  "/output/*",
];

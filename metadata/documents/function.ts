import * as z from "zod";
import { textSchema } from "../text.ts";
import { byId, documentBase, logicSchema, nameSchema, orderSchema } from "./parts.ts";

export const functionSchema = z
  .strictObject({
    kind: z.literal("function"),
    ...documentBase,
    /** typed by field types: the same parsing as a record's values */
    input: byId(
      z.strictObject({
        name: nameSchema,
        label: textSchema.optional(),
        type: z.string(),
        config: z.record(z.string(), z.json()).optional(),
        required: z.boolean().optional(),
        order: orderSchema,
      }),
    ),
    /** each over the inputs by name */
    output: byId(z.strictObject({ name: nameSchema, label: textSchema.optional(), value: logicSchema, order: orderSchema })),
  })
  .meta({ id: "function", title: "Function" });

export type FunctionDocument = z.infer<typeof functionSchema>;
export const functionAtoms = ["/output/*/value"];

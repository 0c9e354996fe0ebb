import * as z from "zod";
import { byId, documentBase, logicSchema, nameSchema, orderSchema } from "./parts.ts";

export const viewSchema = z
  .strictObject({
    kind: z.literal("view"),
    ...documentBase,
    object: nameSchema,
    columns: byId(z.strictObject({ field: nameSchema, order: orderSchema, width: z.int().min(40).max(1_000).optional() })),
    filter: logicSchema.optional(),
    /** e.g. "-placed_at,number" */
    sort: z.string().max(500).optional(),
    order: orderSchema.optional(),
  })
  .meta({ id: "view", title: "View" });

export type ViewDocument = z.infer<typeof viewSchema>;
export const viewAtoms = ["/filter"];

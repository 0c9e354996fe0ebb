import * as z from "zod";
import { byId, documentBase, idSchema, logicSchema, nameSchema, orderSchema } from "./parts.ts";

/** One placed component. A tree as a flat map: moving a node changes its own `parent` and `order` and nothing else. */
export const nodeSchema = z
  .strictObject({
    component: z.string(),
    /** the containing node; absent = top */
    parent: idSchema.optional(),
    order: orderSchema,
    props: z.record(z.string(), z.json()).optional(),
    /** expressions over the record (form) or the page's data */
    visible: logicSchema.optional(),
    required: logicSchema.optional(),
    readOnly: logicSchema.optional(),
  })
  .meta({ id: "Node" });

export const formSchema = z
  .strictObject({
    kind: z.literal("form"),
    ...documentBase,
    object: nameSchema,
    nodes: byId(nodeSchema),
  })
  .meta({ id: "form", title: "Form" });

export type Node = z.infer<typeof nodeSchema>;
export type FormDocument = z.infer<typeof formSchema>;
export const formAtoms = ["/nodes/*/visible", "/nodes/*/required", "/nodes/*/readOnly", "/nodes/*/props/*"];

import * as z from "zod";
import { nodeSchema } from "./form.ts";
import { byId, documentBase, nameSchema } from "./parts.ts";

export const pageSchema = z
  .strictObject({
    kind: z.literal("page"),
    ...documentBase,
    /** the object whose record the page shows; absent = a page of its own */
    object: nameSchema.optional(),
    /** may be opened by an order link without an account, as role `customer` */
    byLink: z.boolean().optional(),
    nodes: byId(nodeSchema),
  })
  .meta({ id: "page", title: "Page" });

export type PageDocument = z.infer<typeof pageSchema>;
export const pageAtoms = ["/nodes/*/visible", "/nodes/*/required", "/nodes/*/readOnly", "/nodes/*/props/*"];

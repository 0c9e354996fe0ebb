import * as z from "zod";
import { textSchema } from "../text.ts";
import { byId, documentBase, nameSchema, orderSchema } from "./parts.ts";

export const appSchema = z
  .strictObject({
    kind: z.literal("app"),
    ...documentBase,
    icon: z.string().max(64).optional(),
    /** entries of the sidebar: an object (its list) or a page */
    items: byId(
      z.strictObject({
        order: orderSchema,
        label: textSchema.optional(),
        icon: z.string().max(64).optional(),
        object: nameSchema.optional(),
        page: nameSchema.optional(),
        /** first view of the object's list */
        view: nameSchema.optional(),
      }),
    ),
  })
  .meta({ id: "app", title: "App" });

export type AppDocument = z.infer<typeof appSchema>;
export const appAtoms: readonly string[] = [];

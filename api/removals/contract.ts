import * as z from "zod";
import { idSchema } from "#metadata";
import { contract } from "../contract.ts";
import { published } from "../drafts/contract.ts";

const tag = "Drafts";

export const list = contract({
  method: "GET",
  path: "/removals",
  tag,
  summary: "Fields and objects that were removed and can be brought back, latest first",
  permission: "design",
  answer: z.strictObject({
    data: z.array(
      z.strictObject({
        object: z.string(),
        field: z.string().meta({ description: "Empty: the whole object" }),
        name: z.string(),
        objectName: z.string(),
        label: z.unknown().optional(),
        type: z.string().optional().meta({ description: "Type of the field" }),
        replacedBy: z.string().optional().meta({ description: "The field that took its place with another type" }),
        records: z.int().meta({ description: "Counted up to 10,000" }),
        removedAt: z.string(),
        removedBy: z.string(),
        purgeAt: z.string(),
      }),
    ),
  }),
});

export const restore = contract({
  method: "POST",
  path: "/removals/restore",
  tag,
  summary: "Bring a removed field or object back with its values, published at once or by a job",
  permission: "design",
  body: z.strictObject({ object: idSchema, field: z.union([idSchema, z.literal("")]).optional() }),
  answer: published,
});

import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { job } from "../jobs/contract.ts";
import { ofObject } from "../parts.ts";

export const start = contract({
  method: "POST",
  path: "/objects/{object}/exports",
  tag: "Import and export",
  summary: "Write a list into a file, as a job; `result.file` is the id of the file, whose address GET /files/{id} gives",
  permission: "member",
  params: ofObject,
  body: z.strictObject({
    format: z.enum(["csv", "xlsx"]),
    view: nameSchema.optional().meta({ description: "Columns, filter and sort of a view, where they are not given" }),
    filter: z.unknown().optional().meta({ description: "A JSON Logic expression, laid on the view's" }),
    sort: z.string().max(500).optional(),
    fields: z.array(nameSchema).min(1).max(500).optional(),
    q: z.string().max(200).optional(),
    mark: z.boolean().optional().meta({ description: "CSV: begin with a byte order mark, by which Excel knows UTF-8" }),
    raw: z.boolean().optional().meta({ description: "API names and ids instead of labels and titles" }),
  }),
  status: 202,
  answer: job,
});

import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject, revisionMessage } from "../parts.ts";

const tag = "Drafts";

export const list = contract({
  method: "GET",
  path: "/revisions",
  tag,
  summary: "What was published, by whom and when",
  permission: "design",
  answer: z.strictObject({ data: z.array(jsonObject) }),
});

export const restore = contract({
  method: "POST",
  path: "/revisions/{n}/restore",
  tag,
  summary: "Publish a revision equal to n; records keep their data",
  permission: "design",
  params: z.strictObject({
    n: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  }),
  bodyOptional: true,
  body: z.strictObject({ message: revisionMessage.optional() }),
  answer: z.looseObject({ revision: z.int() }),
});

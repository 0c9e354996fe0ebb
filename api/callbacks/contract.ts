import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject } from "../parts.ts";

export const answer = contract({
  method: "POST",
  path: "/callbacks/{token}",
  tag: "Flows",
  summary: "Answer a step that waits; the token is the permission, for one answer",
  permission: "public",
  params: z.strictObject({
    token: z
      .string()
      .min(16)
      .max(512)
      .regex(/^[A-Za-z0-9_.~-]+$/),
  }),
  body: z.union([
    z.strictObject({ output: jsonObject }),
    z.strictObject({ error: z.string().min(1).max(128), cause: z.string().max(4_000).optional() }),
  ]),
  repeat: "own",
  answer: jsonObject,
});

import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject, ofName } from "../parts.ts";

const tag = "Flows";

export const importFlow = contract({
  method: "POST",
  path: "/flows/import",
  tag,
  summary: "Read a flow written in FDL; nothing is saved",
  permission: "design",
  body: z.strictObject({ format: z.literal("fdl"), source: z.string().max(1_000_000), strict: z.boolean().optional() }),
  answer: z.looseObject({ document: jsonObject.optional(), repairs: z.array(jsonObject), problems: z.array(jsonObject) }),
});

export const start = contract({
  method: "POST",
  path: "/flows/{name}/runs",
  tag,
  summary: "Start a run; wait=20 waits up to that many seconds for its end",
  permission: "designOrOperate",
  params: ofName,
  query: z.strictObject({
    wait: z
      .string()
      .regex(/^(?:[0-9]|[1-5][0-9]|60)$/)
      .optional()
      .meta({ description: "Seconds, at most 60" }),
  }),
  body: z.strictObject({ input: jsonObject.optional(), name: z.string().min(1).max(128).optional() }),
  bodyOptional: true,
  status: 201,
  answer: jsonObject,
});

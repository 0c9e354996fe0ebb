import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { anyId, jsonObject, ofId } from "../parts.ts";

const tag = "Flows";

export const list = contract({
  method: "GET",
  path: "/runs",
  tag,
  summary: "Runs, latest first",
  permission: "designOrOperate",
  query: z.strictObject({
    flow: nameSchema.optional(),
    status: z.enum(["running", "succeeded", "failed", "timedOut", "cancelled"]).optional(),
    record: anyId.optional(),
    cursor: z.string().max(200).optional().meta({ description: "`next` of the page before" }),
    limit: z
      .string()
      .regex(/^(?:[1-9]\d?|[1-4]\d\d|500)$/)
      .optional(),
  }),
  answer: z.strictObject({ data: z.array(jsonObject), next: z.string().nullable() }),
});

export const get = contract({
  method: "GET",
  path: "/runs/{id}",
  tag,
  summary: "One run: status, outcome, output, what it waits for",
  permission: "designOrOperate",
  params: ofId,
  answer: jsonObject,
});

export const history = contract({
  method: "GET",
  path: "/runs/{id}/history",
  tag,
  summary: "What happened in a run, event by event",
  permission: "designOrOperate",
  params: ofId,
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,9}$/)
      .optional()
      .meta({ description: "The last event seen" }),
  }),
  answer: z.strictObject({ data: z.array(jsonObject) }),
});

export const cancel = contract({
  method: "POST",
  path: "/runs/{id}/cancel",
  tag,
  summary: "End a run where it stands",
  permission: "designOrOperate",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({ reason: z.string().max(2_000).optional() }),
  answer: jsonObject,
});

export const redrive = contract({
  method: "POST",
  path: "/runs/{id}/redrive",
  tag,
  summary: "Take a failed run up again at the step that failed",
  permission: "designOrOperate",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  answer: jsonObject,
});

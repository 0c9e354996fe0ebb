import * as z from "zod";
import { locales, nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { ofId } from "../parts.ts";

const tag = "Jobs";
const count = z
  .string()
  .regex(/^(?:[1-9]\d{0,2}|1000)$/)
  .optional();

export const job = z
  .looseObject({
    id: z.string(),
    kind: z.string(),
    state: z.enum(["waiting", "running", "succeeded", "failed", "cancelled"]),
    subject: z.string(),
    done: z.number(),
    failed: z.number(),
    by: z.string(),
    createdAt: z.string(),
    undoable: z.boolean(),
    sentShown: z.boolean().meta({ description: "Whether you may read the rows that were not taken" }),
  })
  .meta({ id: "Job", description: "Long work on many records: where it stands, what it has done, whether it can be undone" });

export const list = contract({
  method: "GET",
  path: "/jobs",
  tag,
  summary: "Jobs, latest first: your own, or all for those who design or operate",
  permission: "member",
  query: z.strictObject({
    kind: z.string().max(64).optional(),
    subject: nameSchema.optional().meta({ description: "Name of the object it is about" }),
    open: z.literal("1").optional().meta({ description: "Only those that wait or run" }),
    cursor: z.string().max(64).optional().meta({ description: "`next` of the page before" }),
    limit: count,
  }),
  answer: z.strictObject({ data: z.array(job), next: z.string().nullable() }),
});

export const get = contract({
  method: "GET",
  path: "/jobs/{id}",
  tag,
  summary: "One job: state, progress, result",
  permission: "member",
  params: ofId,
  answer: job,
});

export const cancel = contract({
  method: "POST",
  path: "/jobs/{id}/cancel",
  tag,
  summary: "End a job at its next chunk; what it has done stays and can be undone",
  permission: "member",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  repeat: "own",
  answer: job,
});

export const undo = contract({
  method: "POST",
  path: "/jobs/{id}/undo",
  tag,
  summary: "Undo what a job did, as a job; what somebody changed since stays and is reported",
  permission: "member",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  status: 202,
  answer: job,
});

export const rows = contract({
  method: "GET",
  path: "/jobs/{id}/rows",
  tag,
  summary: "Rows of the source that were not taken, with the problems of each: for whoever asked for the job and those who design",
  permission: "member",
  params: ofId,
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .meta({ description: "`next` of the page before" }),
    limit: count,
  }),
  answer: z.strictObject({
    data: z.array(z.strictObject({ row: z.number(), source: z.unknown(), problems: z.array(z.looseObject({})) })),
    next: z.number().nullable(),
  }),
});

export const rowsFile = contract({
  method: "GET",
  path: "/jobs/{id}/rows.csv",
  tag,
  summary: "The same as a file to mend and send again: the columns as they came, and why in the last one",
  permission: "member",
  params: ofId,
  query: z.strictObject({ locale: z.enum(locales).optional() }),
});

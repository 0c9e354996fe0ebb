import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { job } from "../jobs/contract.ts";

const tag = "Indexes";
const ofObject = z.strictObject({ object: nameSchema });

export const slots = contract({
  method: "GET",
  path: "/objects/{object}/slots",
  tag,
  summary: "Which fields of an object are indexed, how far that is, and what room is left",
  permission: "design",
  params: ofObject,
  answer: z.strictObject({
    data: z.array(z.strictObject({ field: z.string(), slot: z.string(), state: z.enum(["filling", "ready"]) })),
    without: z
      .array(z.string())
      .meta({ description: "Fields that are to be indexed and found every column of their kind taken: they work, slowly" }),
    room: z.array(z.strictObject({ kind: z.string(), free: z.number(), of: z.number() })),
    searched: z.array(z.string()).meta({ description: "Fields that a search looks into" }),
    progress: z.array(z.strictObject({ kind: z.string(), done: z.number(), total: z.number().optional() })),
  }),
});

export const reindex = contract({
  method: "POST",
  path: "/objects/{object}/reindex",
  tag,
  summary: "Work out anew what the records of an object are found by, as a job",
  permission: "design",
  params: ofObject,
  bodyOptional: true,
  body: z.strictObject({}),
  status: 202,
  answer: job,
});

export const advice = contract({
  method: "GET",
  path: "/advice",
  tag,
  summary: "Which indexes would spare people the most waiting: measured of the reads of the last two weeks",
  permission: "design",
  query: z.strictObject({ object: nameSchema.optional() }),
  answer: z.strictObject({
    data: z.array(
      z.strictObject({
        object: z.string(),
        field: z.string(),
        filtered: z.array(z.string()),
        sorted: z.array(z.string()),
        before: z.strictObject({ times: z.number(), ms: z.number(), records: z.number() }),
        state: z.enum(["advised", "filling", "done", "no slot"]),
      }),
    ),
  }),
});

export const trial = contract({
  method: "POST",
  path: "/advice/{object}/{field}/try",
  tag,
  summary: "What the index of a field does: measured where it is filled, else estimated; nothing is changed",
  permission: "design",
  params: z.strictObject({ object: nameSchema, field: nameSchema }),
  bodyOptional: true,
  body: z.strictObject({}),
  answer: z.strictObject({
    field: z.string(),
    after: z.strictObject({ ms: z.number(), records: z.number() }).optional(),
    estimate: z.strictObject({ records: z.number(), of: z.number() }).optional(),
  }),
});

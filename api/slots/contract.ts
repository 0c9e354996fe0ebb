import * as z from "zod";
import { nameSchema, textSchema } from "#metadata";
import { contract } from "../contract.ts";
import { job } from "../jobs/contract.ts";
import { anyId, ofObject } from "../parts.ts";

const tag = "Indexes";
const ofField = z.strictObject({ object: nameSchema, field: nameSchema });
const measured = z.strictObject({
  ms: z.number().optional().meta({ description: "Absent: it took too long and was stopped" }),
  records: z.number(),
});

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
    progress: z.array(z.strictObject({ kind: z.string(), job: z.string(), done: z.number(), total: z.number().optional() })),
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

export const fill = contract({
  method: "POST",
  path: "/objects/{object}/slots/fill",
  tag,
  summary: "Fill the indexes of an object that wait for it, as a job; the job that goes on, where there is one",
  permission: "design",
  params: ofObject,
  bodyOptional: true,
  body: z.strictObject({}),
  status: 202,
  answer: job,
});

const state = z.enum(["advised", "filling", "done", "no slot"]);

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
        views: z.array(z.strictObject({ name: z.string(), label: textSchema })),
        before: z.strictObject({ times: z.number(), refused: z.number(), ms: z.number().optional(), records: z.number() }),
        state,
      }),
    ),
  }),
});

export const apply = contract({
  method: "POST",
  path: "/advice/{object}/{field}",
  tag,
  summary: "Index a field: published alone and at once, or as a change of an open draft; the records are filled in behind",
  permission: "design",
  params: ofField,
  bodyOptional: true,
  body: z.strictObject({ draft: anyId.optional() }),
  answer: z.strictObject({ object: z.string(), field: z.string(), revision: z.int().optional(), state }),
});

export const trial = contract({
  method: "POST",
  path: "/advice/{object}/{field}/try",
  tag,
  summary: "What the index of a field does: one list measured without it and, where it is filled, with it; nothing is changed",
  permission: "design",
  params: ofField,
  bodyOptional: true,
  body: z.strictObject({ by: z.enum(["filter", "sort"]).optional() }),
  answer: z.strictObject({
    field: z.string(),
    by: z.enum(["filter", "sort"]),
    without: measured,
    with: measured.optional(),
    estimate: z.strictObject({ records: z.number() }).optional(),
  }),
});

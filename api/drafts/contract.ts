import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { job } from "../jobs/contract.ts";
import { anyId, jsonObject, kind, ofId, revisionMessage } from "../parts.ts";

const tag = "Drafts";
const ofDocument = z.strictObject({ id: anyId, kind, name: nameSchema });
export const published = z.looseObject({
  revision: z.int().meta({ description: "The one that is live now" }),
  warnings: z
    .array(z.looseObject({ path: z.string(), message: z.string() }))
    .optional()
    .meta({ description: "What deserves a look in the decision tables that were published; nothing was held up by it" }),
  job: job.optional().meta({ description: "Values are converted first; what was asked for is live when this job has ended" }),
});
const draft = z.looseObject({ id: z.string(), base: z.int(), version: z.int().meta({ description: "Counts its edits" }) });

export const open = contract({
  method: "POST",
  path: "/drafts",
  tag,
  summary: "Open a change set on the published revision",
  permission: "design",
  bodyOptional: true,
  body: z.strictObject({}),
  status: 201,
  answer: draft,
});

export const list = contract({
  method: "GET",
  path: "/drafts",
  tag,
  summary: "Change sets of this tenant",
  permission: "design",
  answer: z.strictObject({ data: z.array(draft) }),
});

export const get = contract({
  method: "GET",
  path: "/drafts/{id}",
  tag,
  summary: "One change set",
  permission: "design",
  params: ofId,
  answer: draft,
});

export const documents = contract({
  method: "GET",
  path: "/drafts/{id}/documents",
  tag,
  summary: "All documents whole, as the change set sees them",
  permission: "design",
  params: ofId,
  answer: z.strictObject({
    version: z.int(),
    documents: z.array(jsonObject),
    differences: z
      .array(z.strictObject({ kind, id: z.string(), count: z.int() }))
      .meta({ description: "Documents that it changes, and how many of their properties" }),
  }),
});

export const news = contract({
  method: "GET",
  path: "/drafts/{id}/news",
  tag,
  summary: "Documents that were edited after a version of the change set, and the revision that is live now",
  permission: "design",
  params: ofId,
  query: z.strictObject({
    since: z
      .string()
      .regex(/^\d{1,9}$/)
      .meta({ description: "The version that is known" }),
  }),
  answer: z.strictObject({
    version: z.int(),
    status: z.enum(["open", "published", "discarded"]),
    closedBy: z.string().optional().meta({ description: "Who published it or gave it up" }),
    base: z.int().meta({ description: "The revision it stands on" }),
    revision: z.int().meta({ description: "The one that is live now" }),
    whole: z.boolean().meta({ description: "These are all documents; what is not among them is gone" }),
    documents: z.array(
      z.strictObject({
        kind,
        id: z.string(),
        by: z.string().optional(),
        document: jsonObject.optional().meta({ description: "Absent: it is gone" }),
        differences: z.int(),
      }),
    ),
  }),
});

export const getDocument = contract({
  method: "GET",
  path: "/drafts/{id}/documents/{kind}/{name}",
  tag,
  summary: "One document whole, as the change set sees it",
  permission: "design",
  params: ofDocument,
  answer: jsonObject,
});

export const putDocument = contract({
  method: "PUT",
  path: "/drafts/{id}/documents/{kind}/{name}",
  tag,
  summary: "Put a whole document; kept as a patch on the layers below",
  permission: "design",
  params: ofDocument,
  body: jsonObject,
  large: true,
  answer: jsonObject,
});

const change = z.strictObject({
  path: z.string().max(1_000).meta({ description: 'JSON Pointer in the document; "" is the whole of it, and then the only change' }),
  before: z.json().optional().meta({ description: "What stood there when the change was made; absent = nothing" }),
  after: z.json().optional().meta({ description: "What shall stand there; absent = nothing" }),
});

export const patchDocument = contract({
  method: "PATCH",
  path: "/drafts/{id}/documents/{kind}/{name}",
  tag,
  summary: "Change properties of a document; 409 where somebody else changed the same ones, with what stands there now",
  permission: "design",
  params: ofDocument,
  body: z.strictObject({ changes: z.array(change).min(1).max(50_000) }),
  large: true,
  answer: z.strictObject({
    version: z.int().meta({ description: "Of the change set, with these changes" }),
    differences: z.int().meta({ description: "Properties of the document that are others than in the published revision it was begun on" }),
  }),
});

export const deleteDocument = contract({
  method: "DELETE",
  path: "/drafts/{id}/documents/{kind}/{name}",
  tag,
  summary: "Delete a document, or with reset=1 give up this tenant's changes of it",
  permission: "design",
  params: ofDocument,
  query: z.strictObject({ reset: z.enum(["0", "1"]).optional() }),
});

export const diff = contract({
  method: "GET",
  path: "/drafts/{id}/diff",
  tag,
  summary: "What would change: per property, and what uses what is removed or retyped",
  permission: "design",
  params: ofId,
  answer: jsonObject,
});

const named = { object: nameSchema, field: nameSchema.optional() };
const place = z.looseObject({ kind, name: z.string(), path: z.string() });

export const uses = contract({
  method: "GET",
  path: "/drafts/{id}/uses",
  tag,
  summary: "Who names an object or a field, and how many records hold something of it",
  permission: "design",
  params: ofId,
  query: z.strictObject(named),
  answer: z.strictObject({ users: z.array(place), unsure: z.array(place), records: z.int() }),
});

export const rename = contract({
  method: "POST",
  path: "/drafts/{id}/rename",
  tag,
  summary: "Rename an object or a field, and with it every place that names it",
  permission: "design",
  params: ofId,
  body: z.strictObject({ ...named, to: z.string().max(64) }),
  answer: z.strictObject({ changed: z.array(z.strictObject({ kind, name: z.string() })), unsure: z.array(place) }),
});

const retypeBody = z.strictObject({
  object: nameSchema,
  field: nameSchema,
  type: z.string().max(64),
  config: z.record(z.string(), z.json()).optional(),
});

export const retype = contract({
  method: "POST",
  path: "/drafts/{id}/retype",
  tag,
  summary: "Give a field another type; its values are converted when the draft is published",
  permission: "design",
  params: ofId,
  body: retypeBody,
  large: true,
  answer: jsonObject,
});

export const planRetype = contract({
  method: "POST",
  path: "/drafts/{id}/retype/plan",
  tag,
  summary: "What another type would do to the records: counts, and those that would lose something; a job where there are many",
  permission: "design",
  params: ofId,
  body: retypeBody,
  large: true,
  answer: z.strictObject({
    plan: z
      .strictObject({
        records: z.int(),
        empty: z.int(),
        unchanged: z.int(),
        converted: z.int(),
        loses: z.int(),
        samples: z.array(z.strictObject({ id: z.string(), old: z.unknown(), becomes: z.unknown(), why: z.string() })),
        values: z.array(z.string()).nullable(),
      })
      .optional(),
    job: job.optional().meta({ description: "Its result is the plan" }),
  }),
});

export const rebase = contract({
  method: "POST",
  path: "/drafts/{id}/rebase",
  tag,
  summary: "Move it onto the revision that is live now; 409 when somebody published a change of the same property",
  permission: "design",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  answer: draft,
});

export const publish = contract({
  method: "POST",
  path: "/drafts/{id}/publish",
  tag,
  summary: "Validate all, then make it live; 409 when somebody published a change of the same property",
  permission: "design",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({ message: revisionMessage.optional() }),
  answer: published,
});

export const discard = contract({
  method: "POST",
  path: "/drafts/{id}/discard",
  tag,
  summary: "Give the change set up",
  permission: "design",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
});

import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { jsonObject, ofObject, ofRecord, record } from "../parts.ts";

const tag = "Records";
const oneOrMany = z.union([
  z.strictObject({ records: z.array(jsonObject).min(1).max(1_000) }).meta({ description: "All or nothing" }),
  jsonObject.meta({ description: "One record: fields by API name" }),
]);

const allowDuplicates = z
  .strictObject({
    allowDuplicates: z
      .literal("true")
      .optional()
      .meta({ description: "Goes through although a duplicate rule that only asks finds another record" }),
  })
  .meta({ description: "How it is written" });

/** A field, or one of a record that is referred to: "customer.region". */
const path = z
  .string()
  .max(256)
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*([.][a-zA-Z][a-zA-Z0-9_]*){0,3}$/);

export const list = contract({
  method: "GET",
  path: "/objects/{object}/records",
  tag,
  summary: "List records: filter, sort, page, expand, search, count",
  permission: "member",
  params: ofObject,
  query: z.strictObject({
    filter: z
      .string()
      .optional()
      .meta({ description: "A JSON Logic expression, as JSON. Paths follow up to three references: customer.region" }),
    sort: z.string().optional().meta({
      description: "Fields by comma, also of what is referred to (customer.name), - before one that descends",
      example: "-placed_at,price",
    }),
    limit: z.string().optional().meta({ description: "1 to 500; 50 when left out" }),
    cursor: z.string().optional().meta({ description: "`next` of the page before" }),
    fields: z.string().optional().meta({ description: "Fields to answer with, by comma" }),
    expand: z.string().optional().meta({
      description:
        "Fields to answer with the records they lead to, by comma, and what those lead to: customer,lines,customer.region. At most 50 lines of each record and 25,000 in all",
    }),
    q: z.string().optional().meta({ description: "Text to look for" }),
    count: z.string().optional().meta({ description: "exact, estimate or none" }),
    explain: z.string().optional().meta({ description: "plan: how the list is read, for those who may design; no records are answered" }),
  }),
  answer: z.strictObject({
    data: z.array(record),
    next: z.string().nullable(),
    count: z.int().optional(),
    countIsLeast: z.literal(true).optional().meta({ description: "An estimate that stopped counting: there are more" }),
    slow: z.array(z.string()).optional().meta({ description: "Fields that filter or sort without an index" }),
    looked: z
      .number()
      .optional()
      .meta({ description: "With `slow`, for those who design: about how many records that may have looked through" }),
    plan: jsonObject.optional().meta({ description: "With explain=plan: condition, slots, cost and statement, values by their types" }),
    catchingUp: z
      .literal(true)
      .optional()
      .meta({ description: "Derived values are still being worked out: some may be of before a change" }),
  }),
});

export const create = contract({
  method: "POST",
  path: "/objects/{object}/records",
  tag,
  summary: "Create one record, or up to 1,000 at once, all or nothing",
  permission: "member",
  params: ofObject,
  query: allowDuplicates,
  body: oneOrMany,
  large: (body) => typeof body === "object" && body !== null && Object.hasOwn(body, "records"),
  status: 201,
  answer: z.union([record, z.strictObject({ records: z.array(record) })]),
});

export const get = contract({
  method: "GET",
  path: "/objects/{object}/records/{id}",
  tag,
  summary: "One record; ETag is its version",
  permission: "member",
  params: ofRecord,
  query: z.strictObject({ fields: z.string().optional(), expand: z.string().optional() }),
  answer: record,
});

export const update = contract({
  method: "PATCH",
  path: "/objects/{object}/records/{id}",
  tag,
  summary: "Change fields of a record; null clears one; If-Match guards against overwriting; fields that are not named stay",
  permission: "member",
  params: ofRecord,
  query: allowDuplicates,
  body: jsonObject,
  answer: record,
});

export const remove = contract({
  method: "DELETE",
  path: "/objects/{object}/records/{id}",
  tag,
  summary: "Delete a record; it can be restored",
  permission: "member",
  params: ofRecord,
  status: 204,
});

export const restore = contract({
  method: "POST",
  path: "/objects/{object}/records/{id}/restore",
  tag,
  summary: "Bring a deleted record back",
  permission: "member",
  params: ofRecord,
  query: allowDuplicates,
  answer: record,
});

export const deleted = contract({
  method: "GET",
  path: "/objects/{object}/deleted",
  tag,
  summary: "Deleted records that the caller may bring back, latest first",
  permission: "member",
  params: ofObject,
  query: z.strictObject({ cursor: z.string().max(100).optional().meta({ description: "`next` of the page before" }) }),
  answer: z.strictObject({ data: z.array(record), next: z.string().nullable() }),
});

export const history = contract({
  method: "GET",
  path: "/objects/{object}/records/{id}/history",
  tag,
  summary: "Who changed what and when, from what to what",
  permission: "member",
  params: ofRecord,
  answer: z.strictObject({ data: z.array(jsonObject) }),
});

export const transitions = contract({
  method: "GET",
  path: "/objects/{object}/records/{id}/transitions",
  tag,
  summary: "States that may follow a record's own, for the caller, in order",
  permission: "member",
  params: ofRecord,
  answer: z.strictObject({
    data: z.array(z.strictObject({ name: z.string(), label: z.unknown(), field: z.string(), from: z.string(), to: z.string() })),
  }),
});

export const waiting = contract({
  method: "GET",
  path: "/objects/{object}/records/{id}/waiting",
  tag,
  summary: "What the runs of a record wait for people to fill in, and until when",
  permission: "member",
  params: ofRecord,
  answer: z.strictObject({ data: z.array(jsonObject) }),
});

export const aggregate = contract({
  method: "POST",
  path: "/objects/{object}/aggregate",
  tag,
  summary: "Count, sum, average, least and greatest over groups",
  permission: "member",
  params: ofObject,
  body: z.strictObject({
    filter: z.unknown().optional(),
    groupBy: z
      .array(
        z.union([
          path,
          z.strictObject({
            field: path,
            bucket: z.enum(["hour", "day", "week", "month", "quarter", "year"]).optional(),
            zone: z.string().max(64).optional().meta({ description: "IANA time zone; the tenant's when left out" }),
            as: nameSchema.optional(),
          }),
        ]),
      )
      .max(4)
      .optional()
      .meta({ description: "Fields, also of what is referred to (customer.region), or stretches of time of a date" }),
    measures: z
      .array(
        z.strictObject({
          fn: z.enum(["count", "countDistinct", "sum", "avg", "min", "max"]),
          field: path.optional(),
          as: nameSchema.optional().meta({ description: "What it is called in having and sort; count, sum_amount when left out" }),
        }),
      )
      .min(1)
      .max(20),
    having: z.unknown().optional().meta({ description: "A JSON Logic expression over the measures, by what they are called" }),
    sort: z.string().max(500).optional().meta({ description: "Groups and measures by comma, - before one that descends" }),
    limit: z.int().min(1).max(1_000).optional().meta({ description: "The first so many groups" }),
  }),
  answer: z.strictObject({
    data: z.array(
      z.strictObject({
        group: jsonObject.meta({ description: "What the group has in common, by what it is called; null: none" }),
        values: z.array(z.unknown()).meta({ description: "The measures, in their order" }),
      }),
    ),
  }),
});

export const link = contract({
  method: "POST",
  path: "/objects/{object}/records/{id}/link",
  tag,
  summary: "Make a link that opens this record's page for somebody without an account",
  permission: "member",
  params: ofRecord,
  body: z.strictObject({ page: nameSchema, seconds: z.int().min(60).max(31_536_000).optional() }),
  status: 201,
  answer: z.strictObject({ url: z.string(), token: z.string(), expiresAt: z.string() }),
});

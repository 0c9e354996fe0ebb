import * as z from "zod";
import { nameSchema } from "#metadata";
import { importBytes } from "#runtime";
import { contract } from "../contract.ts";
import { job } from "../jobs/contract.ts";
import { anyId, jsonObject, ofId, ofObject } from "../parts.ts";
import type { Upload } from "../upload.ts";

const tag = "Import and export";
const names = z.array(nameSchema).max(20);

export const upload = contract<{ object: string }, unknown, Upload>({
  method: "POST",
  path: "/objects/{object}/imports",
  tag,
  summary: "Send a file of rows (CSV or .xlsx) as multipart/form-data; answers with what was found in it. Nothing is imported yet",
  permission: "member",
  params: ofObject,
  upload: true,
  uploadBytes: importBytes,
  status: 201,
  repeat: "own",
  answer: z.strictObject({
    id: anyId,
    name: z.string(),
    object: z.string(),
    format: z.enum(["csv", "xlsx"]),
    encoding: z.string(),
    delimiter: z.string(),
    rows: z.int(),
    columns: z.array(
      z.strictObject({ name: z.string(), field: z.string().optional(), type: z.string(), options: z.array(z.string()).optional() }),
    ),
    sample: z.array(z.array(z.string())),
  }),
});

export const start = contract({
  method: "POST",
  path: "/imports/{id}/start",
  tag,
  summary: "Import a file that was sent, as a job; dryRun does everything and keeps nothing",
  permission: "member",
  params: ofId,
  body: z.strictObject({
    mapping: z.record(z.string().regex(/^\d{1,3}$/), nameSchema).meta({ description: "Column (from 0) → field, or id" }),
    mode: z.enum(["create", "update", "upsert"]).optional(),
    match: names.optional().meta({ description: "Fields by which a row finds its record" }),
    references: z
      .record(nameSchema, nameSchema)
      .optional()
      .meta({ description: "Reference field → the field of the other object that names it in the file" }),
    createMissing: names.optional().meta({ description: "Reference fields whose records are made when they are not there" }),
    skipDuplicates: z.boolean().optional(),
    emptyClears: z.boolean().optional(),
    dryRun: z.boolean().optional(),
    dates: z.enum(["ymd", "dmy", "mdy"]).optional(),
    decimalComma: z.boolean().optional(),
    rows: z.int().min(0).max(10_000_000).optional(),
  }),
  status: 202,
  answer: job,
});

export const bulk = contract({
  method: "POST",
  path: "/objects/{object}/bulk",
  tag: "Records",
  summary: "Change or delete many records as a job: those named, or all that a filter finds",
  permission: "member",
  params: ofObject,
  body: z.strictObject({
    act: z.enum(["update", "delete"]),
    ids: z.array(anyId).min(1).max(10_000).optional(),
    filter: z.unknown().optional().meta({ description: "A JSON Logic expression" }),
    q: z.string().max(200).optional(),
    values: jsonObject.optional(),
  }),
  status: 202,
  answer: job,
});

import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject, objectName, record, recordId } from "../parts.ts";

const ref = z.strictObject({ $ref: z.string().min(1).max(64) });
const operation = z
  .strictObject({
    act: z.enum(["create", "update", "delete", "restore"]),
    object: objectName,
    id: z.union([recordId, ref]).optional().meta({ description: "Which record; not of one that is made" }),
    values: jsonObject
      .optional()
      .meta({ description: 'Fields by API name; {"$ref": "a"} stands for the id of a new record, also inside lists' }),
    ifMatch: z
      .union([z.int(), z.string().max(80)])
      .optional()
      .meta({ description: "Version that the change was made on" }),
    ref: z.string().min(1).max(64).optional().meta({ description: "What other changes call the record that is made" }),
  })
  .meta({ id: "Operation" });

export const write = contract({
  method: "POST",
  path: "/batch",
  tag: "Records",
  summary: "Change up to 1,000 records of any objects in one transaction, all or nothing; new records may refer to each other",
  permission: "member",
  query: z.strictObject({ allowDuplicates: z.literal("true").optional() }),
  body: z.strictObject({ operations: z.array(operation).min(1).max(1_000) }),
  large: true,
  answer: z.strictObject({
    results: z
      .array(z.strictObject({ act: z.string(), object: z.string(), record }))
      .meta({ description: "In the order of the operations" }),
  }),
});

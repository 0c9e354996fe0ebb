import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject, ofRecord } from "../parts.ts";
import { userId } from "../people/contract.ts";

const verdict = z.strictObject({
  allowed: z.boolean(),
  because: z.array(jsonObject).meta({ description: "Each role, rule, share and whole that has a say, and whether it counts" }),
});

export const explain = contract({
  method: "GET",
  path: "/objects/{object}/records/{id}/access",
  tag: "Records",
  summary: "Why somebody may or may not read, change, delete, export or share this record; of others for those who administer or design",
  permission: "member",
  params: ofRecord,
  query: z.strictObject({ user: userId.optional().meta({ description: "Absent: oneself" }) }),
  answer: z.strictObject({
    object: z.string(),
    id: z.string(),
    userId: z.string().nullable(),
    roles: z.array(z.string()),
    verbs: z.strictObject({ read: verdict, update: verdict, delete: verdict, export: verdict, share: verdict }),
    hidden: z.record(z.string(), z.array(z.string())).meta({ description: "Fields that may not be seen, with the roles that hide them" }),
    writable: z.array(z.string()),
  }),
});

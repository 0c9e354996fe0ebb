import * as z from "zod";
import { contract } from "../contract.ts";
import { instant, ofRecord } from "../parts.ts";

const tag = "Records";
const holder = z
  .string()
  .max(200)
  .regex(/^(user|team|role):.+$/)
  .meta({ description: 'Who holds it: "user:<id>", "team:<id>" or "role:<name>"' });
const level = z.enum(["read", "update"]);
const share = z
  .strictObject({ holder, level, by: z.string(), at: z.string(), until: z.string().optional().meta({ description: "When it ends" }) })
  .meta({ id: "Share" });

export const list = contract({
  method: "GET",
  path: "/objects/{object}/records/{id}/shares",
  tag,
  summary: "Whom this one record is shared with, for those who may share it",
  permission: "member",
  params: ofRecord,
  answer: z.strictObject({ data: z.array(share) }),
});

export const add = contract({
  method: "POST",
  path: "/objects/{object}/records/{id}/shares",
  tag,
  summary: "Let somebody read or change this one record, until an instant or for good; again: in place of what he had",
  permission: "member",
  params: ofRecord,
  body: z.strictObject({ holder, level, until: instant.optional() }),
  status: 201,
  answer: share,
});

export const remove = contract({
  method: "DELETE",
  path: "/objects/{object}/records/{id}/shares/{holder}",
  tag,
  summary: "Take back what was given to a holder",
  permission: "member",
  params: ofRecord.extend({ holder }),
  status: 204,
});

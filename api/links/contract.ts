import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject } from "../parts.ts";

const tag = "Order links";
const ofLink = z.strictObject({
  token: z
    .string()
    .min(16)
    .max(1_000)
    .regex(/^[A-Za-z0-9_.-]+$/),
});

export const open = contract({
  method: "GET",
  path: "/links/{token}",
  tag,
  summary: "What the holder of an order link sees: page, record, what it waits for and what is offered",
  permission: "link",
  params: ofLink,
  answer: jsonObject,
});

export const answer = contract({
  method: "POST",
  path: "/links/{token}/answer",
  tag,
  summary: "The customer's own choice; refused when the rule does not offer it",
  permission: "link",
  params: ofLink,
  body: z.strictObject({ values: jsonObject }),
  answer: jsonObject,
});

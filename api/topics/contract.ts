import * as z from "zod";
import { contract } from "../contract.ts";
import { anyId } from "../parts.ts";

const tag = "Flows";
const topic = z.string().min(1).max(256).meta({ description: "Name of a topic, as flows publish on it" });

export const messages = contract({
  method: "GET",
  path: "/topics/{topic}/messages",
  tag,
  summary: "Messages that nobody has acknowledged, oldest first; each comes again until it is",
  permission: "designOrOperate",
  params: z.strictObject({ topic }),
  query: z.strictObject({
    limit: z
      .string()
      .regex(/^(?:[1-9]\d?|[1-4]\d\d|500)$/)
      .optional(),
  }),
  answer: z.strictObject({
    data: z.array(z.strictObject({ id: z.string(), topic: z.string(), at: z.string(), body: z.unknown() })),
  }),
});

export const acknowledge = contract({
  method: "POST",
  path: "/topics/{topic}/messages/{id}/acknowledge",
  tag,
  summary: "The message has been dealt with and is not given out again",
  permission: "designOrOperate",
  params: z.strictObject({ topic, id: anyId }),
  bodyOptional: true,
  body: z.strictObject({}),
  repeat: "own",
  answer: z.strictObject({ id: z.string() }),
});

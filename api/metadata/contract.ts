import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { jsonObject, kind } from "../parts.ts";

const tag = "Metadata";

export const list = contract({
  method: "GET",
  path: "/metadata",
  tag,
  summary: "Every document that holds for this tenant; ETag is the revision",
  permission: "member",
  answer: z.strictObject({
    revision: z.int(),
    documents: z.array(z.strictObject({ kind, name: z.string(), label: z.unknown(), origin: z.string(), revision: z.int() })),
  }),
});

export const get = contract({
  method: "GET",
  path: "/metadata/{kind}/{name}",
  tag,
  summary:
    "One effective document, for designers as PUT takes it back; for others an object without what they may not see. origin=1, for designers: the layer that set each of its properties",
  permission: "member",
  params: z.strictObject({ kind, name: nameSchema }),
  query: z.strictObject({ origin: z.enum(["0", "1"]).optional() }),
  answer: jsonObject,
});

export const schema = contract({
  method: "GET",
  path: "/schema/{kind}",
  tag,
  summary: "JSON Schema of a kind of document",
  permission: "member",
  params: z.strictObject({ kind }),
  answer: jsonObject,
});

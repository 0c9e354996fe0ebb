import * as z from "zod";
import { contract } from "../contract.ts";
import { json } from "../parts.ts";

export const evaluate = contract({
  method: "POST",
  path: "/expressions/evaluate",
  tag: "Rules",
  summary: "Evaluate an expression over data",
  permission: "design",
  body: z.strictObject({ logic: json, data: json.optional(), mode: z.enum(["profile", "compat"]).optional() }),
  answer: z.strictObject({ result: json }),
});

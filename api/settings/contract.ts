import * as z from "zod";
import { contract } from "../contract.ts";

const tag = "Settings";
const timezone = z
  .string()
  .max(64)
  .meta({ description: 'IANA time zone whose days "today" and "this month" are; UTC until it is set', example: "Asia/Shanghai" });

export const read = contract({
  method: "GET",
  path: "/settings",
  tag,
  summary: "What the tenant settled for itself apart from its documents",
  permission: "member",
  answer: z.strictObject({ timezone }),
});

export const change = contract({
  method: "PATCH",
  path: "/settings",
  tag,
  summary: "Change settings of the tenant",
  permission: "administer",
  body: z.strictObject({ timezone }),
  answer: z.strictObject({ timezone }),
});

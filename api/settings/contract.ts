import * as z from "zod";
import { contract } from "../contract.ts";

const tag = "Settings";
const timezone = z
  .string()
  .max(64)
  .meta({ description: 'IANA time zone whose days "today" and "this month" are; UTC until it is set', example: "Asia/Shanghai" });

const restoreDays = z.int().meta({ description: "Days for which removed fields and objects can be brought back; 30 until it is set" });
const decisionDays = z.int().meta({ description: "Days for which decisions of tables are kept in their log; 400 until it is set" });
const settings = z.strictObject({ timezone, restoreDays, decisionDays });

export const read = contract({
  method: "GET",
  path: "/settings",
  tag,
  summary: "What the tenant settled for itself apart from its documents",
  permission: "member",
  answer: settings,
});

export const change = contract({
  method: "PATCH",
  path: "/settings",
  tag,
  summary: "Change settings of the tenant",
  permission: "administer",
  body: z.strictObject({
    timezone: timezone.optional(),
    restoreDays: restoreDays.min(1).max(366).optional(),
    decisionDays: decisionDays.min(1).max(3_650).optional(),
  }),
  answer: settings,
});

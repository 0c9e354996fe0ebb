import { defineStep } from "#metadata";
import * as z from "zod";

/** Ends the run as failed. */
export const fail = defineStep({
  name: "fail",
  label: { en: "Fail", zh: "失败结束" },
  icon: "circle-x",
  config: z.strictObject({ error: z.string().max(128).optional(), cause: z.string().max(4_096).optional() }),
});

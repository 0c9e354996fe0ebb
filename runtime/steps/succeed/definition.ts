import { defineStep } from "#metadata";
import * as z from "zod";

/** Ends the run successfully. */
export const succeed = defineStep({
  name: "succeed",
  label: { en: "Succeed", zh: "成功结束" },
  icon: "circle-check",
  config: z.strictObject({ outcome: z.string().min(1).max(64).optional() }),
});

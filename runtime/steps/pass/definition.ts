import { defineStep } from "#metadata";
import * as z from "zod";

/** Does nothing itself: its mappings make, rename or drop values. Result: its input. */
export const pass = defineStep({
  name: "pass",
  label: { en: "Pass", zh: "赋值" },
  icon: "arrow-right",
  config: z.strictObject({}),
});

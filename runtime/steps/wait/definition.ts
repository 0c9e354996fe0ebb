import { defineStep, logicSchema } from "#metadata";
import * as z from "zod";

/** Longest wait in seconds: two days. */
export const longestWait = 172_800;

/** Waits some seconds or until an instant; what lies in the past is over at once. */
export const wait = defineStep({
  name: "wait",
  label: { en: "Wait", zh: "等待" },
  icon: "timer",
  waits: true,
  config: z.union([
    /** expression that gives 0 to 172,800 seconds */
    z.strictObject({ seconds: logicSchema }),
    /** expression that gives an RFC 3339 instant */
    z.strictObject({ until: logicSchema }),
  ]),
});

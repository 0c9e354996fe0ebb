import type { Intent } from "../drafts/carry-out.ts";
import type { Conversion } from "./conversions.ts";

/** The kind of job that converts values and then publishes what they are converted for. */
export const retypeJob = "retype";

export interface RetypeInput {
  readonly intent: Intent;
  readonly conversions: readonly Conversion[];
  /** in which options are called by their labels */
  readonly locale: string;
}

import type { Logic } from "#metadata";
import type { Execute } from "../../step.ts";
import { failedBy } from "../outcome.ts";
import { answerOf } from "./answer.ts";

/** Decides by the table as it stands now. */
export const executeDecide: Execute<{ table: string; facts?: Readonly<Record<string, Logic>> | undefined }> = async (execution) => {
  const answer = await answerOf(execution);
  return answer.ok ? { done: { ...answer.value } } : failedBy("Table", answer.problems);
};

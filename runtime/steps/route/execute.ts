import type * as z from "zod";
import type { Execute } from "../../step.ts";
import { defaultBranch } from "../choice/definition.ts";
import { answerOf } from "../decide/answer.ts";
import { failedBy } from "../outcome.ts";
import type { route } from "./definition.ts";

/** The branch that is for what the table says. */
export const executeRoute: Execute<z.infer<typeof route.config>> = async (execution) => {
  const { output, branches, default: otherwise } = execution.config;
  const answer = await answerOf(execution);
  if (!answer.ok) return failedBy("Table", answer.problems);
  const said = answer.value.outputs[0]?.[output];
  const way = Object.entries(branches).find(([, { is }]) => is.some((each) => each === said))?.[0];
  if (way === undefined && otherwise === undefined) {
    const text = said === undefined ? "nothing" : JSON.stringify(said).slice(0, 200);
    return {
      failed: { code: "Table.no_branch", message: `The table <${execution.config.table}> says ${text}, and no branch is for that.` },
    };
  }
  return { enter: way ?? defaultBranch, found: { ...answer.value } };
};

import type { Execute } from "../../step.ts";
import { truthy } from "../../rules/index.ts";
import { choice, defaultBranch } from "./definition.ts";
import type * as z from "zod";

/** The first branch whose condition holds. */
export const executeChoice: Execute<z.infer<typeof choice.config>> = ({ config, evaluate }) => {
  for (const { id } of choice.branches!(config)) {
    if (id === defaultBranch) continue;
    if (truthy(evaluate(config.branches[id]!.when))) return { enter: id };
  }
  return { enter: defaultBranch };
};

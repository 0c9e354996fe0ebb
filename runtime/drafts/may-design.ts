import { problem, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { mayDesign } from "../identity/capabilities.ts";

/** Why an actor may not change metadata; undefined when it may. */
export function designProblem(effective: Effective, actor: Actor): Problem | undefined {
  return actor.unrestricted === true || mayDesign(actor, effective)
    ? undefined
    : problem("forbidden", "", "Changing metadata takes the capability design");
}

import { pointer, problem, type Folded, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { capabilitiesOf, type Capability } from "../identity/capabilities.ts";

/** Nobody gives a role a capability that he does not have himself. Paths begin with /role/{name}. */
export function grantProblems(effective: Effective, actor: Actor, before: Folded, after: Folded): Problem[] {
  if (actor.unrestricted === true) return [];
  const held = capabilitiesOf(actor, effective);
  return [...after.documents.role.values()].flatMap((role) => {
    const was = before.byKey.get(`role/${role.id}`);
    const had = was?.kind === "role" ? (was.capabilities ?? {}) : {};
    const given = (Object.keys(role.capabilities ?? {}) as Capability[]).filter((each) => had[each] !== true && !held.has(each));
    return given.map((each) =>
      problem(
        "forbidden",
        pointer("role", role.name, "capabilities", each),
        `You cannot give the capability ${each}, which you do not have`,
        {
          help: "Ask somebody who has it.",
        },
      ),
    );
  });
}

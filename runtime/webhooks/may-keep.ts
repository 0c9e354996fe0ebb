import { problem, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { mayAdminister, mayDesign, mayOperate } from "../identity/capabilities.ts";
import { lackedOf } from "../teams/lacked.ts";
import { isRecordTopic, recordTopics } from "./webhook.ts";

/** Webhooks are looked after by those who design or administer. */
export const mayKeepWebhooks = (effective: Effective, actor: Actor): boolean =>
  mayDesign(actor, effective) || mayAdminister(actor, effective);

export interface Wanted {
  readonly topics: readonly string[];
  readonly objects: readonly string[];
  readonly roles: readonly string[];
}

/**
 * Why an actor may not have this sent: names that do not exist, and roles that may what he may not. Whoever changes where something is sent, or has
 * it sent again, needs the rights that it is sent by.
 */
export function wantedProblems(effective: Effective, actor: Actor, { topics, objects, roles }: Wanted): Problem[] {
  const problems: Problem[] = [];
  for (const [index, topic] of topics.entries()) {
    if (isRecordTopic(topic) && !(recordTopics as readonly string[]).includes(topic))
      problems.push(
        problem("unknown_name", `/topics/${index}`, `There is no topic "${topic}"; of records there are ${recordTopics.join(", ")}.`),
      );
    // what flows publish may hold tokens that answer them
    if (!isRecordTopic(topic) && !mayDesign(actor, effective) && !mayOperate(actor, effective))
      problems.push(problem("forbidden", `/topics/${index}`, "What flows publish is for those who design or operate them."));
  }
  for (const [index, name] of objects.entries()) {
    if (!effective.objects.has(name)) problems.push(problem("unknown_name", `/objects/${index}`, `There is no object "${name}".`));
  }
  for (const [index, name] of roles.entries()) {
    if (!effective.documents.role.has(name)) {
      problems.push(problem("unknown_name", `/roles/${index}`, `There is no role "${name}".`));
      continue;
    }
    const lacked = lackedOf(effective, actor, name);
    if (lacked.length > 0)
      problems.push(
        problem("forbidden", `/roles/${index}`, `You cannot have "${name}" send: it may what you may not.`, {
          help: "Choose roles that you have, or ask somebody who has these rights.",
          reason: "role_beyond",
          details: { role: name, lacked: lacked.slice(0, 20) },
        }),
      );
  }
  return problems;
}

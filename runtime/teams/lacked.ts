import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { gives, verbs } from "../effective/union-grants.ts";
import { capabilitiesOf, type Capability } from "../identity/capabilities.ts";
import { accessTo } from "../permissions/access.ts";

/**
 * What a role may that an actor may not himself, as words for people ("design", "order: export"). A right on some records counts as
 * had where it is had on all of them, or by the same role.
 */
export function lackedOf(effective: Effective, actor: Actor, roleName: string): readonly string[] {
  if (actor.unrestricted === true || actor.roles.includes(roleName)) return [];
  const role = effective.documents.role.get(roleName);
  if (role === undefined) return [];
  const held = capabilitiesOf(actor, effective);
  const lacked: string[] = (Object.keys(role.capabilities ?? {}) as Capability[]).filter((each) => !held.has(each));
  if (held.has("allRecords")) return lacked;
  for (const [object, grant] of Object.entries(role.objects ?? {})) {
    const fields = effective.objects.get(object)?.fields ?? [];
    const access = accessTo(effective, actor, object);
    for (const verb of verbs) {
      if (!gives(grant, verb)) continue;
      const right = access?.[verb];
      const same = right?.limited !== true || JSON.stringify(right.rows) === JSON.stringify(grant.rows);
      const hides = (name: string) => grant.hidden !== undefined && Object.hasOwn(grant.hidden, name);
      const writes = (name: string) => !hides(name) && (grant.writable === undefined || Object.hasOwn(grant.writable, name));
      const fits = fields.every(
        ({ name }) => (hides(name) || right?.sees(name)) && (!writes(name) || verb === "read" || right?.writes(name)),
      );
      if (right === undefined || !same || !fits) lacked.push(`${object}: ${verb}`);
    }
  }
  return lacked;
}

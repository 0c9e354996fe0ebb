import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";

export type Capability = "design" | "operate" | "administer" | "allRecords";

/** What the actor's roles allow besides records, at this revision. A link's holder may never. */
export function capabilitiesOf(actor: Actor, effective: Effective): ReadonlySet<Capability> {
  const found = new Set<Capability>();
  if (actor.only !== undefined) return found;
  for (const name of actor.roles) {
    const capabilities = effective.documents.role.get(name)?.capabilities;
    if (capabilities?.design) found.add("design");
    if (capabilities?.operate) found.add("operate");
    if (capabilities?.administer) found.add("administer");
    if (capabilities?.allRecords) found.add("allRecords");
  }
  return found;
}

/** Metadata: drafts, publishing, the studio. */
export const mayDesign = (actor: Actor, effective: Effective): boolean =>
  actor.unrestricted === true || capabilitiesOf(actor, effective).has("design");

/** People of the tenant, their roles and teams. */
export const mayAdminister = (actor: Actor, effective: Effective): boolean =>
  actor.unrestricted === true || capabilitiesOf(actor, effective).has("administer");

/** Runs, their history, cancelling and redriving them. */
export const mayOperate = (actor: Actor, effective: Effective): boolean =>
  actor.unrestricted === true || capabilitiesOf(actor, effective).has("operate");

import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { getRecord } from "../records/run.ts";
import { offeredFor, offersReady, type Offer } from "./offered.ts";

export interface FieldOffer extends Offer {
  /** API name of the field it may be chosen for */
  readonly field: string;
}

/**
 * What the rules offer for a record's fields, in the order of fields and rows, to whoever may read the record. The rules look at the
 * whole record, also where the asker may not: of that only the choices come out.
 */
export async function offeredChoices(
  platform: Platform,
  actor: Actor,
  object: string,
  recordId: string,
): Promise<Result<readonly FieldOffer[]>> {
  const seen = await getRecord(platform, actor, object, recordId);
  if (!seen.ok) return seen;
  const effective = await platform.effectives.get(actor.tenantId);
  const right = accessTo(effective, actor, object)?.read;
  const resolved = effective.objects.get(object);
  if (right === undefined || resolved === undefined) return refused(problem("not_found", "", "There is no such record."));
  const fields = resolved.fields.filter((field) => field.offeredBy !== undefined && right.sees(field.name));
  if (fields.length === 0) return ok([]);
  const whole = await getRecord(platform, { ...actor, unrestricted: true }, object, recordId);
  if (!whole.ok) return whole;
  await offersReady(effective, object);
  const at = { now: new Date().toISOString(), user: { id: actor.userId, roles: actor.roles } };
  const offers: FieldOffer[] = [];
  for (const { name } of fields) {
    const found = offeredFor(effective, object, whole.value, name, at);
    if (!found.ok) return found;
    offers.push(...found.value.map((offer) => ({ field: name, ...offer })));
  }
  return ok(offers);
}

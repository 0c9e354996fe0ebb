import type { Database } from "#db";
import type { Actor } from "../actor.ts";

const byUser = `select m.roles from auth.membership m join auth.tenant t on t.id = m.tenant_id
 where m.tenant_id = $1::uuid and m.user_id = $2 and t.status = 'active'`;

const byKey = `select k.roles from auth.api_key k join auth.tenant t on t.id = k.tenant_id
 where k.tenant_id = $1::uuid and k.id::text = $2 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and t.status = 'active'`;

/**
 * Somebody who asked for something earlier, with the rights he has now. undefined: he is no longer of this tenant, or his key was revoked.
 * The platform's own flows and installer stay who they are.
 */
export async function actorAgain(db: Pick<Database, "auth">, actor: Actor): Promise<Actor | undefined> {
  if (actor.unrestricted === true) return actor;
  const [how, id] = [actor.by.slice(0, actor.by.indexOf(":")), actor.by.slice(actor.by.indexOf(":") + 1)];
  if (how !== "user" && how !== "key") return undefined;
  const [row] = await db.auth.query<{ roles: string[] }>(how === "user" ? byUser : byKey, [actor.tenantId, id]);
  return row === undefined ? undefined : { ...actor, roles: row.roles };
}

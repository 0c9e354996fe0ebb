import type { Database, Tx } from "#db";
import { isSlug } from "./host.ts";
import { newId } from "../uuid.ts";

export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** Makes a tenant, or finds the one with this slug. @throws when the slug is no DNS label. */
export async function createTenant(db: Database, slug: string, name: string): Promise<Tenant & { readonly made: boolean }> {
  if (!isSlug(slug)) throw new Error(`<${slug}> cannot be a tenant's slug: use a–z, 0–9 and - (one DNS label).`);
  const made = await db.auth.query<{ id: string; slug: string; name: string }>(
    "insert into auth.tenant (id, slug, name) values ($1, $2, $3) on conflict (slug) do nothing returning id, slug, name",
    [newId(), slug, name],
  );
  if (made[0] !== undefined) return { ...made[0], made: true };
  const [found] = await db.auth.query<{ id: string; slug: string; name: string }>(
    "select id, slug, name from auth.tenant where slug = $1",
    [slug],
  );
  return { ...found!, made: false };
}

export const listTenants = (db: Database): Promise<(Tenant & { status: string })[]> =>
  db.auth.query<{ id: string; slug: string; name: string; status: string }>("select id, slug, name, status from auth.tenant order by slug");

/** Ids of tenants in their order, those after `after`; for work that goes round all of them in parts. */
export async function tenantIdsAfter(db: Pick<Database, "auth">, after: string | undefined, most: number): Promise<string[]> {
  const rows = await db.auth.query<{ id: string }>(
    "select id from auth.tenant where $1::uuid is null or id > $1::uuid order by id limit $2::int",
    [after ?? null, most],
  );
  return rows.map(({ id }) => id);
}

/** Gives a user these roles in a tenant, in place of those he had. */
export async function setMembership(db: Database, tenantId: string, userId: string, roles: readonly string[]): Promise<void> {
  await db.auth.query(
    `insert into auth.membership (tenant_id, user_id, roles) values ($1, $2, $3)
     on conflict (tenant_id, user_id) do update set roles = excluded.roles`,
    [tenantId, userId, roles],
  );
  await db.notify("identity", userId);
}

/** Who belongs to a tenant: id → name. History and lists show names, not ids. */
export async function namesOfMembers(db: Database, tenantId: string): Promise<Record<string, string>> {
  const rows = await db.auth.query<{ id: string; name: string }>(
    `select u.id, u.name from auth.membership m join auth."user" u on u.id = m.user_id where m.tenant_id = $1 order by u.name limit 1000`,
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** Takes somebody out of a tenant, with the keys that act for him there. Whoever calls tells the others: `identity.revoked`. */
export async function removeMembership(auth: Pick<Tx, "query">, tenantId: string, userId: string): Promise<void> {
  await auth.query("delete from auth.membership where tenant_id = $1::uuid and user_id = $2::text", [tenantId, userId]);
  await auth.query("update auth.api_key set revoked_at = now() where tenant_id = $1::uuid and user_id = $2::text and revoked_at is null", [
    tenantId,
    userId,
  ]);
}

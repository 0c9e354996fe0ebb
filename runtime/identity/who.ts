import { createHmac, timingSafeEqual } from "node:crypto";
import type { Database } from "#db";
import type { Found } from "./fresh-cache.ts";
import type { Tenant } from "./tenant.ts";

export interface Membership extends Tenant {
  readonly roles: readonly string[];
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Session {
  readonly user: User;
  /** of active tenants, by slug */
  readonly memberships: readonly Membership[];
}

export interface ApiKey {
  readonly id: string;
  readonly userId: string | null;
  readonly tenant: Tenant;
  readonly roles: readonly string[];
}

/** $1 tokens */
const sessionText = `select s.token, s.id as session_id, (extract(epoch from s.expires_at) * 1000)::float8 as ends_at, s.user_id as id, u.name, u.email,
    coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'roles', to_jsonb(m.roles)) order by t.slug)
       from auth.membership m join auth.tenant t on t.id = m.tenant_id
      where m.user_id = s.user_id and t.status = 'active'), '[]'::jsonb) as memberships,
    array(select m.tenant_id::text from auth.membership m where m.user_id = s.user_id) as tenants
  from auth.session s join auth."user" u on u.id = s.user_id
 where s.token = any($1::text[]) and s.expires_at > now()`;

/** The sessions of these tokens that have not ended, by token. */
export async function findSessions(db: Database, tokens: readonly string[]): Promise<ReadonlyMap<string, Found<Session>>> {
  type Row = { token: string; session_id: string; ends_at: number; id: string; name: string; email: string; memberships: Membership[]; tenants: string[] }; // prettier-ignore
  const rows = await db.auth.query<Row>(sessionText, [tokens]);
  return new Map(
    rows.map(({ token, session_id, ends_at, id, name, email, memberships, tenants }) => [
      token,
      {
        value: { user: { id, name, email }, memberships },
        // a membership that is new, other or gone is a change of the person; a tenant that is not active may be so again
        subjects: [session_id, id, ...tenants],
        endsAt: ends_at,
      },
    ]),
  );
}

/** $1 hashes in hex */
const keyText = `select encode(k.hash, 'hex') as hash, k.id, (extract(epoch from k.expires_at) * 1000)::float8 as ends_at, k.user_id, k.roles, t.id as tenant_id, t.slug, t.name
  from auth.api_key k join auth.tenant t on t.id = k.tenant_id
 where k.hash = any(array(select decode(h, 'hex') from unnest($1::text[]) as h)) and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and t.status = 'active'`;

/** Those of these keys that open something, by the hash of each in hex. */
export async function findApiKeys(db: Database, hashes: readonly string[]): Promise<ReadonlyMap<string, Found<ApiKey>>> {
  type Row = { hash: string; id: string; ends_at: number | null; user_id: string | null; roles: string[]; tenant_id: string; slug: string; name: string }; // prettier-ignore
  const rows = await db.auth.query<Row>(keyText, [hashes]);
  return new Map(
    rows.map(({ hash, id, ends_at, user_id, roles, tenant_id, slug, name }) => [
      hash,
      { value: { id, userId: user_id, roles, tenant: { id: tenant_id, slug, name } }, subjects: [id, tenant_id], endsAt: ends_at },
    ]),
  );
}

/** Those of these tenants that are active, by id. */
export async function findTenants(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Found<Tenant>>> {
  const rows = await db.auth.query<{ id: string; slug: string; name: string }>(
    "select id, slug, name from auth.tenant where id = any($1::uuid[]) and status = 'active'",
    [ids],
  );
  return new Map(rows.map((tenant) => [tenant.id, { value: tenant, subjects: [tenant.id] }]));
}

/** The value of a cookie, undecoded. The first wins when it stands twice. */
export function cookieValue(header: string, name: string): string | undefined {
  for (const part of header.split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

const signature = (token: string, cookieSecret: string): string => createHmac("sha256", cookieSecret).update(token).digest("base64");

/** "<token>.<signature>", URL-encoded, as better-auth writes it. */
export const signCookie = (token: string, cookieSecret: string): string => encodeURIComponent(`${token}.${signature(token, cookieSecret)}`);

/** The token of a cookie that we signed. */
export function tokenOfCookie(value: string, cookieSecret: string): string | undefined {
  let plain: string;
  try {
    plain = decodeURIComponent(value);
  } catch {
    return undefined;
  }
  const at = plain.lastIndexOf(".");
  if (at < 1) return undefined;
  const token = plain.slice(0, at);
  const given = Buffer.from(plain.slice(at + 1));
  const wanted = Buffer.from(signature(token, cookieSecret));
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : undefined;
}

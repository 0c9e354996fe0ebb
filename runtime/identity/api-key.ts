import { hash, randomBytes } from "node:crypto";
import type { Database } from "#db";
import { newId } from "../uuid.ts";

/** What is kept of a key. 256 bits of chance need no slow hash. */
export const hashKey = (key: string): Buffer => hash("sha256", key, "buffer");

/** Shown once, when it is made. */
export const newKey = (): string => `ak_${randomBytes(32).toString("base64url")}`;

export interface NewApiKey {
  readonly tenantId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly userId?: string;
  readonly expiresAt?: Date;
  /** only for the demo: a key everybody knows */
  readonly key?: string;
}

/** Makes a key; → the key itself, which nobody can read again. Making the same known key twice changes its roles. */
export async function createApiKey(db: Database, given: NewApiKey): Promise<{ id: string; key: string }> {
  const key = given.key ?? newKey();
  const rows = await db.auth.query<{ id: string }>(
    `insert into auth.api_key (id, tenant_id, hash, name, roles, user_id, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (hash) do update set roles = excluded.roles where api_key.tenant_id = excluded.tenant_id returning id`,
    [newId(), given.tenantId, hashKey(key), given.name, given.roles, given.userId ?? null, given.expiresAt ?? null],
  );
  if (rows[0] === undefined) throw new Error("This key belongs to another tenant.");
  await db.notify("identity", "");
  return { id: rows[0].id, key };
}

/** Takes a key out of use, everywhere at once; false when there is no such key, or it was revoked before. */
export async function revokeApiKey(db: Database, tenantId: string, id: string): Promise<boolean> {
  const rows = await db.auth.query(
    "update auth.api_key set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null returning id",
    [tenantId, id],
  );
  await db.notify("identity", "");
  return rows.length > 0;
}

export interface KeyInfo {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** The keys of a tenant that are not revoked; never the keys themselves. */
export const listApiKeys = (db: Database, tenantId: string): Promise<KeyInfo[]> =>
  db.auth.query<KeyInfo & Record<string, unknown>>(
    `select id, name, roles, created_at as "createdAt", expires_at as "expiresAt" from auth.api_key
      where tenant_id = $1 and revoked_at is null order by created_at, id`,
    [tenantId],
  );

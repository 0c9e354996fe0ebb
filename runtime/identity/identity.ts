import { hkdfSync } from "node:crypto";
import type { Logger } from "pino";
import type { Database } from "#db";
import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { countAttempts, type Attempts } from "./attempts.ts";
import { hashKey } from "./api-key.ts";
import { createChanges } from "./changes.ts";
import { freshCache, type Found } from "./fresh-cache.ts";
import { slugOfHost } from "./host.ts";
import { customerOf, openOrderLink, type OrderLink } from "./order-link.ts";
import { createPasswords, type Passwords } from "./password.ts";
import { cookieName, createSessionAuth, type SessionAuth } from "./session-auth.ts";
import type { Tenant } from "./tenant.ts";
import {
  cookieValue,
  findApiKeys,
  findSessions,
  findTenants,
  tokenOfCookie,
  type ApiKey,
  type Membership,
  type Session,
  type User,
} from "./who.ts";

/** What a request says about its sender. Header values as they came. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  readonly host?: string | undefined;
  /** X-Tenant */
  readonly tenant?: string | undefined;
  readonly acceptLanguage?: string | undefined;
}

/** Who asks. `actor` and `tenant` are absent while somebody who is signed in has named no tenant. */
export interface Who {
  readonly user: User | null;
  readonly tenant?: Tenant;
  readonly actor?: Actor;
  /** where he is at home */
  readonly memberships: readonly Membership[];
  /** by a cookie: the browser sends it unasked, so unsafe verbs need the same origin */
  readonly byCookie: boolean;
}

export interface Identity {
  readonly baseUrl: string;
  /** cookies carry Secure and the __Host- prefix */
  readonly secure: boolean;
  readonly cookieName: string;
  readonly cookieSecret: string;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  /** made when first needed */
  readonly auth: () => SessionAuth;
  /** Credentials → who; 401 without valid ones, 404 for a tenant he may not see. */
  readonly who: (credentials: Credentials) => Promise<Result<Who>>;
  /** The customer of an order link; 404 when it is forged, late, or another tenant's host. */
  readonly customer: (token: string, credentials: Credentials) => Promise<Result<{ actor: Actor; tenant: Tenant; link: OrderLink }>>;
  /** Something about somebody changed: has it asked before anybody is let in again, here and in every other process. */
  readonly revoked: (userId?: string) => Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface IdentityOptions {
  readonly db: Database;
  readonly secret: string;
  readonly baseUrl: string;
  readonly log: Logger;
}

const unauthenticated = (message: string) => refused(problem("unauthenticated", "", message));
/** The one answer for a tenant that is not there and one that may not be seen. */
const noTenant = () => refused(problem("not_found", "", "There is nothing at this address."));

const localeOf = (header: string | undefined): string => (header?.trim().toLowerCase().startsWith("zh") === true ? "zh" : "en");

/** Everything about who somebody is; the only user of the database's `auth` role. */
export function createIdentity({ db, secret, baseUrl }: IdentityOptions): Identity {
  const secure = baseUrl.startsWith("https:");
  const name = cookieName(secure);
  const cookieSecret = Buffer.from(hkdfSync("sha256", secret, "", "armature session cookie", 32)).toString("base64url");
  const passwords = createPasswords();
  const changes = createChanges(db);
  const keys = freshCache<ApiKey>({ changes, load: (hashes) => findApiKeys(db, hashes) });
  const sessions = freshCache<Session>({
    changes,
    async load(cookies) {
      const tokens = new Map(cookies.map((cookie) => [cookie, tokenOfCookie(cookie, cookieSecret)]));
      const signed = [...new Set(tokens.values())].filter((token) => token !== undefined);
      const found = signed.length === 0 ? new Map<string, Found<Session>>() : await findSessions(db, signed);
      return new Map(
        [...tokens].flatMap(([cookie, token]) => {
          const session = token === undefined ? undefined : found.get(token);
          return session === undefined ? [] : [[cookie, session] as const];
        }),
      );
    },
  });
  const tenants = freshCache<Tenant>({ changes, load: (ids) => findTenants(db, ids) });
  let auth: SessionAuth | undefined;
  let listening: { stop(): Promise<void> } | undefined;

  /** → the slug that host and header agree on; null when they do not. */
  function namedTenant({ host, tenant }: Credentials): string | undefined | null {
    const byHost = slugOfHost(host, baseUrl);
    if (tenant === undefined || tenant === "") return byHost;
    return byHost === undefined || byHost === tenant ? tenant : null;
  }

  async function byKey(credentials: Credentials, authorization: string): Promise<Result<Who>> {
    const key = /^Bearer +([\x21-\x7e]{8,512})$/i.exec(authorization)?.[1];
    if (key === undefined) return unauthenticated("Authorization must be: Bearer <api key>.");
    const found = await keys.get(hashKey(key).toString("hex"));
    if (found === undefined) return unauthenticated("This API key is unknown, expired or revoked.");
    const slug = namedTenant(credentials);
    if (slug === null || (slug !== undefined && slug !== found.tenant.slug)) return noTenant();
    const actor: Actor = {
      tenantId: found.tenant.id,
      userId: found.userId,
      by: `key:${found.id}`,
      roles: found.roles,
      locale: localeOf(credentials.acceptLanguage),
    };
    return ok({ user: null, tenant: found.tenant, actor, memberships: [{ ...found.tenant, roles: found.roles }], byCookie: false });
  }

  async function bySession(credentials: Credentials, cookie: string): Promise<Result<Who>> {
    const session = await sessions.get(cookie);
    if (session === undefined) return unauthenticated("The session is unknown or has ended.");
    const { user, memberships } = session;
    const slug = namedTenant(credentials);
    if (slug === undefined) return ok({ user, memberships, byCookie: true });
    const membership = memberships.find((each) => each.slug === slug);
    if (membership === undefined) return noTenant();
    const actor: Actor = {
      tenantId: membership.id,
      userId: user.id,
      by: `user:${user.id}`,
      roles: membership.roles,
      locale: localeOf(credentials.acceptLanguage),
    };
    const tenant = { id: membership.id, slug: membership.slug, name: membership.name };
    return ok({ user, tenant, actor, memberships, byCookie: true });
  }

  return {
    baseUrl,
    secure,
    cookieName: name,
    cookieSecret,
    passwords,
    attempts: countAttempts(),
    auth: () => (auth ??= createSessionAuth({ db, cookieSecret, baseUrl, passwords })),
    async who(credentials) {
      if (credentials.authorization !== undefined) return byKey(credentials, credentials.authorization);
      const cookie = credentials.cookie === undefined ? undefined : cookieValue(credentials.cookie, name);
      return cookie === undefined ? unauthenticated("Nobody is signed in.") : bySession(credentials, cookie);
    },
    async customer(token, credentials) {
      const link = openOrderLink(token, secret);
      if (link === undefined) return noTenant();
      const tenant = await tenants.get(link.tenantId);
      const slug = namedTenant(credentials);
      if (tenant === undefined || slug === null || (slug !== undefined && slug !== tenant.slug)) return noTenant();
      return ok({ actor: customerOf(link, localeOf(credentials.acceptLanguage)), tenant, link });
    },
    async revoked(userId = "") {
      changes.doubt();
      await db.notify("identity", userId);
    },
    async start() {
      listening = await db.listen("identity", changes.doubt, changes.doubt);
    },
    async stop() {
      changes.stop();
      await listening?.stop();
      listening = undefined;
    },
  };
}

import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { drizzle } from "drizzle-orm/pg-proxy";
import { authTables, type Database } from "#db";
import type { Passwords } from "./password.ts";

/** The session cookie's name: bound to its host under https, plain on loopback. */
export const cookieName = (secure: boolean): string => (secure ? "__Host-armature.session" : "armature.session");

/** Seven days; renewed when it is looked at after a day. */
export const sessionSeconds = 7 * 24 * 3_600;

export interface SessionAuthOptions {
  readonly db: Database;
  /** signs session cookies */
  readonly cookieSecret: string;
  readonly baseUrl: string;
  readonly passwords: Passwords;
}

/**
 * Users, passwords and sessions by better-auth on our tables. Only its calls are used, not its HTTP handler: addresses, limits and
 * the same-origin check are the door's. Its caches are off: who somebody is holds until it changes, see changes.ts.
 */
export function createSessionAuth({ db, cookieSecret, baseUrl, passwords }: SessionAuthOptions) {
  const secure = baseUrl.startsWith("https:");
  const attributes = { secure, httpOnly: true, sameSite: "lax", path: "/" } as const;
  return betterAuth({
    appName: "Armature",
    baseURL: baseUrl,
    secret: cookieSecret,
    database: drizzleAdapter(drizzle(db.auth.remote), { provider: "pg", schema: authTables, transaction: false }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      password: { hash: passwords.hash, verify: passwords.verify },
    },
    session: { expiresIn: sessionSeconds, updateAge: 24 * 3_600, cookieCache: { enabled: false } },
    advanced: {
      useSecureCookies: false,
      disableCSRFCheck: true,
      disableOriginCheck: true,
      cookies: {
        session_token: { name: cookieName(secure), attributes },
        dont_remember: { name: secure ? "__Host-armature.brief" : "armature.brief", attributes },
      },
    },
  });
}

export type SessionAuth = ReturnType<typeof createSessionAuth>;

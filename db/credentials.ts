import { createHmac, createHash, pbkdf2Sync } from "node:crypto";

/** The login roles of a running process. */
export type LoginRole = "app_rt" | "app_auth";

/** The password of a role, derived from the installation's secret: nothing is stored, every process finds the same one. */
export const passwordOf = (role: LoginRole, secret: string): string =>
  createHmac("sha256", secret).update(`armature/role/${role}`).digest("base64url");

/** What Postgres keeps of that password (SCRAM-SHA-256), so that the password itself travels and is logged nowhere. */
export function verifierOf(role: LoginRole, secret: string): string {
  const salt = createHmac("sha256", secret).update(`armature/salt/${role}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(passwordOf(role, secret), salt, 4096, 32, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$4096:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
}

/** The owner's address with another role's name and password. */
export function urlAs(role: LoginRole, ownerUrl: string, secret: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = passwordOf(role, secret);
  return url.href;
}

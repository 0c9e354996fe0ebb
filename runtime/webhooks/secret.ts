import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** A secret by which one receiver knows what is ours: 32 random bytes, as Standard Webhooks writes them. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** The first byte of what is sealed says how. */
const scheme = 1;
const ivBytes = 12;
const tagBytes = 16;

const keyOf = (secret: string): Uint8Array => new Uint8Array(hkdfSync("sha256", secret, "", "armature webhook secrets", 32));
/** What is sealed opens for its own webhook and no other. */
const boundTo = (tenantId: string, webhookId: string): Buffer => Buffer.from(`${tenantId} ${webhookId}`);

/** A secret as it is kept: AES-256-GCM under a key that follows from the installation's SECRET. */
export function seal(installation: string, tenantId: string, webhookId: string, secret: string): Uint8Array {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(installation), iv).setAAD(boundTo(tenantId, webhookId));
  const hidden = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(scheme), iv, cipher.getAuthTag(), hidden]);
}

/** @throws when it was sealed for another webhook, under another SECRET, or changed since. */
export function unseal(installation: string, tenantId: string, webhookId: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== scheme || bytes.length < 1 + ivBytes + tagBytes) throw new Error("a sealed secret of an unknown kind");
  const iv = bytes.subarray(1, 1 + ivBytes);
  const tag = bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
  const cipher = createDecipheriv("aes-256-gcm", keyOf(installation), iv, { authTagLength: tagBytes })
    .setAAD(boundTo(tenantId, webhookId))
    .setAuthTag(tag);
  return Buffer.concat([cipher.update(bytes.subarray(1 + ivBytes + tagBytes)), cipher.final()]).toString("utf8");
}

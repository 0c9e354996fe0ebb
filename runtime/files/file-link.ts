import { createHmac, timingSafeEqual } from "node:crypto";

/** What a link to a file's bytes opens. */
export interface FileLink {
  readonly tenantId: string;
  readonly id: string;
  /** "original", or the name of a smaller copy */
  readonly variant: string;
  /** seconds since 1970 */
  readonly expires: number;
}

/** Longest life of a link. */
export const fileLinkSeconds = 300;

const sign = (payload: string, secret: string): Buffer => createHmac("sha256", secret).update("file-link\n").update(payload).digest();

/** Signs a link; whoever holds it may read these bytes until it expires, and no others. */
export function signFileLink({ tenantId, id, variant, expires }: FileLink, secret: string): string {
  const payload = Buffer.from(JSON.stringify([tenantId, id, variant, expires])).toString("base64url");
  return `${payload}.${sign(payload, secret).toString("base64url")}`;
}

/** Token → link; undefined when it is forged, damaged, past its time, or of another file than the address says. */
export function openFileLink(token: string, id: string, secret: string, now: number = Date.now()): FileLink | undefined {
  if (token.length > 500) return undefined;
  const [payload, signature, ...rest] = token.split(".");
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const given = Buffer.from(signature, "base64url");
  const wanted = sign(payload, secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const [tenantId, ofFile, variant, expires] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [string, string, string, number];
  return ofFile !== id || expires * 1_000 <= now ? undefined : { tenantId, id, variant, expires };
}

/** When a link made now ends: four to five minutes from now, on the minute, so that within a minute the same address is given and browsers can keep what they have. */
export const linkEnd = (now: number): number => Math.floor(now / 60_000) * 60 + fileLinkSeconds;

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Actor } from "../actor.ts";

/** What an order link opens: one record, by one page, until a time. */
export interface OrderLink {
  readonly tenantId: string;
  readonly object: string;
  readonly recordId: string;
  readonly page: string;
  /** seconds since 1970 */
  readonly expires: number;
}

/** 30 days. */
export const linkSeconds = 30 * 24 * 3_600;

const sign = (payload: string, secret: string): Buffer => createHmac("sha256", secret).update("order-link\n").update(payload).digest();

/** Signs a link. Whoever holds the token is the customer of that record; it cannot be guessed or changed. */
export function signOrderLink(link: OrderLink, secret: string): string {
  const payload = Buffer.from(JSON.stringify([link.tenantId, link.object, link.recordId, link.page, link.expires])).toString("base64url");
  return `${payload}.${sign(payload, secret).toString("base64url")}`;
}

/** Token → link; undefined when it is forged, damaged or past its time. */
export function openOrderLink(token: string, secret: string, now: number = Date.now()): OrderLink | undefined {
  if (token.length > 1_000) return undefined;
  const [payload, signature, ...rest] = token.split(".");
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const given = Buffer.from(signature, "base64url");
  const wanted = sign(payload, secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const [tenantId, object, recordId, page, expires] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
    string,
    string,
    string,
    string,
    number,
  ];
  return expires * 1_000 <= now ? undefined : { tenantId, object, recordId, page, expires };
}

/** The customer a link stands for: no account, one record, one page. */
export const customerOf = (link: OrderLink, locale: string): Actor => ({
  tenantId: link.tenantId,
  userId: null,
  by: `link:${link.recordId}`,
  roles: ["customer"],
  locale,
  only: { object: link.object, recordId: link.recordId, page: link.page },
});

import { createHmac } from "node:crypto";

/** A link as somebody would forge it, who knows how they are made; the tests hold what the platform makes against it. */
export function signFileLinkForTests(link: { tenantId: string; id: string; variant: string; expires: number }, secret: string): string {
  const payload = Buffer.from(JSON.stringify([link.tenantId, link.id, link.variant, link.expires])).toString("base64url");
  return `${payload}.${createHmac("sha256", secret).update("file-link\n").update(payload).digest("base64url")}`;
}

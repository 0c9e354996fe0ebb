const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** May be a tenant's slug: one DNS label. */
export const isSlug = (text: string): boolean => slugPattern.test(text);

/**
 * The tenant a Host header names: "merchant-a.localhost:3000" under "http://localhost:3000" → "merchant-a".
 * Undefined for the bare host and for hosts that are not ours. Only the Host header counts: forwarded headers are anybody's.
 */
export function slugOfHost(host: string | undefined, baseUrl: string): string | undefined {
  if (host === undefined) return undefined;
  const name = host
    .toLowerCase()
    .replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "");
  const base = hostnameOf(baseUrl);
  if (!name.endsWith(`.${base}`)) return undefined;
  const slug = name.slice(0, -base.length - 1);
  return isSlug(slug) ? slug : undefined;
}

let known: { readonly url: string; readonly hostname: string } | undefined;

/** Of the address that every request is held against. */
function hostnameOf(url: string): string {
  if (known?.url !== url) known = { url, hostname: new URL(url).hostname };
  return known.hostname;
}

/** Where a tenant's pages are: ("merchant-a", "http://localhost:3000") → "http://merchant-a.localhost:3000". */
export function tenantUrl(slug: string, baseUrl: string): string {
  const url = new URL(baseUrl);
  url.hostname = `${slug}.${url.hostname}`;
  return url.origin;
}

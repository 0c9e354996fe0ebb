import { problem, refused, type Result } from "#metadata";
import type { Credentials, Platform, Who } from "#runtime";

type Header = (name: string) => string | undefined;

export const credentialsOf = (header: Header): Credentials => ({
  authorization: header("authorization"),
  cookie: header("cookie"),
  host: header("host"),
  tenant: header("x-tenant"),
  acceptLanguage: header("accept-language"),
});

/** Request → who asks. 401 without valid credentials; 404 for a tenant that he may not see. */
export const authenticate = (platform: Platform, header: Header): Promise<Result<Who>> => platform.identity.who(credentialsOf(header));

/**
 * A browser sends a cookie unasked, so a request with one that may change something must come from a page of this very host.
 * Sec-Fetch-Site is the browser's own word; Origin stands in for it; a request with neither and a cookie is refused.
 */
export function sameOrigin(header: Header): Result<undefined> {
  const site = header("sec-fetch-site");
  const origin = header("origin");
  const fromHere = origin === undefined ? site === "same-origin" : hostOf(origin) === header("host")?.toLowerCase();
  if (fromHere && (site === undefined || site === "same-origin")) return { ok: true, value: undefined };
  return refused(problem("cross_site", "", "A request with a session cookie must come from a page of this host."));
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}

import { ok, problem, refused } from "#metadata";
import { accountOf, isSlug, issueTicket, sessionSeconds, signCookie, slugOfHost, tenantUrl, useTicket } from "#runtime";
import { sameOrigin } from "../authenticate.ts";
import { openRoute, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const wrong = () => refused(problem("unauthenticated", "", "E-mail or password is wrong.", { reason: "password" }));

export const authRoutes: readonly Route[] = [
  openRoute(contracts.signIn, async ({ platform, peer, header, body }) => {
    const { identity, log } = platform;
    // a page of another host must not be able to sign somebody in as somebody else
    if (header("origin") !== undefined || header("sec-fetch-site") !== undefined) {
      const same = sameOrigin(header);
      if (!same.ok) return same;
    }
    const account = accountOf(body.email);
    const from = peer ?? "unknown";
    const wait = identity.attempts.begin(from, account);
    if (wait > 0) {
      return refused(
        problem("rate_limited", "", "Too many attempts to sign in.", { reason: "sign_in", details: { retryAfterSeconds: wait } }),
      );
    }
    let signedIn;
    try {
      signedIn = await identity.auth().api.signInEmail({
        body: { email: account, password: body.password, rememberMe: body.rememberMe ?? true },
        returnHeaders: true,
      });
    } catch (fault) {
      const status = (fault as { statusCode?: unknown }).statusCode;
      if (status === 400 || status === 401) {
        log.info({ peer: from }, "sign-in refused");
        return wrong();
      }
      identity.attempts.forgive(from, account);
      throw fault;
    }
    identity.attempts.forgive(from, account);
    const { id, name, email } = signedIn.response.user;
    return reply({ user: { id, name, email } }, signedIn.headers.getSetCookie());
  }),

  openRoute(contracts.signOut, async ({ platform, request, who }) => {
    if (who?.byCookie !== true) return refused(problem("unauthenticated", "", "No session is signed in."));
    const out = await platform.identity.auth().api.signOut({ headers: request.headers, returnHeaders: true });
    await platform.identity.revoked(who.user?.id);
    return reply(undefined, out.headers.getSetCookie());
  }),

  openRoute(contracts.session, async ({ platform, request }) => {
    const found = await platform.identity.auth().api.getSession({ headers: request.headers, returnHeaders: true });
    const cookies = found.headers.getSetCookie();
    if (found.response === null) return reply(null, cookies);
    const { user, session } = found.response;
    return reply({ user: { id: user.id, name: user.name, email: user.email }, session: { expiresAt: session.expiresAt } }, cookies);
  }),

  openRoute(contracts.ticket, async ({ platform, who, body }) => {
    const { user, memberships, byCookie } = who!;
    const membership = isSlug(body.tenant) ? memberships.find(({ slug }) => slug === body.tenant) : undefined;
    if (!byCookie || user === null) return refused(problem("unauthenticated", "", "Only a signed-in person can carry a session over."));
    if (membership === undefined) return refused(problem("not_found", "/tenant", `There is no tenant <${body.tenant}>.`));
    const ticket = await issueTicket(platform.db, user.id);
    return ok({ body: { url: `${tenantUrl(membership.slug, platform.identity.baseUrl)}/api/auth/ticket`, ticket } });
  }),

  openRoute(contracts.useTicket, async ({ platform, request, header }) => {
    const { identity, db } = platform;
    // a form of the bare host or of this very host; nobody else may sign a browser in
    const origin = header("origin");
    const host = header("host")?.toLowerCase();
    const slug = slugOfHost(host, identity.baseUrl);
    if (slug === undefined) return refused(problem("not_found", "", "There is nothing at this address."));
    if (origin !== new URL(identity.baseUrl).origin && origin !== tenantUrl(slug, identity.baseUrl)) {
      return refused(problem("cross_site", "", "A ticket is used by the page that asked for it."));
    }
    const text = await request.text();
    const ticket = new URLSearchParams(text).get("ticket") ?? "";
    const userId = /^[A-Za-z0-9_-]{43}$/.test(ticket) ? await useTicket(db, ticket) : undefined;
    if (userId === undefined)
      return refused(problem("unauthenticated", "", "The ticket is unknown, used or too old: sign in again.", { reason: "ticket" }));
    const { internalAdapter } = await identity.auth().$context;
    const session = await internalAdapter.createSession(userId);
    const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${sessionSeconds}${identity.secure ? "; Secure" : ""}`;
    return new Response(null, {
      status: 303,
      headers: { location: "/", "set-cookie": `${identity.cookieName}=${signCookie(session.token, identity.cookieSecret)}; ${attributes}` },
    });
  }),
];

function reply(body: unknown, cookies: readonly string[]): Response {
  const headers = new Headers();
  if (body !== undefined) headers.set("content-type", "application/json; charset=utf-8");
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(body === undefined ? null : JSON.stringify(body), { status: body === undefined ? 204 : 200, headers });
}

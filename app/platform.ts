import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { authenticate, credentialsOf } from "#api";
import type { Result } from "#metadata";
import { capabilitiesOf, processPlatform, stand, type Actor, type Effective, type Platform, type Tenant, type Who } from "#runtime";

/** The platform that server.ts composed. Pages are bundled apart from it and have no state of their own. */
export const platform = (): Platform => processPlatform();

const headerReader = async (): Promise<(name: string) => string | undefined> => {
  const given = await headers();
  return (name) => given.get(name) ?? undefined;
};

/** Who looks at this page; once per request. */
export const currentWho = cache(async (): Promise<Result<Who>> => authenticate(platform(), await headerReader()));

/** The customer of an order link, on this host. */
export const customerOfLink = cache(async (token: string) => platform().identity.customer(token, credentialsOf(await headerReader())));

export interface Visit {
  readonly actor: Actor;
  readonly tenant: Tenant;
  readonly effective: Effective;
  readonly capabilities: ReadonlySet<string>;
  readonly user: NonNullable<Who["user"]>;
  readonly memberships: Who["memberships"];
}

/** Somebody signed in at the host of a tenant, with all that holds there; undefined for everybody else. */
export const currentVisit = cache(async (): Promise<Visit | undefined> => {
  const who = await currentWho();
  if (!who.ok) return undefined;
  const { actor, tenant, user, memberships } = who.value;
  if (actor === undefined || tenant === undefined || user === null) return undefined;
  const effective = await platform().effectives.get(actor.tenantId);
  return {
    actor: await stand(platform(), effective, actor),
    tenant,
    effective,
    user,
    memberships,
    capabilities: capabilitiesOf(actor, effective),
  };
});

/** The visit, or away: to the sign-in when nobody is signed in, to the chooser on the bare host, to "not found" elsewhere. */
export async function requireVisit(from: string): Promise<Visit> {
  const visit = await currentVisit();
  if (visit !== undefined) return visit;
  const who = await currentWho();
  if (!who.ok && who.problems.some((each) => each.code === "unauthenticated")) redirect(`/sign-in?next=${encodeURIComponent(from)}`);
  if (who.ok && who.value.actor === undefined) redirect("/sign-in");
  notFound();
}

/** The value, or the page for what is not there. Problems that are not about absence are thrown to the page's error boundary. */
export function valueOr404<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  if (result.problems.some(({ code }) => code === "not_found" || code === "forbidden" || code === "unknown_name")) notFound();
  throw new Error(result.problems.map(({ code, path }) => `${code} ${path}`).join(", "));
}

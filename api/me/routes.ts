import { ok } from "#metadata";
import { capabilitiesOf, tenantUrl } from "#runtime";
import { openRoute, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const meRoutes: readonly Route[] = [
  openRoute(contracts.me, async ({ platform, who }) => {
    const { user, tenant, actor, memberships } = who!;
    const effective = actor === undefined ? undefined : await platform.effectives.get(actor.tenantId);
    return ok({
      body: {
        user,
        tenant: tenant ?? null,
        roles: actor?.roles ?? [],
        capabilities: actor === undefined || effective === undefined ? [] : [...capabilitiesOf(actor, effective)],
        tenants: memberships.map(({ id, slug, name }) => ({ id, slug, name, url: tenantUrl(slug, platform.identity.baseUrl) })),
      },
      headers: effective === undefined ? {} : { "x-metadata-revision": String(effective.revision) },
    });
  }),
];

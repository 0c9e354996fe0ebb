import { ok } from "#metadata";
import { changeTenantSettings } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const settingsRoutes: readonly Route[] = [
  route(contracts.read, async ({ effective }) => ok({ body: { timezone: effective.timezone } })),
  route(contracts.change, async ({ platform, actor, body: { timezone } }) => {
    const changed = await changeTenantSettings(platform.db, actor.tenantId, { timezone });
    if (!changed.ok) return changed;
    platform.effectives.drop(actor.tenantId);
    return ok({ body: { timezone } });
  }),
];

import { ok } from "#metadata";
import { changeTenantSettings, readTenantSettings, type TenantSettings } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const shown = ({ timezone = "UTC", restoreDays = 30, decisionDays = 400 }: TenantSettings) => ({
  body: { timezone, restoreDays, decisionDays },
});

export const settingsRoutes: readonly Route[] = [
  route(contracts.read, async ({ platform, actor }) => ok(shown(await readTenantSettings(platform.db, actor.tenantId)))),
  route(contracts.change, async ({ platform, actor, body: { timezone, restoreDays, decisionDays } }) => {
    const changed = await changeTenantSettings(platform.db, actor.tenantId, {
      ...(timezone === undefined ? {} : { timezone }),
      ...(restoreDays === undefined ? {} : { restoreDays }),
      ...(decisionDays === undefined ? {} : { decisionDays }),
    });
    if (!changed.ok) return changed;
    platform.effectives.drop(actor.tenantId);
    return ok(shown(changed.value));
  }),
];

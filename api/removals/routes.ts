import { ok } from "#metadata";
import { listRemovals, restoreRemoval } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const removalRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor }) => {
    const removals = await listRemovals(platform, actor);
    return removals.ok ? ok({ body: { data: removals.value } }) : removals;
  }),

  route(contracts.restore, async ({ platform, actor, body }) => {
    const published = await restoreRemoval(platform, actor, body);
    return published.ok ? ok({ body: published.value, headers: { "x-metadata-revision": String(published.value.revision) } }) : published;
  }),
];

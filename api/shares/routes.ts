import { ok } from "#metadata";
import { listShares, shareRecord, unshareRecord } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const shareRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, params }) => {
    const shares = await listShares(platform, actor, params.object, params.id);
    return shares.ok ? ok({ body: { data: shares.value } }) : shares;
  }),
  route(contracts.add, async ({ platform, actor, params, body: { holder, level, until } }) => {
    const given = await shareRecord(platform, actor, params.object, params.id, {
      holder,
      level,
      ...(until === undefined ? {} : { until }),
    });
    return given.ok ? ok({ body: given.value }) : given;
  }),
  route(contracts.remove, async ({ platform, actor, params }) => {
    const removed = await unshareRecord(platform, actor, params.object, params.id, params.holder);
    return removed.ok ? ok({}) : removed;
  }),
];

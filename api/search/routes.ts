import { ok } from "#metadata";
import { searchRecords } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const searchRoutes: readonly Route[] = [
  route(contracts.search, async ({ platform, actor, query }) => {
    const found = await searchRecords(platform, actor, {
      q: query.q,
      ...(query.objects === undefined || query.objects === "" ? {} : { objects: [...new Set(query.objects.split(","))] }),
      ...(query.limit === undefined ? {} : { limit: Number(query.limit) }),
    });
    return found.ok ? ok({ body: found.value }) : found;
  }),
];

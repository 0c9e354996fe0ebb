import { ok } from "#metadata";
import { listPeople, mostPeopleListed, removePerson, setRoles } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const peopleRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, query: { q, ids, limit, cursor } }) => {
    const page = await listPeople(platform, actor, {
      ...(q === undefined ? {} : { q }),
      ...(ids === undefined ? {} : { ids: ids.split(",").slice(0, mostPeopleListed) }),
      ...(limit === undefined ? {} : { limit: Number(limit) }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return page.ok ? ok({ body: page.value }) : page;
  }),
  route(contracts.change, async ({ platform, actor, params, body }) => {
    const changed = await setRoles(platform, actor, params.user, body.roles);
    return changed.ok ? ok({ body: changed.value }) : changed;
  }),
  route(contracts.remove, async ({ platform, actor, params }) => {
    const removed = await removePerson(platform, actor, params.user);
    return removed.ok ? ok({}) : removed;
  }),
];

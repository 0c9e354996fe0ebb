import { ok } from "#metadata";
import { explainAccess } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const accessRoutes: readonly Route[] = [
  route(contracts.explain, async ({ platform, actor, params, query }) => {
    const explained = await explainAccess(platform, actor, params.object, params.id, query.user);
    return explained.ok ? ok({ body: explained.value }) : explained;
  }),
];

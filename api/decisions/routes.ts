import { ok } from "#metadata";
import { explainDecision, getDecision, listDecisions } from "#runtime";
import { given } from "../parts.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const flag = (value: string | undefined): boolean | undefined => (value === undefined ? undefined : value === "true");

export const decisionRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, params, query: { empty, fallback, limit, ...query } }) => {
    const asked = { ...query, empty: flag(empty), fallback: flag(fallback), limit: limit === undefined ? undefined : Number(limit) };
    const page = await listDecisions(platform, actor, params.name, given(asked));
    return page.ok ? ok({ body: page.value }) : page;
  }),

  route(contracts.get, async ({ platform, actor, params }) => {
    const decision = await getDecision(platform, actor, params.id);
    return decision.ok ? ok({ body: decision.value }) : decision;
  }),

  route(contracts.explanation, async ({ platform, actor, params, query }) => {
    const explanation = await explainDecision(platform, actor, params.id, given(query));
    return explanation.ok ? ok({ body: explanation.value }) : explanation;
  }),
];

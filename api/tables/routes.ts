import { ok } from "#metadata";
import { decideBatch, decideTable, exportTable, publishedVersion, simulateTable } from "#runtime";
import { etag, given } from "../parts.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const tableRoutes: readonly Route[] = [
  route(contracts.decide, async ({ platform, actor, params, body: { facts, at, explain } }) => {
    const decided = await decideTable(platform, actor, params.name, facts, { ...given({ at, explain }), log: true });
    return decided.ok ? ok({ body: decided.value }) : decided;
  }),

  route(contracts.decideBatch, async ({ platform, actor, params, body: { facts, at } }) => {
    const decided = await decideBatch(platform, actor, params.name, facts, { ...given({ at }), log: true });
    return decided.ok ? ok({ body: decided.value }) : decided;
  }),

  route(contracts.simulate, async ({ platform, actor, params, body, signal }) => {
    const simulated = await simulateTable(platform, actor, params.name, { ...given(body), draft: body.draft }, signal());
    return simulated.ok ? ok({ body: simulated.value }) : simulated;
  }),

  route(contracts.jsonLogic, async ({ platform, actor, params }) => {
    const exported = await exportTable(platform, actor, params.name);
    return exported.ok ? ok({ body: exported.value }) : exported;
  }),

  route(contracts.version, async ({ platform, actor, params }) => {
    const version = await publishedVersion(platform, actor, params.name);
    if (!version.ok) return version;
    const { hash, candidate } = version.value;
    // a rollout's candidate never changes, its share does
    const tag = candidate === null ? hash : `${hash}.${candidate.id}.${candidate.share}`;
    return ok({ body: version.value, headers: { etag: etag(tag) } });
  }),
];

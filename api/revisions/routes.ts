import { ok } from "#metadata";
import { listRevisions, restoreRevision } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const revisionRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor }) => {
    const revisions = await listRevisions(platform, actor);
    return revisions.ok ? ok({ body: { data: revisions.value } }) : revisions;
  }),

  route(contracts.restore, async ({ platform, actor, params, body }) => {
    const restored = await restoreRevision(platform, actor, params.n, body);
    return restored.ok ? ok({ body: restored.value, headers: { "x-metadata-revision": String(restored.value.revision) } }) : restored;
  }),
];

import { ok, type Json } from "#metadata";
import { startExport } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const exportRoutes: readonly Route[] = [
  route(contracts.start, async ({ platform, actor, params, body }) => {
    const { filter, ...rest } = body;
    const job = await startExport(platform, actor, params.object, { ...rest, ...(filter === undefined ? {} : { filter: filter as Json }) });
    return job.ok ? ok({ body: job.value, headers: { location: `/api/v1/jobs/${job.value.id}` } }) : job;
  }),
];

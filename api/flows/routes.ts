import { ok, refused } from "#metadata";
import { importFdl, startFlow } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const flowRoutes: readonly Route[] = [
  route(contracts.importFlow, async ({ body }) => {
    const imported = importFdl(body.source, { strict: body.strict ?? false });
    return imported.document === undefined ? refused(...imported.problems) : ok({ body: imported });
  }),

  route(contracts.start, async ({ platform, actor, params, query, body }) => {
    const started = await startFlow(platform, actor, params.name, (body.input ?? {}) as never, {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(query.wait === undefined ? {} : { waitSeconds: Number(query.wait) }),
    });
    return started.ok ? ok({ body: started.value, headers: { location: `/api/v1/runs/${started.value.id}` } }) : started;
  }),
];

import { ok } from "#metadata";
import { cancelRun, getRun, listRuns, redriveRun, runHistory } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const runRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, query: { flow, status, record, cursor, limit } }) => {
    const runs = await listRuns(platform, actor, {
      ...(flow === undefined ? {} : { flow }),
      ...(status === undefined ? {} : { status }),
      ...(record === undefined ? {} : { record }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit: Number(limit) }),
    });
    return runs.ok ? ok({ body: runs.value }) : runs;
  }),

  route(contracts.get, async ({ platform, actor, params }) => {
    const run = await getRun(platform, actor, params.id);
    return run.ok ? ok({ body: run.value }) : run;
  }),

  route(contracts.history, async ({ platform, actor, params, query }) => {
    const history = await runHistory(platform, actor, params.id, query.after === undefined ? {} : { after: Number(query.after) });
    return history.ok ? ok({ body: { data: history.value } }) : history;
  }),

  route(contracts.cancel, async ({ platform, actor, params, body }) => {
    const run = await cancelRun(platform, actor, params.id, body.reason === undefined ? {} : { cause: body.reason });
    return run.ok ? ok({ body: run.value }) : run;
  }),

  route(contracts.redrive, async ({ platform, actor, params }) => {
    const run = await redriveRun(platform, actor, params.id);
    return run.ok ? ok({ body: run.value }) : run;
  }),
];

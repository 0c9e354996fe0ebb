import { ok, type Result } from "#metadata";
import {
  cancelActivation,
  changeRollout,
  getRollout,
  listActivations,
  listDifferences,
  listRollouts,
  planPromotion,
  promoteRollout,
  revertTable,
  scheduleDraft,
  startRollout,
  stopRollout,
  type Published,
} from "#runtime";
import { given } from "../parts.ts";
import type { Reply } from "../reply.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const asBody = <Value>(result: Result<Value>): Result<Reply> => (result.ok ? ok({ body: result.value }) : result);
const asList = <Value>(result: Result<Value>): Result<Reply> => (result.ok ? ok({ body: { data: result.value } }) : result);
const asPublished = (result: Result<Published>): Result<Reply> =>
  result.ok ? ok({ body: result.value, headers: { "x-metadata-revision": String(result.value.revision) } }) : result;

export const rolloutRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, params }) => asList(await listRollouts(platform, actor, params.name))),

  route(contracts.start, async ({ platform, actor, params, body: { guards, ...body } }) => {
    const limits =
      guards &&
      given({
        ...guards,
        errors: guards.errors && given(guards.errors),
        empty: guards.empty && given(guards.empty),
        fallback: guards.fallback && given(guards.fallback),
      });
    const started = await startRollout(platform, actor, params.name, given({ ...body, guards: limits }));
    return started.ok ? ok({ body: started.value, headers: { location: `/api/v1/rollouts/${started.value.id}` } }) : started;
  }),

  route(contracts.get, async ({ platform, actor, params }) => asBody(await getRollout(platform, actor, params.id))),

  route(contracts.change, async ({ platform, actor, params, body }) =>
    asBody(await changeRollout(platform, actor, params.id, body.percent)),
  ),

  route(contracts.promotion, async ({ platform, actor, params }) => asBody(await planPromotion(platform, actor, params.id))),

  route(contracts.promote, async ({ platform, actor, params, body }) =>
    asPublished(await promoteRollout(platform, actor, params.id, body.message)),
  ),

  route(contracts.stop, async ({ platform, actor, params, body }) => asBody(await stopRollout(platform, actor, params.id, body.message))),

  route(contracts.differences, async ({ platform, actor, params }) => asList(await listDifferences(platform, actor, params.id))),

  route(contracts.revert, async ({ platform, actor, params, body }) =>
    asPublished(await revertTable(platform, actor, params.name, given(body))),
  ),

  route(contracts.schedule, async ({ platform, actor, body }) => asBody(await scheduleDraft(platform, actor, given(body)))),

  route(contracts.activations, async ({ platform, actor }) => asList(await listActivations(platform, actor))),

  route(contracts.cancel, async ({ platform, actor, params }) => asBody(await cancelActivation(platform, actor, params.id))),
];

import { ok, type Result } from "#metadata";
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getDelivery,
  getWebhook,
  listDeliveries,
  listWebhooks,
  replayDelivery,
  replaySince,
  rotateSecret,
  testWebhook,
} from "#runtime";
import type { Reply } from "../reply.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const said = <Value>(result: Result<Value>): Result<Reply> => (result.ok ? ok({ body: result.value }) : result);

export const webhookRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor }) => {
    const found = await listWebhooks(platform, actor);
    return found.ok ? ok({ body: { data: found.value } }) : found;
  }),
  route(contracts.create, async ({ platform, actor, body }) => said(await createWebhook(platform, actor, body))),
  route(contracts.get, async ({ platform, actor, params }) => said(await getWebhook(platform, actor, params.id))),
  route(contracts.change, async ({ platform, actor, params, body }) => said(await changeWebhook(platform, actor, params.id, body))),
  route(contracts.remove, async ({ platform, actor, params }) => {
    const removed = await deleteWebhook(platform, actor, params.id);
    return removed.ok ? ok({}) : removed;
  }),
  route(contracts.rotate, async ({ platform, actor, params }) => said(await rotateSecret(platform, actor, params.id))),
  route(contracts.test, async ({ platform, actor, params }) => said(await testWebhook(platform, actor, params.id))),
  route(contracts.replaySince, async ({ platform, actor, params, body }) =>
    said(await replaySince(platform, actor, params.id, body.since, body.all)),
  ),
  route(contracts.deliveries, async ({ platform, actor, params, query }) =>
    said(
      await listDeliveries(platform, actor, params.id, {
        state: query.state,
        before: query.cursor,
        limit: query.limit === undefined ? undefined : Number(query.limit),
      }),
    ),
  ),
  route(contracts.oneDelivery, async ({ platform, actor, params }) => said(await getDelivery(platform, actor, params.id, params.delivery))),
  route(contracts.replay, async ({ platform, actor, params }) => said(await replayDelivery(platform, actor, params.id, params.delivery))),
];

import { ok } from "#metadata";
import { acknowledgeMessage, readMessages } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const topicRoutes: readonly Route[] = [
  route(contracts.messages, async ({ platform, actor, params, query }) => {
    const messages = await readMessages(platform, actor, params.topic, query.limit === undefined ? {} : { limit: Number(query.limit) });
    return messages.ok ? ok({ body: { data: messages.value } }) : messages;
  }),

  route(contracts.acknowledge, async ({ platform, actor, params }) => {
    const acknowledged = await acknowledgeMessage(platform, actor, params.topic, params.id);
    return acknowledged.ok ? ok({ body: acknowledged.value }) : acknowledged;
  }),
];

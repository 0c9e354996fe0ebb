import { ok } from "#metadata";
import { indexField, readAdvice, readSlots, startFill, startReindex, tryIndex } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const slotRoutes: readonly Route[] = [
  route(contracts.slots, async ({ platform, actor, params }) => {
    const slots = await readSlots(platform, actor, params.object);
    return slots.ok ? ok({ body: slots.value }) : slots;
  }),

  route(contracts.reindex, async ({ platform, actor, params }) => {
    const job = await startReindex(platform, actor, params.object);
    return job.ok ? ok({ body: job.value, headers: { location: `/api/v1/jobs/${job.value.id}` } }) : job;
  }),

  route(contracts.fill, async ({ platform, actor, params }) => {
    const job = await startFill(platform, actor, params.object);
    return job.ok ? ok({ body: job.value, headers: { location: `/api/v1/jobs/${job.value.id}` } }) : job;
  }),

  route(contracts.advice, async ({ platform, actor, query }) => {
    const advice = await readAdvice(platform, actor, query.object);
    return advice.ok ? ok({ body: { data: advice.value } }) : advice;
  }),

  route(contracts.apply, async ({ platform, actor, params, body }) => {
    const indexed = await indexField(platform, actor, params.object, params.field, { draft: body?.draft });
    return indexed.ok ? ok({ body: indexed.value }) : indexed;
  }),

  route(contracts.trial, async ({ platform, actor, params, body }) => {
    const tried = await tryIndex(platform, actor, params.object, params.field, body?.by);
    return tried.ok ? ok({ body: tried.value }) : tried;
  }),
];
